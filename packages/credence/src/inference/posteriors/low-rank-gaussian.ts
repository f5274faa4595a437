import {
  add,
  affine,
  constant,
  divide,
  log,
  matmul,
  multiply,
  randomNormal,
  reshape,
  slice,
  square,
  subtract,
  sum,
  type Tensor,
  tensor,
} from "@credence/tensor";
import type { NamedWeight } from "../../nn/network.ts";
import { type CorrelatedGaussian, totalOf } from "./correlated-gaussian.ts";

/** What a Gaussian of low rank is made of; asked for at each use, since parameters move. */
export interface LowRankParts {
  readonly weights: readonly NamedWeight[];
  /** Columns of F. */
  readonly rank: number;
  mean(name: string): Tensor;
  /** Standard deviations of the diagonal part. */
  stdDev(name: string): Tensor;
  /** @shape [rank, ...] */
  factor(name: string): Tensor;
}

/**
 * A Gaussian whose covariance is a diagonal and a product of low rank.
 *
 *   w = mean + s e + F z,  covariance diag(s^2) + F F'
 */
export function lowRank({ weights, rank, mean, stdDev, factor }: LowRankParts): CorrelatedGaussian {
  const rows = (name: string) => {
    const columns = factor(name);
    return reshape(columns, [rank, columns.size / rank]);
  };
  return {
    weights,
    draw(key, draws) {
      const z = randomNormal(key.child("factors"), [draws, rank]);
      return new Map(
        weights.map(({ name, shape }) => {
          const own = multiply(randomNormal(key.child(name), [draws, ...shape]), stdDev(name));
          const common = reshape(matmul(z, rows(name)), [draws, ...shape]);
          return [name, add(add(own, common), mean(name))];
        }),
      );
    },
    variances: () => new Map(weights.map(({ name }) => [name, add(square(stdDev(name)), sum(square(factor(name)), { axis: 0 }))])),
    // log det(D + F F') = log det D + log det(I + F' D^-1 F)
    logDeterminant() {
      const diagonal = totalOf(weights.map(({ name }) => log(stdDev(name))));
      const products = weights.map(({ name }) => {
        const scaled = divide(rows(name), reshape(stdDev(name), [-1]));
        return matmul(scaled, scaled, { transposeB: true });
      });
      const identity = tensor(
        Float32Array.from({ length: rank ** 2 }, (_, i) => (i % (rank + 1) === 0 ? 1 : 0)),
        [rank, rank],
      );
      return add(affine(diagonal, { scale: 2 }), logDeterminantOf(products.reduce<Tensor>((total, one) => add(total, one), identity)));
    },
  };
}

/** log det of a symmetric matrix that is positive definite: the logarithms of its pivots, each one differentiable. */
function logDeterminantOf(matrix: Tensor): Tensor {
  let total: Tensor = constant(0);
  let rest = matrix;
  for (let left = matrix.shape[0]! - 1; left >= 0; left--) {
    const pivot = slice(rest, [0, 0], [1, 1]);
    total = add(total, reshape(log(pivot), []));
    if (left === 0) break;
    const column = slice(rest, [1, 0], [left, 1]);
    rest = subtract(slice(rest, [1, 1], [left, left]), divide(matmul(column, column, { transposeB: true }), pivot));
  }
  return total;
}
