import {
  add,
  affine,
  concat,
  keep,
  log,
  matmul,
  multiply,
  randomNormal,
  reshape,
  slice,
  softplus,
  square,
  sum,
  type Tensor,
  tensor,
} from "@credence/tensor";
import type { Model } from "../../model/model.ts";
import { type Network, sizeOfWeights } from "../../nn/network.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { correlatedComplexityOf } from "./correlated-complexity.ts";
import { type CorrelatedGaussian, correlatedPosterior, totalOf } from "./correlated-gaussian.ts";
import { expectArrays, randomWeights } from "./expected-arrays.ts";
import type { Family } from "./family.ts";
import type { Posterior } from "./posterior.ts";
import type { NamedArray } from "./saved.ts";

/** The array of what lies below the diagonal of A; what lies on and above it is not looked at. */
export const relativeName = "covariance.relative";

/** A mask of what lies below the diagonal, kept. @shape [size, size] */
function belowDiagonal(size: number): Tensor {
  const mask = new Float32Array(size * size);
  for (let row = 1; row < size; row++) mask.fill(1, row * size, row * size + row);
  return keep(tensor(mask, [size, size]));
}

/**
 * The Gaussian of arrays named "0.weight.mean", "0.weight.rho" and "covariance.relative" [weights, weights].
 *
 *   w = mean + L e,  covariance L L',  L = D (I + A),  D = diag(softplus(rho)),  A below its diagonal
 *
 * Entries of L itself would share one learning rate: Adam's steps, as long along each of a row's entries as along its diagonal, add up to more than the
 * spread of a sharp weight. Relative to the diagonal they are as small as it is.
 */
export function fullGaussianOf(network: Network, arrays: readonly NamedArray[]): CorrelatedGaussian {
  const byName = new Map(arrays.map(({ name, value }) => [name, value]));
  const weights = randomWeights(network, arrays);
  const size = sizeOfWeights(weights);
  const mask = belowDiagonal(size);
  const relative = () => multiply(byName.get(relativeName)!, mask);
  const diagonal = () => softplus(concat(weights.map(({ name }) => reshape(byName.get(`${name}.rho`)!, [-1]))));
  /** Parts of the last axis, by array. @shape values [..., weights] */
  const byArray = (values: Tensor): Map<string, Tensor> => {
    const leading = values.shape.slice(0, -1);
    let from = 0;
    return new Map(
      weights.map(({ name, shape }) => {
        const count = shape.reduce((product, n) => product * n, 1);
        const own = slice(values, [...leading.map(() => 0), from], [...leading, count]);
        from += count;
        return [name, reshape(own, [...leading, ...shape])];
      }),
    );
  };
  return {
    weights,
    draw(key, draws) {
      const e = randomNormal(key.child("covariance"), [draws, size]);
      const away = byArray(multiply(add(e, matmul(e, relative(), { transposeB: true })), diagonal()));
      return new Map([...away].map(([name, values]) => [name, add(values, byName.get(`${name}.mean`)!)]));
    },
    variances: () => byArray(multiply(square(diagonal()), affine(sum(square(relative()), { axis: 1 }), { shift: 1 }))),
    logDeterminant: () => affine(totalOf([log(diagonal())]), { scale: 2 }),
    dispose: () => mask.dispose(),
  };
}

/** A Gaussian over the weights with any covariance. */
export function fullGaussianPosterior<P extends Predictive>(
  model: Model<P>,
  arrays: readonly NamedArray[],
  gaussian = fullGaussianOf(model.network, arrays),
): Posterior<P> {
  return correlatedPosterior({
    ...{ kind: "full-gaussian", model, arrays, gaussian, dropout: "function" },
    complexity: (key, options = {}) => correlatedComplexityOf(model, { arrays, gaussian }, { ...options, key }),
  });
}

/** Files hold a mean of every weight, a rho of every random one, and the factor of their covariance below its diagonal. */
export const fullGaussianFamily: Family = {
  kind: "full-gaussian",
  revive({ model, arrays }) {
    const where = "loadPosterior";
    expectArrays(model, arrays, { where, parts: ["mean", "rho"] });
    const size = sizeOfWeights(randomWeights(model.network, arrays));
    expectArrays(model, arrays, { where, parts: [], others: [{ name: relativeName, shape: [size, size] }] });
    return fullGaussianPosterior(model, arrays);
  },
};
