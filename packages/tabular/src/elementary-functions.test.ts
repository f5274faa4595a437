import { expect, test } from "vitest";
import { exponential, logarithm, onCircle } from "./elementary-functions.ts";

const steps = (from: number, to: number, count = 20_000) => Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);
const worst = (values: readonly number[], off: (x: number) => number) => values.reduce((most, x) => Math.max(most, off(x)), 0);
/** Of the last place of a number with its whole precision. */
const unit = 2 ** -52;

test("e^x", () => {
  expect(worst([...steps(-708, 709), ...steps(-1, 1)], (x) => Math.abs(exponential(x) / Math.exp(x) - 1))).toBeLessThan(2 * unit);
  // of a result below the normal numbers as many bits as it has
  expect(worst(steps(-745, -708), (x) => Math.abs(exponential(x) - Math.exp(x)))).toBeLessThan(2 ** -1073);
  expect([0, -746, -Infinity, 710, Infinity, Number.NaN].map(exponential)).toEqual([1, 0, 0, Infinity, Infinity, Number.NaN]);
});

test("ln x", () => {
  const values = steps(-740, 709).map((power) => Math.exp(power));
  expect(worst(values, (x) => Math.abs(logarithm(x) / Math.log(x) - 1) || 0)).toBeLessThan(3 * unit);
  // near 1, where the logarithm is near 0
  expect(worst(steps(0.99, 1.01), (x) => Math.abs(logarithm(x) - Math.log(x)) / Math.max(1e-9, Math.abs(Math.log(x))))).toBeLessThan(
    3 * unit,
  );
  expect([1, 0, -1, Infinity, Number.NaN].map(logarithm)).toEqual([0, -Infinity, Number.NaN, Infinity, Number.NaN]);
  expect(logarithm(Number.MIN_VALUE)).toBeCloseTo(Math.log(Number.MIN_VALUE), 9);
});

test("sine and cosine of a share of the circle", () => {
  const off = (turns: number) => {
    const { sine, cosine } = onCircle(turns);
    return Math.max(Math.abs(sine - Math.sin(2 * Math.PI * turns)), Math.abs(cosine - Math.cos(2 * Math.PI * turns)));
  };
  expect(worst(steps(-1, 1), off)).toBeLessThan(8 * unit);
  expect([0, 0.25, -0.25, 0.5, 1e6].map((turns) => Math.round(onCircle(turns).sine) + 0)).toEqual([0, 1, -1, 0, 0]);
});
