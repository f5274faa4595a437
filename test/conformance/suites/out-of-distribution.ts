import { inputs } from "../inputs.ts";
import { differences, logSumExp, sum } from "../mathematics.ts";
import type { Case } from "../suite.ts";
import { type Classifier, logitsOf } from "./classifier.ts";

const { matrix, values } = inputs(7);

interface OdinInput extends Classifier {
  readonly x: number[][];
  readonly temperature: number;
  readonly epsilon: number;
}

/** log max softmax(f(x) / temperature), a row each. */
const logConfidence = (input: OdinInput, x: number[][]): number[] =>
  logitsOf(input, x)
    .map((row) => row.map((logit) => logit / input.temperature))
    .map((row) => Math.max(...row) - logSumExp(row));

function odin(name: string, input: OdinInput): Case {
  const current = input.x.map((row) => [...row]);
  const slopes = differences(current, () => sum(logConfidence(input, current)));
  const surer = current.map((row, i) => row.map((value, j) => value + input.epsilon * Math.sign(slopes[i][j])));
  return {
    name,
    op: "ood.odin",
    input: { ...input },
    expected: { score: logConfidence(input, surer).map(Math.exp) },
    rtol: 1e-5,
    atol: 1e-6,
    origin:
      "x' = x + epsilon sign(d log max softmax(f(x)/temperature) / dx), signs by central differences, nothing clipped; score max softmax(f(x')/temperature), high inside the distribution",
  };
}

const network: Classifier = {
  layers: [
    { weight: matrix(3, 4), bias: values(4) },
    { weight: matrix(4, 3), bias: values(3) },
  ],
  activation: "tanh",
};

export const outOfDistribution: readonly Case[] = [
  odin("ODIN, temperature 1, inputs as they are", { ...network, x: matrix(4, 3), temperature: 1, epsilon: 0 }),
  odin("ODIN, temperature 8, moved inputs", { ...network, x: matrix(4, 3), temperature: 8, epsilon: 0.0625 }),
];
