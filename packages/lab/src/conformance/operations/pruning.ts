import { pruning as prune } from "credence";
import type { Operation } from "../run-suite.ts";
import { type Input, numberOf } from "./input.ts";

type Nested = number | readonly Nested[];

/** Means and standard deviations in float64, as the file has them: a ratio next to the threshold falls on the right side of it. */
function valuesOf(input: Input, name: string): { nested: Nested; flat: number[] } {
  const value = input[name];
  const flat = (Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [value]) as unknown[];
  if (!flat.every((item) => typeof item === "number"))
    throw new Error(`input ${name} is no list of numbers, expected nested lists of them`);
  return { nested: value as Nested, flat: flat as number[] };
}

export const pruning: Readonly<Record<string, Operation>> = {
  "pruning.signalToNoise": async (input) => {
    const [mean, stdDev] = [valuesOf(input, "mean"), valuesOf(input, "stdDev")];
    const signalToNoise = prune.signalToNoise(mean.flat, stdDev.flat);
    const { kept, threshold } = prune.keepStrongest(signalToNoise, { share: numberOf(input, "fraction") });
    const shaped = (values: ArrayLike<number>): Nested => {
      let at = 0;
      const build = (like: Nested): Nested => (typeof like === "number" ? values[at++] : like.map(build));
      return build(mean.nested);
    };
    return { keep: shaped(kept), signalToNoise: shaped(signalToNoise), threshold };
  },
};
