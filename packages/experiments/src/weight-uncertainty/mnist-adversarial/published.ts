import { publishedNumbers } from "@credence/lab";
import numbers from "./published.json" with { type: "json" };

export const published = publishedNumbers(numbers);

/** The source's perturbations, in units of a pixel's whole range. */
export const publishedEpsilons = published.list("epsilons");
