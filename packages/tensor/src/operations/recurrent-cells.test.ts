import { describe, expect, test } from "vitest";
import { concat, gruCell, lstmCell, tensor } from "../index.ts";
import { checkGradient } from "../testing/check-gradient.ts";
import { expectClose, spread } from "../testing/numbers.ts";

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

// rows and units: one of each, units that end within a vector, whole vectors, more rows than a chunk of 2,048 units holds
const sizes = [
  [1, 1],
  [3, 5],
  [2, 8],
  [70, 37],
] as const;

describe("lstmCell", () => {
  test.each(sizes)("%i rows of %i units: the definition in float64", async (rows, units) => {
    const [a, b] = [0.1, 0.7].map((shift) => spread(rows * 4 * units, { low: -3, high: 3, shift }));
    const c = spread(rows * units, { shift: 0.3 });
    const { state, cell } = lstmCell(tensor(a!, [rows, 4 * units]), tensor(b!, [rows, 4 * units]), tensor(c, [rows, units]));
    const gate = (row: number, which: number, unit: number) => {
      const at = row * 4 * units + which * units + unit;
      return a![at]! + b![at]!;
    };
    const cells = Array.from(c, (before, at) => {
      const [row, unit] = [Math.floor(at / units), at % units];
      return sigmoid(gate(row, 1, unit)) * before + sigmoid(gate(row, 0, unit)) * Math.tanh(gate(row, 2, unit));
    });
    const states = cells.map((value, at) => sigmoid(gate(Math.floor(at / units), 3, at % units)) * Math.tanh(value));
    expectClose(await cell.read(), cells, { relative: 2e-6, absolute: 1e-6 });
    expectClose(await state.read(), states, { relative: 2e-6, absolute: 1e-6 });
  });

  test("gradients of state and cell by every input", async () => {
    const shapes = [
      [2, 2, 12],
      [2, 2, 12],
      [2, 2, 3],
    ];
    const part = (which: "state" | "cell" | "both") =>
      checkGradient((a, b, c) => {
        const { state, cell } = lstmCell(a!, b!, c!);
        return which === "both" ? concat([state, cell]) : which === "state" ? state : cell;
      }, shapes);
    for (const which of ["state", "cell", "both"] as const) await part(which);
  });

  test("far out the gates are shut or open, and no NaN arises; NaN stays", async () => {
    const far = [-1e30, 1e30, -1e30, 1e30];
    const one = lstmCell(tensor([far]), tensor([[0, 0, 0, 0]]), tensor([[2]]));
    expect([...(await one.cell.read())]).toEqual([2]);
    expect((await one.state.read())[0]).toBeCloseTo(Math.tanh(2), 6);
    const nan = lstmCell(tensor([[Number.NaN, 0, 0, 0]]), tensor([[0, 0, 0, 0]]), tensor([[2]]));
    expect([...(await nan.cell.read())]).toEqual([Number.NaN]);
  });

  test("no rows give none", () => {
    expect(lstmCell(tensor([], [0, 8]), tensor([], [0, 8]), tensor([], [0, 2])).state.shape).toEqual([0, 2]);
  });

  test("shapes that do not fit are named", () => {
    expect(() => lstmCell(tensor([[1, 2, 3]]), tensor([[1, 2, 3]]), tensor([[1]]))).toThrow(
      "lstmCell: input is [1, 3] and recurrent [1, 3], expected [1, 4] beside a cell of [1, 1]",
    );
  });
});

describe("gruCell", () => {
  test.each(sizes)("%i rows of %i units: the definition in float64", async (rows, units) => {
    const [a, b] = [0.1, 0.7].map((shift) => spread(rows * 3 * units, { low: -3, high: 3, shift }));
    const h = spread(rows * units, { shift: 0.3 });
    const next = gruCell(tensor(a!, [rows, 3 * units]), tensor(b!, [rows, 3 * units]), tensor(h, [rows, units]));
    const expected = Array.from(h, (before, at) => {
      const place = (which: number) => Math.floor(at / units) * 3 * units + which * units + (at % units);
      const r = sigmoid(a![place(0)]! + b![place(0)]!);
      const z = sigmoid(a![place(1)]! + b![place(1)]!);
      return (1 - z) * Math.tanh(a![place(2)]! + r * b![place(2)]!) + z * before;
    });
    expectClose(await next.read(), expected, { relative: 2e-6, absolute: 1e-6 });
  });

  test("gradients by every input", async () => {
    await checkGradient(
      (a, b, h) => gruCell(a!, b!, h!),
      [
        [2, 9],
        [2, 9],
        [2, 3],
      ],
    );
  });

  test("shapes that do not fit are named", () => {
    expect(() => gruCell(tensor([[1, 2, 3]]), tensor([[1, 2]]), tensor([[1]]))).toThrow(
      "gruCell: input is [1, 3] and recurrent [1, 2], expected [1, 3] beside a state of [1, 1]",
    );
    expect(() => gruCell(tensor([1, 2, 3]), tensor([1, 2, 3]), tensor(1))).toThrow("gruCell: state is a single number");
  });
});
