import { integers, key, matmul, randomUniform, type Tensor, tensor } from "@credence/tensor";
import { expect } from "vitest";
import { normal } from "../../../distributions/normal.ts";
import { dropoutPosterior } from "../../../inference/posteriors/dropout-posterior.ts";
import { ensemblePosterior } from "../../../inference/posteriors/ensemble-posterior.ts";
import { meanFieldPosterior } from "../../../inference/posteriors/mean-field-posterior.ts";
import { pointPosterior } from "../../../inference/posteriors/point-posterior.ts";
import { initialParameters } from "../../../inference/training/initial-parameters.ts";
import { categoricalLikelihood } from "../../../model/likelihoods/index.ts";
import { model } from "../../../model/model.ts";
import { mlp } from "../../../nn/mlp.ts";
import type { Network } from "../../../nn/network.ts";
import type { FixedPredictive } from "../index.ts";

export const numbers = async (x: Tensor): Promise<number[]> => [...(await x.read())];

export const likelihood = categoricalLikelihood();

/** Gaussian beliefs over a network's weights, the means at the scale of the usual initialisations. */
export const meanFieldOf = (network: Network) =>
  meanFieldPosterior(model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood }), parametersOf(network, 2, "gaussian"));

const parametersOf = (network: Network, seed: number, family: "point" | "gaussian") =>
  initialParameters(network, { family, initialization: { mean: "fan-in", rho: [-2, -1] }, key: key(seed) });

const network = mlp({ inputs: 5, hidden: [7, 6], outputs: 3, activation: "tanh", dropout: 0.3 });
const problem = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood });
const point = (seed: number) => pointPosterior(problem, parametersOf(network, seed, "point"));

/** A posterior of each kind over a small smooth classifier of five inputs and three classes. */
export const posteriors = {
  point: point(1),
  meanField: meanFieldOf(network),
  ensemble: ensemblePosterior(problem, [point(3), point(4)]),
  dropout: dropoutPosterior(problem, parametersOf(network, 5, "point")),
};

/** Inputs in [0, 1) and labels for them. */
export const examples = { x: randomUniform(key(8), [6, 5]), y: integers([0, 1, 2, 0, 1, 2]) };

/** One linear function, or several: logits x W. */
export const linear = (...weights: (readonly (readonly number[])[])[]): FixedPredictive => ({
  functions: weights.map((rows) => (x: Tensor) => matmul(x, tensor(rows))),
  likelihood,
});

/** Within a share of the largest expected value, which must not be nothing. */
export function expectClose(got: readonly number[], expected: readonly number[], tolerance: number): void {
  const scale = Math.max(...expected.map(Math.abs));
  expect(scale).toBeGreaterThan(0.01);
  expect(got.length).toBe(expected.length);
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - got[i]!)));
  expect(worst / scale, `${got.slice(0, 6)} against ${expected.slice(0, 6)}`).toBeLessThan(tolerance);
}
