import { publishedNumbers } from "@credence/lab";
import type { MnistNetworkName } from "../mnist/networks.ts";
import { mnistTraining } from "../mnist/training.ts";
import type { MnistErrorResult } from "./mnist-error.ts";
import numbers from "./published.json" with { type: "json" };

export const published = publishedNumbers(numbers);

/** The sizes of Table 3. */
export const sizes = mnistTraining.paper.units;

/** Draws of the weights as the text states them and as the code has them, and where their numbers stand. */
export const evaluations = {
  stated: { draws: 50, record: "stated", error: "errorStated", wrong: "wrong" },
  published: { draws: 10, record: "stored", error: "errorPublished", wrong: "wrongPublished" },
} as const;

export type EvaluationName = keyof typeof evaluations;

/** Points within which errors are alike: 1.5 % of 10,000 images has a standard error of 0.12, and two evaluations of the source differ by 0.1. */
export const tolerancePoints = 0.25;

/** The network of a result, or undefined where its size was not trained. */
export const networkOf = ({ networks }: MnistErrorResult, network: MnistNetworkName, units: number) =>
  networks.find((one) => one.network === network && one.units === units);

/** Whether a result has networks of this size. */
export const has = (units: number) => (result: MnistErrorResult) => result.networks.some((one) => one.units === units);
