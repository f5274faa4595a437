import { publishedNumbers } from "@credence/lab";
import type { Trajectory } from "../training/training-curves-figure.ts";
import numbers from "./published.json" with { type: "json" };

/** By the rate of dropout. */
export const published = publishedNumbers(numbers);

/** The mean error of the source's networks while they trained, or undefined. */
export const recordedRmse = (dropout: number): Trajectory | undefined =>
  (numbers["rmse curve"].values as Readonly<Record<string, Trajectory>>)[dropout];
