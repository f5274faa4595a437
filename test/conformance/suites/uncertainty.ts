import { inputs } from "../inputs.ts";
import { mean, sum } from "../mathematics.ts";
import type { Case } from "../suite.ts";

const { probabilities } = inputs(4);

/** -sum p log p, nats, with 0 log 0 = 0. */
const entropy = (p: readonly number[]): number => -sum(p.map((share) => (share === 0 ? 0 : share * Math.log(share))));

const vote = (p: readonly number[]): number => p.indexOf(Math.max(...p));

/** One x: its draws [draws, classes]. */
function measuresOf(draws: readonly (readonly number[])[]) {
  const classes = draws[0].map((_, c) => draws.map((p) => p[c]));
  const average = classes.map(mean);
  const aleatoric = mean(draws.map(entropy));
  const descending = average.toSorted((a, b) => b - a);
  const votes = draws.map(vote);
  const stdDevs = classes.map((values) => Math.sqrt(mean(values.map((p) => (p - mean(values)) ** 2))));
  return {
    mean: average,
    total: entropy(average),
    aleatoric,
    epistemic: entropy(average) - aleatoric,
    margin: descending[0] - descending[1],
    leastConfidence: 1 - descending[0],
    variationRatio: 1 - Math.max(...votes.map((one) => votes.filter((other) => other === one).length)) / draws.length,
    meanStdDev: mean(stdDevs),
  };
}

/** Draws [batch, draws, classes], as they are written here; the file has [draws, batch, classes]. */
function categorical(name: string, byPoint: readonly (readonly (readonly number[])[])[]): Case {
  const measures = byPoint.map(measuresOf);
  const names = Object.keys(measures[0]) as (keyof ReturnType<typeof measuresOf>)[];
  return {
    name,
    op: "uncertainty.categorical",
    input: { probabilities: byPoint[0].map((_, draw) => byPoint.map((draws) => draws[draw])) },
    expected: Object.fromEntries(names.map((key) => [key, measures.map((one) => one[key])])),
    rtol: 1e-5,
    atol: 2e-6,
    origin:
      "probabilities [draws, batch, classes]; entropies in nats with 0 log 0 = 0: total of the mean, aleatoric the mean of the draws', epistemic their difference; margin: the two largest means' difference; a draw votes for its first largest class, variationRatio is the share of votes against the mode; meanStdDev: standard deviation over draws as a population, averaged over classes",
  };
}

export const uncertainty: readonly Case[] = [
  categorical(
    "draws that differ",
    Array.from({ length: 6 }, () => probabilities(5, 4)),
  ),
  categorical("certain, agreed and split, tied within a draw and between draws", [
    [
      [0, 1, 0],
      [0, 1, 0],
      [0, 1, 0],
      [0, 1, 0],
    ],
    [
      [1, 0, 0],
      [0, 1, 0],
      [1, 0, 0],
      [0, 1, 0],
    ],
    [
      [0.375, 0.375, 0.25],
      [0.25, 0.375, 0.375],
      [0.5, 0.5, 0],
      [0.25, 0.25, 0.5],
    ],
    [
      [0.25, 0.5, 0.25],
      [0.25, 0.5, 0.25],
      [0.25, 0.5, 0.25],
      [0.25, 0.5, 0.25],
    ],
  ]),
  categorical("one draw", [[[0.125, 0.625, 0.25]], [[1, 0, 0]]]),
];
