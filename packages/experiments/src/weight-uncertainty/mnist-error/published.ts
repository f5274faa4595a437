import { publishedNumbers } from "@credence/lab";
import type { MnistNetworkName } from "../mnist/networks.ts";
import { mnistTraining } from "../mnist/training.ts";
import type { MnistErrorResult } from "./mnist-error.ts";
import numbers from "./published.json" with { type: "json" };

export const published = publishedNumbers(numbers);

/** The sizes of Table 3. */
export const sizes = mnistTraining.paper.units;

/** Points within which a cell is met, and errors are similar: 1.5 % of 10,000 images has a standard error of 0.12, and the source's evaluations of one network differ by 0.1. */
export const tolerancePoints = 0.25;

/** The network of a result, or undefined where its size was not trained. */
export const networkOf = ({ networks }: MnistErrorResult, network: MnistNetworkName, units: number) =>
  networks.find((one) => one.network === network && one.units === units);

/** Whether a result has networks of this size. */
export const has =
  (units: number) =>
  (result: MnistErrorResult): boolean =>
    result.networks.some((one) => one.units === units);
