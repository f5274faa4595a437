import { affine, constant, maximum, sqrt, type Tensor } from "@credence/tensor";
import type { Model } from "../../model/model.ts";
import type { Network } from "../../nn/network.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { type CorrelatedGaussian, correlatedPosterior } from "./correlated-gaussian.ts";
import { expectArrays } from "./expected-arrays.ts";
import type { Family } from "./family.ts";
import { lowRank } from "./low-rank-gaussian.ts";
import type { Posterior } from "./posterior.ts";
import { type NamedArray, openSaved } from "./saved.ts";

/** Variances below stand for weights that have not moved: that of the authors' code. */
const LEAST = 1e-30;

/** The Gaussian of arrays named "0.weight.mean", "0.weight.variance" and "0.weight.deviations" [columns, ...]. */
function swagGaussian({ weights }: Network, arrays: readonly NamedArray[]): CorrelatedGaussian {
  const byName = new Map(arrays.map(({ name, value }) => [name, value]));
  const of = (part: string) => (name: string) => byName.get(`${name}.${part}`) as Tensor;
  const [variance, deviations] = [of("variance"), of("deviations")];
  const rank = deviations(weights[0]!.name).shape[0]!;
  return lowRank({
    weights,
    rank,
    mean: of("mean"),
    stdDev: (name) => sqrt(affine(maximum(variance(name), constant(LEAST)), { scale: 0.5 })),
    factor: (name) => affine(deviations(name), { scale: rank > 1 ? 1 / Math.sqrt(2 * (rank - 1)) : 0 }),
  });
}

/**
 * The Gaussian of the weights that a descent passed through; draws run without dropout.
 *
 *   w = mean + sqrt(variance / 2) e + L z / sqrt(2 (K - 1)),  L the last K deviations from the mean
 *
 * @see maddox2019, eq. 1
 */
export const swagPosterior = <P extends Predictive>(model: Model<P>, arrays: readonly NamedArray[]): Posterior<P> =>
  correlatedPosterior({ kind: "swag", model, arrays, gaussian: swagGaussian(model.network, arrays), dropout: "off" });

/** The posterior of a file's arrays, which are then its own. @throws where they are not those of the model */
export function swagFromArrays<P extends Predictive>(model: Model<P>, arrays: readonly NamedArray[], prefix = ""): Posterior<P> {
  const columns = arrays.find(({ name }) => name.startsWith(prefix) && name.endsWith(".deviations"))?.value.shape[0] ?? 1;
  const others = model.network.weights.flatMap(({ name, shape }) => [
    { name: `${name}.variance`, shape },
    { name: `${name}.deviations`, shape: [columns, ...shape] },
  ]);
  expectArrays(model, arrays, { where: "loadPosterior", parts: ["mean"], prefix, others });
  const own = arrays.filter(({ name }) => name.startsWith(prefix)).map(({ name, value }) => ({ name: name.slice(prefix.length), value }));
  return swagPosterior(model, own);
}

/** A saved SWAG posterior of the model. */
export function loadSwag<P extends Predictive>(bytes: Uint8Array, model: Model<P>): Posterior<P> {
  return swagFromArrays(model, openSaved(bytes, model).arrays);
}

/** Files hold a mean, a variance and the last deviations of every weight. */
export const swagFamily: Family = { kind: "swag", revive: ({ model, arrays }) => swagFromArrays(model, arrays) };
