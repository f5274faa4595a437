import { describe, expect, test } from "vitest";
import { experiments, sources } from "./index.ts";
import { places } from "./places.ts";

const loaded = await Promise.all(Object.values(experiments).map((load) => load()));
const wheres = Object.entries(places).flatMap(([source, list]) => list.map(([what, where]) => ({ source, what, where })));

test("each source has its places, and each place an experiment of that source or a reason", () => {
  expect(Object.keys(places).toSorted()).toEqual(sources.map(({ name }) => name).toSorted());
  for (const { source, what, where } of wheres)
    if (typeof where === "string") expect(loaded.find(({ name }) => name === where)?.source, `${source}, ${what}: ${where}`).toBe(source);
    else expect(where.why.split(" ").length, `${source}, ${what}`).toBeGreaterThan(3);
});

/** Of more figures and tables than the documents have: experiments that only go further, which no place names. */
const further = ["imported-networks", "mnist-conjectures"];

test("each experiment of a source is named by a place, but for those that go further", () => {
  const named = new Set(wheres.map(({ where }) => where));
  const unnamed = loaded.filter(({ name, source }) => source !== "credence" && !named.has(name)).map(({ name }) => name);
  expect(unnamed.filter((name) => !further.includes(name))).toEqual([]);
});

describe("the figures of weight-uncertainty", () => {
  /** "Figures 10-13, Tables 1 and 2" -> the numbers behind a word. */
  const numbers = (word: "Figure" | "Table") =>
    places["weight-uncertainty"]!.flatMap(([what]) =>
      [...what.matchAll(new RegExp(`${word}s? (\\d+)(?:(-| and )(\\d+))?`, "g"))].flatMap(([, first, joint, last]) => {
        if (last === undefined) return [Number(first)];
        return joint === "-"
          ? Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => Number(first) + i)
          : [Number(first), Number(last)];
      }),
    ).toSorted((a, b) => a - b);

  test("1 to 27 have a place each, and tables 1 to 3", () => {
    expect(numbers("Figure")).toEqual(Array.from({ length: 27 }, (_, i) => i + 1));
    expect(numbers("Table")).toEqual([1, 2, 3]);
  });
});
