import { expect, test } from "vitest";
import { encoded, vocabularyOf } from "./vocabulary.ts";

test("words that occur twice have tokens from 2 up; others are unknown, and 0 fills up", async () => {
  const texts = ["What is it ?", "Who is WHAT ?", "Why"];
  const vocabulary = vocabularyOf(texts, { atLeast: 2 });
  expect([...vocabulary.tokens]).toEqual([
    ["what", 2],
    ["is", 3],
    ["?", 4],
  ]);
  expect(vocabulary.size).toBe(5);
  const tokens = encoded(texts, vocabulary, 3);
  expect(tokens.shape).toEqual([3, 3]);
  expect([...(await tokens.read())]).toEqual([2, 3, 1, 1, 3, 2, 1, 0, 0]);
});
