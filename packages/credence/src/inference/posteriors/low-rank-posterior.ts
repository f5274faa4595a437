import { softplus, type Tensor } from "@credence/tensor";
import type { Model } from "../../model/model.ts";
import type { Network } from "../../nn/network.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { correlatedComplexityOf } from "./correlated-complexity.ts";
import { type CorrelatedGaussian, correlatedPosterior } from "./correlated-gaussian.ts";
import { expectArrays, randomWeights } from "./expected-arrays.ts";
import type { Family } from "./family.ts";
import { lowRank } from "./low-rank-gaussian.ts";
import type { Posterior } from "./posterior.ts";
import type { NamedArray } from "./saved.ts";

/** The Gaussian of arrays named "0.weight.mean", "0.weight.rho" and "0.weight.factor" [rank, ...]: covariance diag(softplus(rho)^2) + F F'. */
export function lowRankOf(network: Network, arrays: readonly NamedArray[]): CorrelatedGaussian {
  const byName = new Map(arrays.map(({ name, value }) => [name, value]));
  const of = (part: string) => (name: string) => byName.get(`${name}.${part}`) as Tensor;
  const weights = randomWeights(network, arrays);
  const rho = of("rho");
  return lowRank({
    weights,
    rank: of("factor")(weights[0]!.name).shape[0]!,
    mean: of("mean"),
    stdDev: (name) => softplus(rho(name)),
    factor: of("factor"),
  });
}

/** A Gaussian over the weights whose covariance is a diagonal and a product of low rank. */
export function lowRankPosterior<P extends Predictive>(
  model: Model<P>,
  arrays: readonly NamedArray[],
  gaussian = lowRankOf(model.network, arrays),
): Posterior<P> {
  return correlatedPosterior({
    ...{ kind: "low-rank", model, arrays, gaussian, dropout: "function" },
    complexity: (key, options = {}) => correlatedComplexityOf(model, { arrays, gaussian }, { ...options, key }),
  });
}

/** Files hold a mean of every weight, and a rho and a factor of every random one. */
export const lowRankFamily: Family = {
  kind: "low-rank",
  revive({ model, arrays }) {
    const where = "loadPosterior";
    expectArrays(model, arrays, { where, parts: ["mean", "rho"] });
    const rank = arrays.find(({ name }) => name.endsWith(".factor"))?.value.shape[0] ?? 1;
    for (const { name, shape } of randomWeights(model.network, arrays))
      expectArrays(model, arrays, { where, parts: [], others: [{ name: `${name}.factor`, shape: [rank, ...shape] }] });
    return lowRankPosterior(model, arrays);
  },
};
