import { inputs } from "../inputs.ts";
import { differences, sigmoid, sum } from "../mathematics.ts";
import type { Case } from "../suite.ts";

const { images, matrix, values } = inputs(14);
const tolerance = { rtol: 2e-5, atol: 1e-5 };

/** Arrays in PyTorch's layout: gates stacked on axis 0 of the weights. */
interface Arrays {
  x: number[][][];
  inputWeight: number[][];
  hiddenWeight: number[][];
  inputBias?: number[];
  hiddenBias?: number[];
  initialHidden?: number[][];
  initialCell?: number[][];
}

interface States {
  outputs: number[][][];
  hidden: number[][];
  cell?: number[][];
}

interface Step {
  readonly hidden: number[];
  readonly cell: number[];
}

const rowsTimes = (weight: number[][], x: readonly number[], bias: readonly number[] | undefined): number[] =>
  weight.map((row, i) => (bias?.[i] ?? 0) + sum(row.map((w, j) => w * x[j])));

/** One step from the pre-activations a of the inputs and b of the state. */
const steps: Readonly<Record<"lstm" | "gru", (a: number[], b: number[], before: Step) => Step>> = {
  lstm(a, b, before) {
    const units = before.hidden.length;
    const gate = (which: number, unit: number) => a[which * units + unit] + b[which * units + unit];
    const cell = before.cell.map((c, unit) => sigmoid(gate(1, unit)) * c + sigmoid(gate(0, unit)) * Math.tanh(gate(2, unit)));
    return { cell, hidden: cell.map((c, unit) => sigmoid(gate(3, unit)) * Math.tanh(c)) };
  },
  gru(a, b, { hidden, cell }) {
    const units = hidden.length;
    const next = hidden.map((h, unit) => {
      const reset = sigmoid(a[unit] + b[unit]);
      const update = sigmoid(a[units + unit] + b[units + unit]);
      return (1 - update) * Math.tanh(a[2 * units + unit] + reset * b[2 * units + unit]) + update * h;
    });
    return { hidden: next, cell };
  },
};

function run(kind: "lstm" | "gru", arrays: Arrays, lengths: readonly number[] | undefined): States {
  const units = arrays.hiddenWeight[0].length;
  const ends: Step[] = [];
  const outputs = arrays.x.map((sequence, b) => {
    const zero = Array<number>(units).fill(0);
    let now: Step = { hidden: arrays.initialHidden?.[b] ?? zero, cell: arrays.initialCell?.[b] ?? zero };
    const states = sequence.map((x, t) => {
      if (t >= (lengths?.[b] ?? sequence.length)) return zero;
      const a = rowsTimes(arrays.inputWeight, x, arrays.inputBias);
      now = steps[kind](a, rowsTimes(arrays.hiddenWeight, now.hidden, arrays.hiddenBias), now);
      return now.hidden;
    });
    ends.push(now);
    return states;
  });
  const last = { outputs, hidden: ends.map(({ hidden }) => hidden) };
  return kind === "lstm" ? { ...last, cell: ends.map(({ cell }) => cell) } : last;
}

interface Sizes {
  readonly batch: number;
  readonly steps: number;
  readonly inputs: number;
  readonly units: number;
}

const arraysOf = (kind: "lstm" | "gru", { batch, steps: length, inputs: features, units }: Sizes): Arrays => {
  const gates = kind === "lstm" ? 4 : 3;
  const narrow = { low: -1, high: 1 };
  return {
    x: images(1, batch, length, features)[0],
    inputWeight: matrix(gates * units, features, narrow),
    hiddenWeight: matrix(gates * units, units, narrow),
  };
};

function caseOf(name: string, kind: "lstm" | "gru", arrays: Arrays, lengths?: readonly number[]): Case {
  const given = lengths ? { lengths } : {};
  const { outputs, ...last } = run(kind, arrays, lengths);
  const outputGradient = outputs.map((states) => matrix(states.length, states[0].length));
  const objective = () =>
    sum(
      run(kind, arrays, lengths).outputs.flatMap((states, b) => states.flatMap((row, t) => row.map((h, u) => h * outputGradient[b][t][u]))),
    );
  const gradients = differences(arrays, objective);
  return {
    name: `${kind}, ${name}`,
    op: `nn.${kind}`,
    input: { ...structuredClone(arrays), ...given, outputGradient },
    expected: {
      outputs,
      ...last,
      ...Object.fromEntries(Object.entries(gradients).map(([array, gradient]) => [`${array}Gradient`, gradient])),
    },
    ...tolerance,
    origin:
      kind === "lstm"
        ? "gates i f g o stacked on axis 0, c = sigmoid(f) c + sigmoid(i) tanh(g), h = sigmoid(o) tanh(c); zeros behind the end of a sequence; gradients of sum(outputGradient outputs) by differences in float64"
        : "gates r z n stacked on axis 0, n = tanh(a_n + r (U h + d)_n), h = (1 - z) n + z h; zeros behind the end of a sequence; gradients of sum(outputGradient outputs) by differences in float64",
  };
}

const both = (make: (kind: "lstm" | "gru", gates: number) => Case): Case[] => [make("lstm", 4), make("gru", 3)];

export const recurrent: readonly Case[] = [
  ...both((kind, gates) =>
    caseOf("plain", kind, {
      ...arraysOf(kind, { batch: 2, steps: 4, inputs: 3, units: 2 }),
      inputBias: values(gates * 2),
      hiddenBias: values(gates * 2),
    }),
  ),
  ...both((kind) => caseOf("no bias, one step of one unit", kind, arraysOf(kind, { batch: 1, steps: 1, inputs: 2, units: 1 }))),
  ...both((kind, gates) =>
    caseOf(
      "lengths 2, 4 and 1 of 5 steps",
      kind,
      { ...arraysOf(kind, { batch: 3, steps: 5, inputs: 2, units: 3 }), inputBias: values(gates * 3), hiddenBias: values(gates * 3) },
      [2, 4, 1],
    ),
  ),
  caseOf("from a state and a cell", "lstm", {
    ...arraysOf("lstm", { batch: 2, steps: 2, inputs: 1, units: 3 }),
    initialHidden: matrix(2, 3),
    initialCell: matrix(2, 3),
  }),
  caseOf("from a state", "gru", { ...arraysOf("gru", { batch: 2, steps: 2, inputs: 1, units: 3 }), initialHidden: matrix(2, 3) }),
];
