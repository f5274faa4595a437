import { publishedNumbers } from "@credence/lab";
import type { Trajectory } from "../training/training-curves-figure.ts";
import numbers from "./published.json" with { type: "json" };

/**
 * What the source printed and recorded of its regressions, and what its stored networks give: by prior ("mixture-1-6"), "local-" before it with the
 * local reparameterisation trick, by noise ("noise-0.01") where the likelihood has another than 0.1, by ensemble ("ensemble-0.5").
 */
export const published = publishedNumbers(numbers);

/** Mean and quantiles over draws, or over networks, of f at some inputs. */
export type RecordedBands = Readonly<Record<"x" | "mean" | "q05" | "q25" | "q75" | "q95", readonly number[]>>;

/** Of a network the source stored, or undefined. */
export const recordedBands = (network: string): RecordedBands | undefined =>
  (numbers.bands.values as Readonly<Record<string, RecordedBands>>)[network];

/** The free energy of the networks it stored, mean over runs, nats. */
export const storedEnergy = (network: string): number =>
  published.number("stored complexity", network) + published.number("stored nll", network);

/** What the source recorded while it trained its first run of a network, or undefined. */
export const recordedCurve = (measure: "rmse" | "objective", network: string): Trajectory | undefined =>
  (numbers[`${measure} curve`].values as Readonly<Record<string, Trajectory>>)[network];
