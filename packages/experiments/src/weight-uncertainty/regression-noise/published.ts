import { publishedNumbers } from "@credence/lab";
import type { Trajectory } from "../training/training-curves-figure.ts";
import numbers from "./published.json" with { type: "json" };

/** By the standard deviation of the likelihood; the network of 0.1 is the first of Table 1. */
export const published = publishedNumbers(numbers);

/** What the source recorded while it trained a network, or undefined. */
export const recordedCurve = (measure: "rmse" | "objective", likelihoodStdDev: number): Trajectory | undefined =>
  (numbers[`${measure} curve`].values as Readonly<Record<string, Trajectory>>)[likelihoodStdDev];

/** The name of that network among the records of all regressions. */
export const recordOf = (likelihoodStdDev: number): string => (likelihoodStdDev === 0.1 ? "gaussian-0" : `noise-${likelihoodStdDev}`);
