import { affine, full, keep } from "@credence/tensor";
import {
  adam,
  bernoulliLikelihood,
  type Inference,
  type Likelihood,
  type Model,
  meanFieldPosterior,
  methods,
  mlp,
  model,
  noComplexity,
  normal,
  type Posterior,
  sgd,
} from "credence";
import { doubledSigmoidLikelihood } from "../plane/doubled-sigmoid.ts";

/** Three as the source's text has them, two of them again as its code ran them. */
export const methodNames = ["map", "laplace", "variational", "laplace-as-published", "variational-as-published"] as const;
export type MethodName = (typeof methodNames)[number];

export const words: Readonly<Record<MethodName, string>> = {
  map: "MAP",
  laplace: "Laplace",
  variational: "variational",
  "laplace-as-published": "Laplace, as published",
  "variational-as-published": "variational, as published",
};

/** The source's weight decay of 0.05 in the mean loss of 400 points: a Gaussian prior of this precision in the sum. */
export const priorPrecision = ({ points }: { readonly points: number }): number => 0.05 * points;

/** A line in the plane: two weights and a bias, one logit. */
export const logisticModel = (settings: { readonly points: number }, likelihood: Likelihood = bernoulliLikelihood()): Model =>
  model({
    network: mlp({ inputs: 2, hidden: [], outputs: 1 }),
    prior: normal({ mean: 0, stdDev: 1 / Math.sqrt(priorPrecision(settings)) }),
    likelihood,
  });

export interface LogisticSettings {
  readonly points: number;
  /** `mode`: until MAP is at the mode, where the approximation as stated is made; the source stops after `map`. */
  readonly epochs: { readonly map: number; readonly mode: number; readonly variational: number; readonly variationalAsPublished: number };
}

/** What is trained for a method; both forms of Laplace start from the MAP estimate. */
export function trainingOf(method: MethodName, settings: LogisticSettings): { readonly model: Model; readonly inference: Inference } {
  const { points, epochs } = settings;
  const steps = { batchSize: points, lastBatch: "keep" } as const;
  if (method === "variational") {
    const inference = methods.bayesByBackprop({
      ...{ ...steps, epochs: epochs.variational, learningRate: 0.02, draws: 8, estimator: "local", complexity: "closed" },
    });
    return { model: logisticModel(settings), inference };
  }
  if (method === "variational-as-published") {
    const inference = methods.bayesByBackprop({
      ...{ ...steps, epochs: epochs.variationalAsPublished, learningRate: 0.1, optimizer: adam({ weightDecay: 0.05 }) },
      // its KL term is a plain number and moves nothing; means start at 0, standard deviations at 1
      complexityWeights: noComplexity(),
      initialization: { mean: [-1e-6, 1e-6], rho: [0.5413, 0.5414] },
    });
    return { model: logisticModel(settings, doubledSigmoidLikelihood()), inference };
  }
  const inference = methods.map({
    ...{ ...steps, epochs: method === "laplace" ? epochs.mode : epochs.map, learningRate: 0.1 },
    ...{ optimizer: sgd({ momentum: 0.9, weightDecay: 0.05 }), prior: "flat", initialization: { mean: "fan-in" } },
  });
  return { model: logisticModel(settings), inference };
}

/**
 * The source's Laplace approximation: the curvature of mean cross-entropy + |w|^2 by the two weights is 2 I and a little, whatever the data,
 * and the bias does not vary. Copies the weights.
 */
export function publishedLaplace(map: Posterior): Posterior {
  const rho = (stdDev: number) => Math.log(Math.expm1(stdDev));
  const arrays = map.parameters!.flatMap(({ name, value }) => [
    { name, value: keep(affine(value, {})) },
    { name: name.replace(/mean$/, "rho"), value: keep(full(value.shape, rho(name.includes("bias") ? 1e-6 : Math.SQRT1_2))) },
  ]);
  return meanFieldPosterior(map.model, arrays);
}
