import { expect, test } from "vitest";
import { type Kernel, worthWaking } from "./kernels.ts";

/** A product of m x n x k in chunks of so many rows, as it is launched. */
const product = (n: number, k: number, rows: number, columnChunks: number): number[] =>
  Object.assign(new Array<number>(15).fill(0), { 4: n, 5: k, 12: rows, 14: columnChunks });

test.each<[string, Kernel, number, readonly number[], boolean]>([
  ["tanh of 500 x 32", "unary", 2, [], false],
  ["exponentials of 32,768", "unary", 4, [], true],
  ["a bias for 500 x 32", "binary", 2, [], false],
  ["the product 500 x 32 x 32", "multiply", 4, product(32, 32, 128, 1), false],
  ["two products 64 x 100 x 100", "multiply", 6, product(100, 100, 64, 3), true],
  ["draws of 4,096 weights", "gaussianDraw", 2, [], true],
])("%s: whether sleeping workers are woken for them", (_, kernel, chunks, ints, woken) => {
  expect(worthWaking(kernel, chunks, ints)).toBe(woken);
});
