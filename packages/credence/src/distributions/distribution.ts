import { expectShape, type FusedPrior, type Key, type Shape, type Tensor } from "@credence/tensor";
import { expectForm, expectKey, expectTensor } from "../settings.ts";

/** A parameter: one number for every element, or an array that broadcasts against the values. */
export type DistributionParameter = number | Tensor;

/** What rebuilds a distribution, see `distributionFromJSON`. */
export type DistributionDescription =
  | { readonly kind: "normal"; readonly mean: number; readonly stdDev: number }
  | { readonly kind: "ardNormal"; readonly stdDevs: readonly number[] }
  | { readonly kind: "scaleMixture"; readonly weight: number; readonly stdDev1: number; readonly stdDev2: number }
  | { readonly kind: "laplace"; readonly mean: number; readonly scale: number }
  | { readonly kind: "studentT"; readonly degreesOfFreedom: number; readonly mean: number; readonly scale: number }
  | { readonly kind: "categorical"; readonly logits: readonly number[] }
  | { readonly kind: "categorical"; readonly probabilities: readonly number[] }
  | { readonly kind: "bernoulli"; readonly probability: number }
  | { readonly kind: "bernoulli"; readonly logit: number };

/** What is believed of a number before or after data: a density over each element, independent between elements. */
export interface Distribution {
  readonly kind: string;
  /** Shape of the parameters; [] where they are plain numbers. */
  readonly shape: Shape;
  /** Log density (log probability of a discrete value) of each element, nats; differentiable by x and by the parameters. */
  logProb(x: Tensor): Tensor;
  /** Independent draws; `shape` is theirs and ends in the parameters' shape. */
  sample(key: Key, shape: Shape): Tensor;
  /** Lets the engine's fused Gaussian draw evaluate the density on the fly; left out where no kernel knows it. */
  readonly fused?: FusedPrior;
  /** @throws where a parameter is an array: those are saved with the weights */
  toJSON(): DistributionDescription;
}

/** The distribution with its arguments looked at before they are used, in errors that name it. */
export const withChecks = <D extends Distribution>(distribution: D): D => ({
  ...distribution,
  logProb(x) {
    expectTensor(`${distribution.kind}.logProb`, "x", x);
    return distribution.logProb(x);
  },
  sample(key, shape) {
    expectKey(`${distribution.kind}.sample`, key);
    expectShape(`${distribution.kind}.sample`, shape);
    return distribution.sample(key, shape);
  },
});

/** @throws unless it is a distribution, one of the library's or of one's own */
export const expectDistribution = (where: string, name: string, given: Distribution): void =>
  expectForm(where, name, given, {
    methods: ["logProb", "sample", "toJSON"],
    expected: "a distribution, such as normal({ mean: 0, stdDev: 1 })",
  });
