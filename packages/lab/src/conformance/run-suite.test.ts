import { describe, expect, test } from "vitest";
import { runSuite } from "./run-suite.ts";

const table = {
  square: async ({ x }: Readonly<Record<string, unknown>>) => ({ y: (x as number[]).map((v) => v * v), extra: 1 }),
  typed: async () => ({ y: Float32Array.of(1, 4) }),
  nan: async () => ({ y: [Number.NaN, 4] }),
  nested: async () => ({ layers: [{ weight: [[1, 2]] }], loss: 3 }),
  throws: async () => {
    throw new Error("no such shape");
  },
};

function one(change: object) {
  return { name: "a case", op: "square", input: { x: [1, 2] }, expected: { y: [1, 4] }, rtol: 1e-6, atol: 0, origin: "by hand", ...change };
}

async function outcomeOf(change: object) {
  const [outcome] = await runSuite(JSON.stringify({ suite: "s", cases: [one(change)] }), "s.json", { table });
  return outcome;
}

describe("a case passes", () => {
  test.each([
    ["within rtol of a large number", { input: { x: [1, 1000] }, expected: { y: [1, 1000000.9] } }],
    ["at exactly atol", { rtol: 0, atol: 0.5, expected: { y: [1.5, 4] } }],
    ["with a typed array for a list", { op: "typed" }],
    ["with nested lists and objects", { op: "nested", expected: { layers: [{ weight: [[1, 2]] }], loss: 3 } }],
  ])("%s", async (_, change) => {
    expect(await outcomeOf(change)).toEqual({ name: "a case", op: expect.any(String), passed: true });
  });
});

describe("a case fails", () => {
  test.each([
    [
      "beyond the tolerance",
      { expected: { y: [1, 4.00002] } },
      "y[1]: got 4, expected 4.00002, 0.0000200 away where 0.00000400 is allowed",
    ],
    ["just beyond atol", { rtol: 0, atol: 0.49, expected: { y: [1.5, 4] } }, "y[0]: got 1, expected 1.5"],
    ["on NaN, however wide the tolerance", { op: "nan", atol: 1e300 }, "y[0]: got NaN, expected 1"],
    ["naming an input that was not read", { input: { x: [1, 3], power: 3 } }, "(not read: input power)"],
    ["on too few elements", { expected: { y: [1, 4, 9] } }, "y: got 2 elements, expected 3"],
    ["on too many elements", { expected: { y: [1] } }, "y: got 2 elements, expected 1"],
    ["on a scalar for a list", { op: "nested", expected: { loss: [3] } }, "loss: got 3, expected a list of 1"],
    ["on a list for a scalar", { expected: { y: 1 } }, "y: got a list of 2, expected 1"],
    ["on another depth", { op: "nested", expected: { layers: [{ weight: [1, 2] }] } }, "layers[0].weight: got 1 elements, expected 2"],
    ["on a missing name", { expected: { y: [1, 4], z: 1 } }, "z: missing"],
    ["on an inherited name", { expected: { toString: 1 } }, "toString: missing"],
    ["when the operation throws", { op: "throws" }, "no such shape"],
    ["when nobody knows the operation", { op: "cube" }, 'unknown op "cube"'],
    ["when the operation has the name of an object's method", { op: "constructor" }, 'unknown op "constructor"'],
  ])("%s", async (_, change, message) => {
    expect(await outcomeOf(change)).toMatchObject({ passed: false, message: expect.stringContaining(message) });
  });
});

describe("a malformed file is bad input", () => {
  test.each([
    ["{", "f.json: not JSON"],
    ["[]", "f.json: expected an object with suite and cases"],
    ['{"suite": "s"}', "f.json: cases is missing, expected a list"],
    [JSON.stringify({ suite: "s", cases: [1] }), "f.json: cases[0] is 1, expected an object"],
    [JSON.stringify({ suite: "s", cases: [one({}), one({ op: 3 })] }), "f.json: cases[1] (a case): op is 3, expected a string"],
    [JSON.stringify({ suite: "s", cases: [one({ expected: {} })] }), "f.json: cases[0] (a case): expected is empty"],
    [JSON.stringify({ suite: "s", cases: [] }), "f.json: cases is empty, expected at least one"],
    [JSON.stringify({ suite: "s", cases: [one({ expected: { layers: [{}] } })] }), "(a case): expected.layers[0] is empty"],
    [
      JSON.stringify({ suite: "s", cases: [one({ expected: { y: [1, 4.5] } })] }).replace("4.5", "-1e400"),
      "f.json: cases[0] (a case): expected.y[1] is -Infinity, expected a finite number",
    ],
    [
      JSON.stringify({ suite: "s", cases: [one({ rtol: 0.5 })] }).replace("0.5", "1e999"),
      "f.json: cases[0] (a case): rtol is Infinity, expected a number, 0 or more",
    ],
    [JSON.stringify({ suite: "s", cases: [one({ atol: undefined })] }), "atol is missing, expected a number, 0 or more"],
    [JSON.stringify({ suite: "s", cases: [one({ rtol: -1 })] }), "rtol is -1, expected a number, 0 or more"],
    ['{"suite":"s","cases":[{"name":"n","op":"o","input":{"x":NaN}}]}', "f.json: not JSON"],
  ])("%s", async (text, message) => {
    await expect(runSuite(text, "f.json", { table })).rejects.toMatchObject({
      name: "BadInput",
      message: expect.stringContaining(message),
    });
  });
});
