import { runsOf } from "@credence/lab";
import { laplace, normal, type Prior, scaleMixture } from "credence";
import type { PriorRegularizationResult, Regularised } from "./prior-regularization.ts";

/** Each of a given standard deviation, the mixture's that of its wide part. */
export const priors = {
  none: { label: "none", of: undefined },
  l2: { label: "L2, Gaussian", of: (stdDev: number): Prior => normal({ mean: 0, stdDev }) },
  l1: { label: "L1, Laplace", of: (stdDev: number): Prior => laplace({ mean: 0, scale: stdDev / Math.SQRT2 }) },
  spike: {
    label: "spike and slab",
    of: (stdDev: number): Prior => scaleMixture({ weight: 0.25, stdDev1: stdDev, stdDev2: stdDev / 10 }),
  },
} as const;
export type PriorName = keyof typeof priors;
export const priorNames = Object.keys(priors) as PriorName[];

export type Trained = Regularised["trainings"][number];

/** Every training, with prior and width. */
export const trained = ({ cells }: PriorRegularizationResult) =>
  runsOf(cells.flatMap(({ prior, width, trainings }) => trainings.map((one) => ({ prior, width, ...one }))));

export const testLoss = ({ test }: Trained) => test.nll;
export const testError = ({ test }: Trained) => test.error;
export const gap = ({ training, test }: Trained) => test.nll - training.nll;
