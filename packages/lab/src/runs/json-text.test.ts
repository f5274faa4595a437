import { expect, test } from "vitest";
import { jsonText, plainJson, sortedJson } from "./json-text.ts";

test("reads back as what was written, with short lists on a line", () => {
  const value = {
    name: 'a "quoted" name',
    list: [1, -2.5e-7, null, true],
    empty: {},
    long: Array.from({ length: 60 }, (_, i) => i * 1000),
  };
  const text = jsonText(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).toContain('  "list": [1, -2.5e-7, null, true],\n');
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(140);
});

test("is equal for a fresh value and one that went through a file", () => {
  const fresh = plainJson({ zero: -0, missing: undefined as never, kept: 1 }, "fresh");
  expect(Object.is(fresh.zero, 0)).toBe(true);
  expect(jsonText(plainJson(fresh, "again"))).toBe(jsonText(fresh));
});

test.each([
  [{ a: { b: [1, Number.NaN] } }, "values.a.b[1] is NaN; a result holds finite numbers only"],
  [{ a: Number.NEGATIVE_INFINITY }, "values.a is -Infinity"],
  [{ draws: new Float32Array(2) }, "values.draws is a Float32Array; expected null, a boolean"],
  [[undefined], "values[0] is undefined"],
])("refuses %o", (value, message) => {
  expect(() => jsonText(value as never, "values")).toThrow(message);
});

test("sortedJson does not see the order of names, and sees the order of lists", () => {
  expect(sortedJson({ b: { d: 1, c: 2 }, a: [2, 1] })).toBe('{"a":[2,1],"b":{"c":2,"d":1}}');
});
