import { inputs } from "../inputs.ts";
import type { Case } from "../suite.ts";

const { matrix } = inputs(3);

/** The floor(fraction n) weights go that are smallest by ratio, of equal ratios the earlier first; certain zeros have the ratio 0. */
function signalToNoise(name: string, input: { readonly mean: number[][]; readonly stdDev: number[][]; readonly fraction: number }): Case {
  const { mean, stdDev, fraction } = input;
  const ratios = mean.map((row, i) => row.map((value, j) => (value === 0 ? 0 : Math.abs(value) / stdDev[i][j])));
  const flat = ratios.flat();
  const removed = Math.floor(fraction * flat.length);
  const rank = flat.map((ratio, i) => flat.filter((other, j) => other < ratio || (other === ratio && j < i)).length);
  const kept = rank.map((place) => (place >= removed ? 1 : 0));
  let at = 0;
  const keep = mean.map((row) => row.map(() => kept[at++]));
  return {
    name,
    op: "pruning.signalToNoise",
    input: { ...input },
    expected: { keep, signalToNoise: ratios, threshold: Math.min(...flat.filter((_, i) => kept[i] === 1)) },
    rtol: 1e-7,
    atol: 0,
    origin:
      "|mean|/stdDev in float64, 0 for a certain zero; floor(fraction n) weights go, each that has at most so many before it by ratio and then by place; threshold: the smallest ratio that stays",
  };
}

export const pruning: readonly Case[] = [
  signalToNoise("three quarters go", { mean: matrix(4, 6), stdDev: matrix(4, 6, { low: 0.125, high: 2 }), fraction: 0.75 }),
  signalToNoise("ties: the earlier go first, and a fraction that is no whole number of weights", {
    mean: [
      [1, -2, 0.5, 1],
      [0, -1, 4, 0],
    ],
    stdDev: [
      [1, 2, 0.5, 2],
      [1, 1, 1, 0],
    ],
    fraction: 0.7,
  }),
  signalToNoise("none goes", { mean: matrix(2, 3), stdDev: matrix(2, 3, { low: 0.125, high: 2 }), fraction: 0 }),
];
