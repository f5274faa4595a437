import { describe, expect, it } from "vitest";
import { describeWithRealData } from "./testing/real-data.ts";
import { parseLabelledQuestions, parseQuestionTable, trec, wordsOf } from "./trec.ts";

describe("the two forms of the questions", () => {
  const table = "label\tquestion\nNUM\tHow far is it from Denver to Aspen ?\nDESC\tWhat is `` Nine Inch Nails '' ?\n";
  const published = "NUM:dist How far is it from Denver to Aspen ?\nDESC:def What is `` Nine Inch Nails '' ?\n";
  const expected = {
    count: 2,
    texts: ["How far is it from Denver to Aspen ?", "What is `` Nine Inch Nails '' ?"],
    labels: Uint8Array.of(5, 0),
  };

  it("give the same", () => {
    expect(parseQuestionTable(table, "trec/train.tsv.gz")).toEqual(expected);
    expect(parseLabelledQuestions(published, "trec/train_5500.label")).toEqual(expected);
  });

  it("refuse another class, no question and no header by their line", () => {
    expect(() => parseQuestionTable(`${table}WHO\tme ?\n`, "t")).toThrow('t, line 4: class "WHO", expected one of DESC, ENTY');
    expect(() => parseQuestionTable(`${table}HUM\t \nHUM\tWho ?`, "t")).toThrow("t, line 4: no question behind its class");
    expect(() => parseQuestionTable(published, "t")).toThrow("t, line 1: ");
    expect(() => parseLabelledQuestions("no class", "t")).toThrow('t, line 1: class "no", expected one of');
  });

  it("read either file, packed or as published", async () => {
    const host = { gunzip: async (bytes: Uint8Array) => bytes.subarray(2), sha256: async () => "" };
    const [packed, plain] = [Uint8Array.of(0x1f, 0x8b, ...new TextEncoder().encode(table)), new TextEncoder().encode(published)];
    const splits = await trec.parse(async (path) => (path.includes("train") ? packed : plain), host);
    expect([splits.train, splits.test]).toEqual([expected, expected]);
  });
});

it("words are in lower case, punctuation among them", () => {
  expect(wordsOf("What 's the U.S. motto ?")).toEqual(["what", "'s", "the", "u.s.", "motto", "?"]);
});

describeWithRealData(trec, "questions and classes", (load) => {
  it("are those of the publisher", async () => {
    const { train, test } = await load();
    const counts = (labels: Uint8Array) => Array.from({ length: 6 }, (_, label) => labels.filter((one) => one === label).length);
    // computed from the files by another program (zcat, cut, sort, uniq)
    expect(counts(train.labels)).toEqual([1162, 1250, 86, 1223, 835, 896]);
    expect(counts(test.labels)).toEqual([138, 94, 9, 65, 81, 113]);
    expect(test.texts[0]).toBe("How far is it from Denver to Aspen ?");
    expect(Math.max(...train.texts.map((text) => wordsOf(text).length))).toBe(37);
  });
});
