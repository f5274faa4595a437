import { describe, expect, test } from "vitest";
import {
  concat,
  gruCell,
  gruSteps,
  integers,
  key,
  lstmCell,
  lstmSteps,
  matmul,
  multiply,
  randomNormal,
  reshape,
  stack,
  sum,
  type Tensor,
  tensor,
  unstack,
  valueAndGradient,
  zeros,
} from "../index.ts";
import { checkGradient } from "../testing/check-gradient.ts";

const gates = { lstm: 4, gru: 3 } as const;
type Kind = keyof typeof gates;
const normal = (name: string, shape: readonly number[], stdDev = 1) => randomNormal(key(1).child(name), shape, { stdDev });
interface Options {
  readonly bias?: Tensor;
  readonly mask?: Tensor;
  readonly state?: Tensor;
  readonly cell?: Tensor;
  readonly lengths?: Tensor<"int32">;
}

const steps = (kind: Kind, input: Tensor, weight: Tensor, options: Options = {}) =>
  kind === "lstm" ? lstmSteps(input, weight, options) : { ...gruSteps(input, weight, options), cell: undefined };

/** A step after the other, by products and cells. @shape -> states [..., steps, batch, units] by step */
function stepByStep(kind: Kind, input: Tensor, weight: Tensor, { mask, state, cell }: Options) {
  const each = unstack(input, -3);
  const units = weight.shape[weight.shape.length - 2]!;
  const shape = [...each[0]!.shape.slice(0, -1), units];
  let carried: { state: Tensor; cell: Tensor } = { state: state ?? zeros(shape), cell: cell ?? zeros(shape) };
  return each.map((one) => {
    const recurrent = matmul(mask ? multiply(carried.state, mask) : carried.state, weight);
    carried =
      kind === "lstm" ? lstmCell(one, recurrent, carried.cell) : { state: gruCell(one, recurrent, carried.state), cell: carried.cell };
    return carried;
  });
}

