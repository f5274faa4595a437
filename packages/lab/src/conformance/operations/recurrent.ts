import { add, concat, key, multiply, stack, sum, type Tensor, tensor, transpose, valueAndGradient, zeros } from "@credence/tensor";
import { bindPasses, type Carried, exactNoise, gru, lstm, type RecurrentLayer, sequential } from "credence";
import type { Operation } from "../run-suite.ts";
import { type Input, nested, numbersOf, tensorOf } from "./input.ts";

type Arguments = Readonly<Record<string, Tensor>>;

/** Arrays whose gradients may be asked for; PyTorch's layout, gates stacked on axis 0. */
const required = ["x", "inputWeight", "hiddenWeight"] as const;
const optional = ["inputBias", "hiddenBias", "initialHidden", "initialCell"] as const;

/** [gates units] of the input's and the state's part; zeros for one that is not given beside the other. */
const biasesOf = ({ inputBias, hiddenBias }: Arguments): { input: Tensor; recurrent: Tensor } | undefined => {
  const known = inputBias ?? hiddenBias;
  return known && { input: inputBias ?? zeros(known.shape), recurrent: hiddenBias ?? zeros(known.shape) };
};

interface Kind {
  readonly gates: number;
  readonly layer: (sizes: { inputs: number; units: number; bias: boolean; states: "all" }) => RecurrentLayer;
  /** Biases of the layer's two maps, which may have one between them. */
  biases(given: { input: Tensor; recurrent: Tensor }): { input: Tensor; recurrent?: Tensor };
}

const kinds: Readonly<Record<"lstm" | "gru", Kind>> = {
  lstm: { gates: 4, layer: lstm, biases: ({ input, recurrent }) => ({ input: add(input, recurrent) }) },
  gru: { gates: 3, layer: gru, biases: (given) => given },
};

const mapOf = (weight: Tensor, bias: Tensor | undefined) => ({
  weight: { mean: transpose(weight) },
  ...(bias && { bias: { mean: bias } }),
});

/** 1 for the steps of each sequence, 0 behind its end. @shape [batch, steps, 1] */
const within = (lengths: readonly number[], steps: number): Tensor =>
  tensor(
    lengths.flatMap((length) => Array.from({ length: steps }, (_, step) => Number(step < length))),
    [lengths.length, steps, 1],
  );

/** All states with zeros behind the end of each sequence, and what each ends with. */
function unrolled(kind: Kind, given: Arguments, lengths: readonly number[] | undefined): { outputs: Tensor; last: Carried } {
  const { x, inputWeight, hiddenWeight, initialHidden, initialCell } = given as Record<string, Tensor>;
  const units = hiddenWeight!.shape[1]!;
  if (hiddenWeight!.shape[0] !== kind.gates * units)
    throw new Error(`input hiddenWeight is [${hiddenWeight!.shape.join(", ")}], expected [${kind.gates * units}, ${units}]`);
  const biases = biasesOf(given);
  const own = biases && kind.biases(biases);
  const layer = kind.layer({ inputs: inputWeight!.shape[1]!, units, bias: biases !== undefined, states: "all" });
  const beliefs = [{ input: mapOf(inputWeight!, own?.input), recurrent: mapOf(hiddenWeight!, own?.recurrent) }];
  const { passes } = bindPasses(sequential([layer]), { noise: exactNoise, beliefs, dropout: "off", key: key(0) });
  const zero = zeros([x!.shape[0]!, units]);
  const start = { state: initialHidden ?? zero, cell: initialCell ?? zero };
  const { states, last } = layer.unroll(x!, passes[0]!, { start, ...(lengths && { lengths }) });
  const all = transpose(stack(states), [1, 0, 2]);
  if (!lengths) return { outputs: all, last };
  const missing = x!.shape[1]! - states.length;
  const kept = multiply(all, within(lengths, states.length));
  return { outputs: missing === 0 ? kept : concat([kept, zeros([lengths.length, missing, units])], 1), last };
}

const operation =
  (kind: Kind): Operation =>
  async (input: Input) => {
    const given: Record<string, Tensor> = {};
    for (const name of required) given[name] = tensorOf(input, name);
    for (const name of optional) if (input[name] !== undefined) given[name] = tensorOf(input, name);
    const lengths = input.lengths === undefined ? undefined : numbersOf(input, "lengths");
    const answer = async ({ outputs, last }: ReturnType<typeof unrolled>): Promise<Record<string, unknown>> => ({
      outputs: await nested(outputs),
      hidden: await nested(last.state),
      ...(last.cell && { cell: await nested(last.cell) }),
    });
    if (input.outputGradient === undefined) return answer(unrolled(kind, given, lengths));
    const upstream = tensorOf(input, "outputGradient");
    const names = Object.keys(given);
    const { gradients, extra } = valueAndGradient(Object.values(given), () => {
      const all = unrolled(kind, given, lengths);
      return { value: sum(multiply(all.outputs, upstream)), extra: all };
    });
    const result = await answer(extra);
    for (const [i, name] of names.entries()) result[`${name}Gradient`] = await nested(gradients[i]!);
    return result;
  };

export const recurrent: Readonly<Record<string, Operation>> = {
  "nn.lstm": operation(kinds.lstm),
  "nn.gru": operation(kinds.gru),
};
