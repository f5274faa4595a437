import type { Unit } from "@credence/lab";
import { adam, type Distribution, normal, type Optimizer, scaleMixture, sgd } from "credence";

/** A Bayesian network of the study, with one thing changed. */
export interface Variant extends Unit {
  readonly group: "mixture" | "narrow prior" | "trick and optimiser" | "constant start";
  readonly label: string;
  readonly prior: Distribution;
  readonly estimator: "shared" | "local";
  readonly optimizer: "adam" | "sgd";
  /** Bounds of the first means, and of the first rhos. */
  readonly start: { readonly mean: readonly [number, number]; readonly rho: readonly [number, number] };
}

const gaussian = (minusLog: number): Distribution => normal({ mean: 0, stdDev: Math.exp(-minusLog) });
const usual = {
  prior: gaussian(0),
  estimator: "shared",
  optimizer: "adam",
  start: { mean: [-0.2, 0.2], rho: [-5, -4] },
} as const;

/** The cells of the search over mixtures whose networks are stored, by their names in published.json: share and logarithm of the wide part, sd of the narrow one. */
const cells = [
  ["1/4, 0, e^-6", 0.25, 0, Math.exp(-6)],
  ["1/2, 0, e^-6", 0.5, 0, Math.exp(-6)],
  ["3/4, 0, e^-6", 0.75, 0, Math.exp(-6)],
  ["1/2, 0, e^-7", 0.5, 0, Math.exp(-7)],
  ["1/2, 0, e^-8", 0.5, 0, Math.exp(-8)],
  ["1/2, 1, e^-6", 0.5, 1, Math.exp(-6)],
  ["1/2, 2, e^-6", 0.5, 2, Math.exp(-6)],
  ["1/2, 0, 0.2", 0.5, 0, 0.2],
] as const;

const mixtures = cells.map(
  ([label, weight, minusLog, stdDev2], i): Variant => ({
    ...usual,
    ...{ name: `mixture-${i + 1}`, group: "mixture", label },
    prior: scaleMixture({ weight, stdDev1: Math.exp(-minusLog), stdDev2 }),
  }),
);

/** "Their single Gaussian had a sd closer to their sd2": the sd that the study used, and narrower ones. */
export const minusLogs = [0, 2, 4, 6] as const;

const narrow = minusLogs.map(
  (minusLog): Variant => ({
    ...usual,
    name: `gaussian-${minusLog}`,
    group: "narrow prior",
    label: `sd e^-${minusLog}`,
    prior: gaussian(minusLog),
  }),
);

/** The first of the narrow priors is the usual network: shared weights under Adam. */
const trick = (
  [
    ["local", "adam"],
    ["shared", "sgd"],
    ["local", "sgd"],
  ] as const
).map(
  ([estimator, optimizer]): Variant => ({
    ...usual,
    ...{ name: `${estimator}-${optimizer}`, group: "trick and optimiser", label: `${estimator}, ${optimizer}` },
    ...{ estimator, optimizer },
  }),
);

const constant: Variant = {
  ...usual,
  ...{ name: "constant-start", group: "constant start", label: "all means 0.1, all rhos -4.5" },
  start: { mean: [0.1, 0.1], rho: [-4.5, -4.5] },
};

/** Every training of the experiment. */
export const variants: readonly Variant[] = [...mixtures, ...narrow, ...trick, constant];

/** With its learning rate relative to Adam's. The source's loss is a sum over a batch: Adam's epsilon is divided by it, as for its other networks. */
export const optimizers: Readonly<Record<Variant["optimizer"], { readonly rate: number; of(batchSize: number): Optimizer }>> = {
  adam: { rate: 1, of: (batchSize) => adam({ epsilon: 1e-8 / batchSize }) },
  sgd: { rate: 50, of: () => sgd({ momentum: 0.9 }) },
};
