import { describe, expect, test } from "vitest";
import {
  broadcastTo,
  full,
  integers,
  type Key,
  key,
  normals,
  permutation,
  randomBernoulli,
  randomBits,
  randomNormal,
  randomUniform,
  reshape,
  type Shape,
  slice,
  tensor,
  uniforms,
  zeros,
} from "./index.ts";

const draw = key(1);

const takers: Readonly<Record<string, (shape: Shape) => unknown>> = {
  zeros,
  full: (shape) => full(shape, 1),
  broadcastTo: (shape) => broadcastTo(tensor(1), shape),
  tensor: (shape) => tensor(new Float32Array(2), shape),
  integers: (shape) => integers(new Int32Array(2), shape),
  randomBits: (shape) => randomBits(draw, shape),
  randomUniform: (shape) => randomUniform(draw, shape),
  randomNormal: (shape) => randomNormal(draw, shape),
  randomBernoulli: (shape) => randomBernoulli(draw, shape, { probability: 0.5 }),
};

describe.each(Object.entries(takers))("%s", (name, take) => {
  test.each<[string, unknown[]]>([
    ["[-1]", [-1]],
    ["[1.5]", [1.5]],
    ["[-2, -3]", [-2, -3]],
    ["[NaN]", [Number.NaN]],
    ["[undefined]", [undefined]],
    ["[Infinity]", [Infinity]],
    ['["2"]', ["2"]],
  ])("refuses the shape %s", (shown, shape) => {
    expect(() => take(shape as number[])).toThrow(`${name}: shape is ${shown}, expected whole numbers from 0`);
  });

  test("refuses a number where a shape is", () => {
    expect(() => take(3 as unknown as Shape)).toThrow(`${name}: shape is 3, expected an array of whole numbers from 0`);
  });
});

test("slice refuses fractions, below 0 and NaN, in starts and sizes", () => {
  const x = tensor([1, 2, 3, 4]);
  expect(() => slice(x, [0.5], [3])).toThrow("slice: start 0 is 0.5, expected a whole number from 0");
  expect(() => slice(x, [-1], [3])).toThrow("slice: start 0 is -1, expected a whole number from 0");
  expect(() => slice(x, [0], [1.5])).toThrow("slice: shape is [1.5], expected whole numbers from 0");
  expect(() => slice(x, 0 as never, [1])).toThrow("slice: starts are 0, expected an array");
  expect(() => slice(x, [2], [3])).toThrow("slice: starts [2] and sizes [3] do not lie in [4]");
});

test("reshape refuses fractions whose product fits, and a number where a shape is", () => {
  expect(() => reshape(zeros([3]), [1.5, 2])).toThrow("reshape: [3] has 3 values, [1.5, 2] asks for 3");
  expect(() => reshape(zeros([3]), 3 as never)).toThrow("reshape: shape is 3, expected an array of whole numbers from 0");
});

test.each(Object.entries({ uniforms, normals, permutation }))("%s refuses counts that are none", (name, make) => {
  for (const count of [-1, 1.5, Number.NaN]) expect(() => make(draw, count)).toThrow(`${name}: count is ${count}, expected a whole number`);
});

test("a number, a string or nothing where a key is is refused by name", () => {
  for (const [given, shown] of [
    [0, "0"],
    [undefined, "undefined"],
    ["seed", '"seed"'],
  ] as const) {
    const wrong = given as unknown as Key;
    expect(() => randomNormal(wrong, [2])).toThrow(`randomNormal: key is ${shown}, expected one made by key(seed)`);
    expect(() => permutation(wrong, 2)).toThrow(`permutation: key is ${shown}, expected one made by key(seed)`);
  }
});
