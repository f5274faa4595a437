import { describe, expect, test } from "vitest";
import { assign, engine, integers, type Tensor, tensor } from "./index.ts";

const list = (array: Tensor) => array.read().then((values) => [...values]);

describe("integers", () => {
  test.each([
    ["NaN", [0, Number.NaN], "integers: value NaN at 1"],
    ["a fraction", [[1.7], [2]], "integers: value 1.7 at 0"],
    ["beyond 2^31", [1, 2, 3e9], "integers: value 3000000000 at 2"],
    ["infinity", [-Infinity], "integers: value -Infinity at 0"],
    ["floats of a typed array", new Float32Array([1, 0.5]), "integers: value 0.5 at 1"],
    ["doubles of a typed array", new Float64Array([2 ** 31]), "integers: value 2147483648 at 0"],
  ])("%s is refused by index and value", (_, values, message) => {
    expect(() => integers(values)).toThrow(`${message}, expected a whole number from -2147483648 to 2147483647`);
  });

  test("every int32 is kept, from each kind of values", async () => {
    const ends = [-(2 ** 31), -1, 0, 2 ** 31 - 1];
    for (const values of [ends, new Int32Array(ends), new Float64Array(ends)]) expect(await list(integers(values))).toEqual(ends);
    expect(await list(integers(new Uint8Array([0, 255])))).toEqual([0, 255]);
    expect(await list(integers([true, false]))).toEqual([1, 0]);
  });

  test("values refused give their memory back", () => {
    const before = engine.info().memoryMiB.held;
    const many = [...new Array<number>(100_000).fill(1), Number.NaN];
    expect(() => integers(many)).toThrow("at 100000");
    expect(engine.info().memoryMiB.held).toBe(before);
  });
});

describe("assign", () => {
  test("refuses floats that are no int32, and leaves the array as it was", async () => {
    const target = integers([1, 2]);
    expect(() => assign(target, new Float32Array([5, 0.5]))).toThrow("assign: value 0.5 at 1");
    expect(() => assign(target, new Float32Array([Number.NaN, 1]))).toThrow("assign: value NaN at 0");
    expect(await list(target)).toEqual([1, 2]);
    assign(target, new Float32Array([5, -6]));
    expect(await list(target)).toEqual([5, -6]);
  });
});

test.each([
  ["a string", [1, "2"], 'tensor: value 1 is "2", expected a number'],
  ["nothing", [undefined], "tensor: value 0 is undefined, expected a number"],
  ["null", [[1], [null]], "tensor: value 1 is null, expected a number"],
  ["64-bit integers", new BigInt64Array(2), "tensor: values are an object (BigInt64Array)"],
])("data that hold %s are refused in one line", (_, values, message) => {
  expect(() => tensor(values as unknown as number[])).toThrow(message);
});