describe.each(["lstm", "gru"] as const)("%sSteps", (kind) => {
  // one of each; ragged units and rows; more rows than a chunk has; a product deeper than a pass of the matrix product; many sequences
  test.each([
    [[], 1, 1, 1],
    [[2], 4, 5, 9],
    [[2, 2], 3, 9, 37],
    [[], 2, 3, 390],
    [[], 2, 260, 4],
  ] as const)("draws %j, %i steps of %i sequences, %i units: the bits of a step after the other", async (lead, count, batch, units) => {
    const input = normal("input", [...lead, count, batch, gates[kind] * units]);
    const weight = normal("weight", [...lead, units, gates[kind] * units], units ** -0.5);
    const [mask, state, cell] = ["mask", "state", "cell"].map((name) => normal(name, [...lead, batch, units]));
    for (const options of [{}, { mask: mask!, state: state!, ...(kind === "lstm" && { cell: cell! }) }]) {
      const all = steps(kind, input, weight, options);
      const one = stepByStep(kind, input, weight, options);
      const expected = await Promise.all(one.map(({ state }) => state.read()));
      expect(all.states.shape).toEqual([...lead, count, batch, units]);
      for (const [i, state] of unstack(all.states, -3).entries()) expect(await state.read()).toEqual(expected[i]);
      expect(await all.last.read()).toEqual(expected[count - 1]);
      if (all.cell) expect(await all.cell.read()).toEqual(await one[count - 1]!.cell.read());
    }
  });

  test("sequences of unequal length end where they end, with zeros behind; lengths of each draw", async () => {
    const [count, batch, units] = [4, 3, 5];
    const input = normal("input", [2, count, batch, gates[kind] * units]);
    const weight = normal("weight", [units, gates[kind] * units]);
    const lengths = [
      [2, 4, 1],
      [3, 1, 2],
    ];
    const whole = steps(kind, input, weight);
    const cut = steps(kind, input, weight, { lengths: integers(lengths.flat(), [2, batch]) });
    const [all, ended, last] = await Promise.all([whole.states, cut.states, cut.last].map((one) => one.read()));
    for (const draw of [0, 1])
      for (let step = 0; step < count; step++)
        for (let sequence = 0; sequence < batch; sequence++) {
          const at = ((draw * count + step) * batch + sequence) * units;
          const length = lengths[draw]![sequence]!;
          const own = all!.slice(at, at + units);
          expect(ended!.slice(at, at + units)).toEqual(step < length ? own : new Float32Array(units));
          if (step === length - 1) expect(last!.slice((draw * batch + sequence) * units).slice(0, units)).toEqual(own);
        }
  });

  test("gradients by every input, of all states and of the last", async () => {
    const [count, batch, units] = [3, 2, 3];
    const width = gates[kind] * units;
    const one = [2, batch, units];
    const other = kind === "lstm" ? "cell" : "bias";
    const shapes = [[2, count, batch, width], [2, units, width], one, kind === "lstm" ? one : [2, width]];
    const mask = normal("mask", one);
    const lengths = integers([3, 2]);
    for (const part of ["states", "last", "all"] as const)
      for (const options of [{}, { lengths }])
        await checkGradient((...given) => {
          const [input, weight, state, fourth] = given as [Tensor, Tensor, Tensor, Tensor];
          const result = steps(kind, input, weight, { mask, state, [other]: fourth, ...options });
          const flat = (x: Tensor) => reshape(x, [x.size]);
          const last = result.cell ? stack([result.last, result.cell]) : result.last;
          return part === "states" ? result.states : part === "last" ? last : concat([flat(result.states), flat(last)]);
        }, shapes);
    // one matrix, and one bias, for all draws; nothing before the first step
    await checkGradient(
      (input, weight, bias) => steps(kind, input!, weight!, { bias: bias! }).states,
      [[2, count, batch, width], [units, width], [width]],
    );
  });

  test("shapes that do not fit are named", () => {
    const width = gates[kind] * 2;
    const input = normal("input", [3, 1, width]);
    const weight = normal("weight", [2, width]);
    const where = `${kind}Steps`;
    const expected = `[..., steps, batch, ${gates[kind]} units] with a step or more`;
    expect(() => steps(kind, tensor([[1]]), weight)).toThrow(`${where}: input is [1, 1], expected ${expected}`);
    expect(() => steps(kind, zeros([0, 1, width]), weight)).toThrow(`${where}: input is [0, 1, ${width}], expected ${expected}`);
    expect(() => steps(kind, input, zeros([3, width]))).toThrow(
      `${where}: weight is [3, ${width}], expected [2, ${width}] beside an input of [3, 1, ${width}]`,
    );
    expect(() => steps(kind, input, weight, { mask: zeros([2]) })).toThrow(`${where}: mask is [2], expected [1, 2]`);
    const mask = zeros([1, 2]);
    const byMask = () => valueAndGradient([mask], () => ({ value: sum(steps(kind, input, weight, { mask }).states), extra: null }));
    expect(byMask).toThrow(`${where}: a gradient by the mask is asked for, expected a mask that is data`);
    expect(() => steps(kind, input, weight, { lengths: integers([1, 2]) })).toThrow(`${where}: lengths is [2], expected [1]`);
    const floating = tensor([1]) as Tensor as Tensor<"int32">;
    expect(() => steps(kind, input, weight, { lengths: floating })).toThrow(`${where}: lengths are float32 [1], expected int32`);
  });

  test.each([0, 4, -1])("a length of %i among three steps is refused", (length) => {
    const input = normal("input", [3, 2, gates[kind] * 2]);
    const weight = normal("weight", [2, gates[kind] * 2]);
    expect(() => steps(kind, input, weight, { lengths: integers([3, length]) })).toThrow(
      `${kind}Steps: length ${length} at 1, expected 1 to 3`,
    );
  });
});
