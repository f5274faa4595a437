import { expect, test } from "vitest";
import { answersTable } from "./answers-table.ts";

test("answers have the numbers of a result in their places", () => {
  const answers = [
    { question: "Why?", answer: "At {x} it is {growth}." },
    { question: "How far?", answer: "Up to {x}." },
  ];
  expect(answersTable(answers, { x: 10, growth: 2 }).rows).toEqual([
    ["Why?", "At 10 it is 2."],
    ["How far?", "Up to 10."],
  ]);
  expect(() => answersTable(answers, { x: 10 })).toThrow("{growth}");
});
