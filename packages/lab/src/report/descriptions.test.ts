import { expect, test } from "vitest";
import { answersTable } from "./answers-table.ts";
import { descriptions } from "./descriptions.ts";

const texts = {
  bands: { title: "The bands open", finding: "At {x} it is {growth} times its least.", caption: "Of {growth} and one." },
  plain: { title: "Plain", caption: "Nothing to fill." },
};
const said = descriptions(texts);

test("every text of a figure has its numbers", () => {
  expect(said("bands", { x: 10, growth: "2.4" })).toEqual({
    ...{ name: "bands", title: "The bands open", finding: "At 10 it is 2.4 times its least.", caption: "Of 2.4 and one." },
  });
  expect(said("plain")).toEqual({ name: "plain", ...texts.plain });
});

test("a number that is missing and one too many are faults", () => {
  expect(() => said("bands", { x: 10 })).toThrow("nothing fills {growth}");
  expect(() => said("plain", { x: 10 })).toThrow("no text has a place {x}");
});

test("answers share their numbers", () => {
  const answers = [
    { question: "Why?", answer: "At {x} it is {growth}." },
    { question: "How far?", answer: "Up to {x}." },
  ];
  expect(answersTable(answers, { x: 10, growth: 2 }).rows).toEqual([
    ["Why?", "At 10 it is 2."],
    ["How far?", "Up to 10."],
  ]);
  expect(() => answersTable(answers, { x: 10 })).toThrow("nothing fills {growth}");
});
