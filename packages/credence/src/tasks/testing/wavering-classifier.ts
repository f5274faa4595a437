import { keep, key, randomNormal, type Tensor, tensor } from "@credence/tensor";
import { normal } from "../../distributions/normal.ts";
import { meanFieldPosterior } from "../../inference/posteriors/mean-field-posterior.ts";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import { categoricalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { dense } from "../../nn/dense.ts";
import { sequential } from "../../nn/sequential.ts";
import type { CategoricalPredictive } from "../../predictive/categorical-predictive.ts";

/**
 * A linear classifier of two classes that has learned its first input well (weights 3 and -3, nearly certain) and its second not at all
 * (weights 0, standard deviation 1): it is sure at [2, 0], and draws disagree at [0, 3].
 */
export function waveringClassifier(): Posterior<CategoricalPredictive> {
  const network = sequential([dense({ inputs: 2, outputs: 2, bias: false })]);
  const own = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
  // softplus(-6) = 0.0025, softplus(0.5413) = 1
  return meanFieldPosterior(own, [
    { name: "0.weight.mean", value: keep(tensor([3, -3, 0, 0], [2, 2])) },
    { name: "0.weight.rho", value: keep(tensor([-6, -6, 0.5413, 0.5413], [2, 2])) },
  ]);
}

/** Rows it is sure about. */
export const sureRows = (count: number): number[][] => Array.from({ length: count }, (_, i) => [2 + (i % 3) / 10, 0]);

/** Rows its draws disagree about, or that lie on the boundary. */
export const unsureRow = [0, 3];

/** Its training data: the two classes, far apart along the first input. */
export async function trainingInputs(count: number): Promise<Tensor> {
  const noise = await randomNormal(key(8), [count, 2]).read();
  return tensor(
    Array.from({ length: count }, (_, i) => [(i % 2 === 0 ? 2 : -2) + 0.1 * noise[2 * i]!, 0.1 * noise[2 * i + 1]!]),
    [count, 2],
  );
}
