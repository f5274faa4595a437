import { expect, test } from "vitest";
import { type Kernel, worthWaking } from "./kernels.ts";

/** A product of m x n x k in chunks of so many rows and columns, as it is launched. */
const product = (k: number, rows: number, columns: number): number[] => [0, 0, 0, 0, 0, k, 0, 0, 0, 0, 0, 0, rows, columns];

test.each<[string, Kernel, number, readonly number[], boolean]>([
  ["tanh of 500 x 32", "unary", 2, [], false],
  ["exponentials of 32,768", "unary", 4, [], true],
  ["a bias for 500 x 32", "binary", 2, [], false],
  ["the product 500 x 32 x 32", "multiply", 4, product(32, 128, 32), false],
  ["two products 64 x 100 x 100", "multiply", 6, product(100, 64, 48), true],
  ["draws of 4,096 weights", "gaussianDraw", 2, [], true],
])("%s: whether sleeping workers are woken for them", (_, kernel, chunks, ints, woken) => {
  expect(worthWaking(kernel, chunks, ints)).toBe(woken);
});
