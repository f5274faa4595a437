import { publishedNumbers } from "@credence/lab";
import { mnistNetworkNames, type TableNetworkName } from "../mnist/networks.ts";
import numbers from "./published.json" with { type: "json" };

export const published = publishedNumbers(numbers);

/** The source's perturbations, in units of a pixel's whole range. */
export const publishedEpsilons = published.list("epsilons");

/** Epochs of the stored trainings, the longest first: Figure 22's kind. */
const trainingsOf = (network: TableNetworkName, units: number): number[] =>
  published
    .names("accuracy", network, units)
    .map(Number)
    .toSorted((a, b) => b - a);

/** Every network the source evaluated: those of Figure 22's kind first, then those that were also stored after fewer epochs. */
export const storedNetworks = [0, 1].flatMap((place) =>
  mnistNetworkNames.flatMap((network) =>
    [400, 800, 1200].flatMap((units) =>
      trainingsOf(network, units)
        .slice(place, place + 1)
        .map((epochs) => ({ network, units, epochs })),
    ),
  ),
);

/** Accuracy in % of the stored network of Figure 22's kind, and for how many epochs it was trained; undefined where the source evaluated none. */
export const storedEpochs = (network: TableNetworkName, units: number): number | undefined => trainingsOf(network, units)[0];
export const storedAccuracy = (network: TableNetworkName, units: number, epsilon: number): number | undefined =>
  published.find("accuracy", network, units, storedEpochs(network, units)!, publishedEpsilons.indexOf(epsilon));
