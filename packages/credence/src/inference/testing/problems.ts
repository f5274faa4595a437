import { integers, key, normals, tensor } from "@credence/tensor";
import { laplace } from "../../distributions/laplace.ts";
import { normal } from "../../distributions/normal.ts";
import { categoricalLikelihood, normalLikelihood } from "../../model/likelihoods/index.ts";
import { type Model, model } from "../../model/model.ts";
import { dense } from "../../nn/dense.ts";
import { mlp } from "../../nn/mlp.ts";
import { sequential } from "../../nn/sequential.ts";
import type { Data, Inference, Problem } from "../inference.ts";
import * as methods from "../methods/index.ts";
import { run } from "../run.ts";

/** Two overlapping blobs in the plane, for a small classifier with dropout and a prior that is not the usual one. */
export function blobs(count: number, { dropout = 0.3 }: { dropout?: number } = {}): Problem {
  const z = normals(key(11), count * 2);
  const classes = Int32Array.from({ length: count }, (_, i) => i % 2);
  const x = z.map((value, i) => 0.7 * value + (i % 2 === 0 ? 2 * classes[i >> 1]! - 1 : 0));
  return {
    model: model({
      network: mlp({ inputs: 2, hidden: [8, 8], outputs: 2, dropout }),
      prior: laplace({ mean: 0, scale: 0.3 }),
      likelihood: categoricalLikelihood(),
    }),
    data: { x: tensor(x, [count, 2]), y: integers(classes) },
  };
}

export interface LinearProblem {
  readonly model: Model;
  readonly data: Data;
  /** The exact posterior: mean, the precision matrix X'X / noise^2 + I / priorStdDev^2, and its inverse. */
  readonly mean: readonly number[];
  readonly precision: readonly (readonly number[])[];
  readonly covariance: readonly (readonly number[])[];
}

/**
 * Bayesian linear regression without bias, with correlated inputs; `temperature` scales the prior against the likelihood. With several `outputs` all have
 * the same targets: as many independent weights of each input, with one posterior.
 */
export function linearRegression({ count = 40, noise = 0.5, priorStdDev = 1.5, temperature = 1, outputs = 1 } = {}): LinearProblem {
  const weights = [1, -0.5, 0.3];
  const size = weights.length;
  const z = normals(key(5), count * (size + 1));
  const rows = Array.from({ length: count }, (_, i) => {
    const [a, b, c] = z.subarray(i * (size + 1)) as unknown as [number, number, number];
    return [a, 0.6 * a + 0.8 * b, 0.5 * c].map(Math.fround);
  });
  const targets = rows.map((row, i) =>
    Math.fround(row.reduce((total, x, j) => total + x * weights[j]!, 0) + noise * z[i * (size + 1) + size]!),
  );
  const precision = weights.map((_, i) =>
    weights.map(
      (_, j) => rows.reduce((total, row) => total + row[i]! * row[j]!, 0) / noise ** 2 / temperature + (i === j ? priorStdDev ** -2 : 0),
    ),
  );
  const moment = weights.map((_, i) => rows.reduce((total, row, n) => total + row[i]! * targets[n]!, 0) / noise ** 2 / temperature);
  return {
    model: model({
      network: sequential([dense({ inputs: size, outputs, bias: false })]),
      prior: normal({ mean: 0, stdDev: priorStdDev }),
      likelihood: normalLikelihood({ stdDev: noise }),
    }),
    data: {
      x: tensor(rows),
      y: tensor(
        targets.flatMap((target) => new Array<number>(outputs).fill(target)),
        [count, outputs],
      ),
    },
    mean: solve(precision, moment),
    precision,
    covariance: inverse(precision),
  };
}

/** The inverse of a positive definite matrix. */
export const inverse = (matrix: readonly (readonly number[])[]): number[][] =>
  matrix.map((_, i) =>
    solve(
      matrix,
      matrix.map((__, j) => Number(i === j)),
    ),
  );

/** Gauss-Jordan elimination of a positive definite system. */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  for (let i = 0; i < rows.length; i++) {
    const pivot = rows[i]!.map((value) => value / rows[i]![i]!);
    rows[i] = pivot;
    for (let k = 0; k < rows.length; k++) if (k !== i) rows[k] = rows[k]!.map((value, j) => value - rows[k]![i]! * pivot[j]!);
  }
  return rows.map((row) => row[rows.length]!);
}

/** A method that needs a trained network, by itself: what it is fitted `from` is trained first, under the same key, unless one is given. */
export const trainedFirst = (method: Inference): Inference => ({
  ...method,
  async *fit(problem, own, options = {}) {
    if (options.from) return yield* method.fit(problem, own, options);
    const from = await run(methods.map({ epochs: 1, batchSize: 50 }).fit(problem, own.child("trained first")));
    try {
      return yield* method.fit(problem, own, { ...options, from });
    } finally {
      from.dispose();
    }
  },
});

/** Every method of the registry with settings for a short fit; a method without a line here does not compile. */
export const shortFits: Readonly<Record<keyof typeof methods, Inference>> = {
  laplace: methods.laplace({
    weights: "all",
    priorPrecision: "marginal-likelihood",
    priorStructure: "layerwise",
    train: methods.map({ epochs: 2, batchSize: 50 }),
  }),
  map: methods.map({ epochs: 2, batchSize: 50, prior: "model" }),
  bayesByBackprop: methods.bayesByBackprop({ epochs: 2, batchSize: 50, draws: 2 }),
  mcDropout: methods.mcDropout({ epochs: 2, batchSize: 50 }),
  deepEnsemble: methods.deepEnsemble({ members: 3, epochs: 1, batchSize: 50 }),
  hmc: methods.hmc({ chains: 2, warmUp: 4, draws: 3, leapfrogs: 4 }),
  sgld: methods.sgld({ epochs: 3, batchSize: 50, burnIn: 2, thin: 2, samples: 2 }),
  sghmc: methods.sghmc({ epochs: 3, batchSize: 50, burnIn: 2, thin: 2, samples: 2 }),
  cyclicalSgld: methods.cyclicalSgld({ epochs: 4, batchSize: 50, cycle: 4, perCycle: 2, explore: 0.5, samples: 4 }),
  fullGaussian: methods.fullGaussian({ epochs: 2, batchSize: 50, draws: 2 }),
  lowRankGaussian: methods.lowRankGaussian({ epochs: 2, batchSize: 50, draws: 2 }),
  moped: trainedFirst(methods.moped({ epochs: 2, batchSize: 50 })),
  multiSwag: methods.multiSwag({ epochs: 2, batchSize: 50, members: 2, thin: 1 }),
  swag: methods.swag({ epochs: 2, batchSize: 50, burnIn: 1, thin: 2, rank: 2 }),
  nuts: methods.nuts({ chains: 2, warmUp: 4, draws: 3, maxDepth: 4 }),
};
