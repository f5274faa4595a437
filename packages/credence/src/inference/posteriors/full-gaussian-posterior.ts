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

/** The array of what lies below the diagonal of the factor; what lies on and above it is not looked at. */
export const lowerName = "covariance.lower";

/** A mask of what lies below the diagonal, kept. @shape [size, size] */
function belowDiagonal(size: number): Tensor {
  const mask = new Float32Array(size * size);
  for (let row = 1; row < size; row++) mask.fill(1, row * size, row * size + row);
  return keep(tensor(mask, [size, size]));
}

/**
 * The Gaussian of arrays named "0.weight.mean", "0.weight.rho" and "covariance.lower" [weights, weights].
 *
 *   w = mean + L e,  covariance L L',  L lower triangular with diagonal softplus(rho)
 */
export function fullGaussianOf(network: Network, arrays: readonly NamedArray[]): CorrelatedGaussian {
  const byName = new Map(arrays.map(({ name, value }) => [name, value]));
  const weights = randomWeights(network, arrays);
  const size = sizeOfWeights(weights);
  const mask = belowDiagonal(size);
  const lower = () => multiply(byName.get(lowerName)!, mask);
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
      const away = byArray(add(multiply(e, diagonal()), matmul(e, lower(), { transposeB: true })));
      return new Map([...away].map(([name, values]) => [name, add(values, byName.get(`${name}.mean`)!)]));
    },
    variances: () => byArray(add(square(diagonal()), sum(square(lower()), { axis: 1 }))),
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
    expectArrays(model, arrays, { where, parts: [], others: [{ name: lowerName, shape: [size, size] }] });
    return fullGaussianPosterior(model, arrays);
  },
};
