import { publishedNumbers } from "@credence/lab";
import numbers from "./published.json" with { type: "json" };

/** Of single stored networks, by the standard deviation of the likelihood; that of 0.1 is the first of Table 1. */
export const published = publishedNumbers(numbers);

/** The name of such a network among the records of all regressions. */
export const recordOf = (likelihoodStdDev: number): string => (likelihoodStdDev === 0.1 ? "gaussian-0" : `noise-${likelihoodStdDev}`);

/** Its free energy. */
export const storedEnergy = (sd: number): number => published.number("nll", sd) + published.number("complexity", sd);
