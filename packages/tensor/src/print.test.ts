import { inspect } from "node:util";
import { expect, test } from "vitest";
import { integers, key, printedAs, tensor, zeros } from "./index.ts";

test("console.log of an array shows its type, shape and values", () => {
  expect(inspect(tensor([[1, 2, 3], [4, 5, 6]]))).toBe("Tensor float32 [2, 3] [[1, 2, 3], [4, 5, 6]]"); // biome-ignore format: a matrix
  expect(inspect(integers([1, -2]))).toBe("Tensor int32 [2] [1, -2]");
  expect(inspect(tensor(3))).toBe("Tensor float32 [] 3");
  expect(inspect(zeros([0, 3]))).toBe("Tensor float32 [0, 3] []");
  expect(inspect(tensor([0.1, 1 / 3, 1e-30, Number.NaN, -Infinity]))).toBe("Tensor float32 [5] [0.1, 0.33333, 1e-30, NaN, -Infinity]");
  expect(inspect(integers([2 ** 31 - 1]))).toBe("Tensor int32 [1] [2147483647]");
  expect(`${tensor([1])}`).toBe("Tensor float32 [1] [1]");
});

test("a large one shows its ends: three of each of the last two axes, one of those before", () => {
  const count = (values: number) => Array.from({ length: values }, (_, i) => i);
  expect(inspect(tensor(count(101)))).toBe("Tensor float32 [101] [0, 1, 2, ..., 98, 99, 100]");
  expect(inspect(tensor(count(100)))).toContain("[0, 1, 2, 3, ");
  expect(inspect(tensor(count(200), [50, 4]))).toBe(
    `Tensor float32 [50, 4]
[[0, 1, 2, 3],
 [4, 5, 6, 7],
 [8, 9, 10, 11],
 ...,
 [188, 189, 190, 191],
 [192, 193, 194, 195],
 [196, 197, 198, 199]]`,
  );
  const blocks = inspect(tensor(count(5 * 4 * 10), [5, 4, 10]));
  expect(blocks.split("\n")).toHaveLength(1 + 2 * 4 + 1);
  expect(blocks.split("\n").slice(0, 3)).toEqual([
    "Tensor float32 [5, 4, 10]",
    "[[[0, 1, 2, ..., 7, 8, 9],",
    "  [10, 11, 12, ..., 17, 18, 19],",
  ]);
});

test("looking at an array copies nothing, and one that was given back says so", () => {
  const array = tensor([1]);
  array.dispose();
  expect(inspect(array)).toBe("Tensor float32 [1], disposed");
});

test("a key shows its 64 bits; equal keys look equal", () => {
  expect(inspect(key(255))).toBe("Key 00000000000000ff");
  expect(String(key(2 ** 40))).toBe("Key 0000010000000000");
  expect(inspect(key(0).child("a"))).toBe(inspect(key(0).child("a")));
  expect(inspect(key(0).child("a"))).not.toBe(inspect(key(0).child("b")));
});

test("an object's text is not among its fields", () => {
  const named = printedAs({ size: 3 }, ({ size }) => `Thing of ${size}`);
  expect(inspect(named)).toBe("Thing of 3");
  expect(inspect([named])).toBe("[ Thing of 3 ]");
  expect(Object.keys(named)).toEqual(["size"]);
  expect(inspect({ ...named })).toBe("{ size: 3 }");
});
