import { type Key, keep, matmul, multiply, normals, scope, sum, tensor } from "@credence/tensor";
import { priorOf } from "../../model/priors.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import type { LinearProblem } from "./problems.ts";

/** Lower triangle L of a positive definite matrix A = L L'. */
function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const lower = matrix.map((row) => row.map(() => 0));
  for (const [i, row] of matrix.entries())
    for (let j = 0; j <= i; j++) {
      const rest = row[j]! - lower[i]!.slice(0, j).reduce((total, value, k) => total + value * lower[j]![k]!, 0);
      lower[i]![j] = i === j ? Math.sqrt(rest) : rest / lower[j]![j]!;
    }
  return lower;
}

/** log N(value; mean, A) of a covariance matrix A, nats. */
export function gaussianLogDensity(
  value: readonly number[],
  { mean, covariance }: { mean: readonly number[]; covariance: readonly (readonly number[])[] },
): number {
  const lower = cholesky(covariance);
  const z: number[] = [];
  for (const [i, row] of lower.entries())
    z.push((value[i]! - mean[i]! - z.reduce((total, other, k) => total + other * row[k]!, 0)) / row[i]!);
  return z.reduce((total, one, i) => total - one ** 2 / 2 - Math.log(lower[i]![i]!) - Math.log(2 * Math.PI) / 2, 0);
}

/**
 * The exact posterior of Bayesian linear regression, N(mean, covariance): a family whose outputs have moments without drawing, and whose marginal
 * likelihood is known.
 *
 *   E f(x) = x mean,  Var f(x) = x covariance x',  log p(y) = log p(y | w) + log p(w) - log p(w | y) at any w
 */
export function exactLinear({ model, data, mean, covariance }: LinearProblem): Posterior {
  const lower = cholesky(covariance);
  const column = keep(tensor([...mean], [mean.length, 1]));
  const spread = keep(tensor(covariance.map((row) => [...row])));
  return {
    kind: "exact-linear",
    model,
    draw(key: Key) {
      const e = normals(key, mean.length);
      const weights = mean.map((value, i) => value + lower[i]!.reduce((total, one, j) => total + one * e[j]!, 0));
      return (x) => scope(() => matmul(x, tensor(weights, [weights.length, 1])));
    },
    outputMoments: (x) =>
      scope(() => ({
        mean: matmul(x, column),
        variance: sum(multiply(matmul(x, spread), x), { axis: 1, keepAxes: true }),
      })),
    async logMarginalLikelihood() {
      const zero = mean.map(() => 0);
      const nll = await scope(() => sum(model.likelihood.negativeLogProb(matmul(data.x, column), data.y))).read();
      const prior = await scope(() => sum(priorOf(model.prior, model.network.weights[0]!).logProb(column))).read();
      return prior[0]! - nll[0]! - gaussianLogDensity(zero, { mean: zero, covariance });
    },
    save: () => Promise.reject(new Error("exact-linear: is not saved")),
    dispose() {
      column.dispose();
      spread.dispose();
    },
  };
}
