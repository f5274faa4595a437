import { inputs } from "../inputs.ts";
import { differences, logSumExp, sum } from "../mathematics.ts";
import type { Case } from "../suite.ts";
import { type Classifier, logitsOf } from "./classifier.ts";

const { matrix, values, whole } = inputs(6);

interface AttackInput extends Classifier {
  readonly x: number[][];
  readonly y: number[];
  readonly epsilon: number;
  readonly clip?: readonly [number, number];
}

interface DescentInput extends AttackInput {
  readonly steps: number;
  readonly stepSize?: number;
  readonly start?: number[][];
}

const crossEntropy = (input: AttackInput, x: number[][]): number =>
  sum(logitsOf(input, x).map((row, i) => logSumExp(row) - row[input.y[i]]));

const within = (value: number, [low, high]: readonly [number, number]): number => Math.min(high, Math.max(low, value));
const everywhere: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** One step from `at` up the loss, back into the ball about x and into the range. @throws where a slope's sign is a matter of rounding */
function moved(input: AttackInput, at: readonly (readonly number[])[], size: number): number[][] {
  const { x, epsilon, clip = everywhere } = input;
  const current = at.map((row) => [...row]);
  const slopes = differences(current, () => crossEntropy(input, current));
  return current.map((row, i) =>
    row.map((value, j) => {
      const slope = slopes[i][j];
      if (slope !== 0 && Math.abs(slope) < 1e-5) throw new Error(`attack: the slope ${slope} is next to 0, take other inputs`);
      return within(within(value + size * Math.sign(slope), [x[i][j] - epsilon, x[i][j] + epsilon]), clip);
    }),
  );
}

const tolerance = { rtol: 1e-5, atol: 1e-6 };

const fgsm = (name: string, input: AttackInput): Case => ({
  name,
  op: "adversarial.fgsm",
  input: { ...input },
  expected: { perturbed: moved(input, input.x, input.epsilon) },
  ...tolerance,
  origin:
    "clip(x + epsilon sign(d cross-entropy / dx)), the sign by central differences, 0 of an input without effect; weight [inputs, outputs], the activation between layers",
});

function pgd(name: string, input: DescentInput): Case {
  const { x, epsilon, steps, stepSize = (2.5 * epsilon) / steps, start, clip = everywhere } = input;
  let at = (start ?? x).map((row, i) =>
    row.map((value, j) => (start ? within(within(value, [x[i][j] - epsilon, x[i][j] + epsilon]), clip) : value)),
  );
  for (let step = 0; step < steps; step++) at = moved(input, at, stepSize);
  return {
    name,
    op: "adversarial.pgd",
    input: { ...input },
    expected: { perturbed: at },
    ...tolerance,
    origin:
      "from x, or start moved into the ball: x + stepSize sign(d cross-entropy / dx), then into [x - epsilon, x + epsilon], then into clip; signs by central differences; stepSize 2.5 epsilon/steps where not given",
  };
}

const first = matrix(4, 5);
// nothing comes of the last input: its gradient is exactly 0
first[3] = [0, 0, 0, 0, 0];
const network = [
  { weight: first, bias: values(5) },
  { weight: matrix(5, 3), bias: values(3) },
];

export const adversarial: readonly Case[] = [
  fgsm("FGSM, clipped to a range, an input without effect", {
    layers: network,
    activation: "relu",
    x: matrix(4, 4, { low: 0, high: 1 }),
    y: whole(4, 3),
    epsilon: 0.125,
    clip: [0, 1],
  }),
  fgsm("FGSM, a linear classifier without bias", {
    layers: [{ weight: matrix(3, 3) }],
    activation: "relu",
    x: matrix(3, 3),
    y: whole(3, 3),
    epsilon: 0.5,
  }),
  pgd("PGD from x, its own step size", {
    layers: network,
    activation: "tanh",
    x: matrix(3, 4, { low: 0, high: 1 }),
    y: whole(3, 3),
    epsilon: 0.25,
    steps: 4,
    clip: [0, 1],
  }),
  pgd("PGD from a start outside the ball, one step that would leave it", {
    layers: network,
    activation: "tanh",
    x: matrix(2, 4),
    y: whole(2, 3),
    epsilon: 0.125,
    steps: 2,
    stepSize: 0.1875,
    start: matrix(2, 4),
  }),
];
