import { dense } from "../../nn/dense.ts";
import { dropout } from "../../nn/dropout.ts";
import type { Network } from "../../nn/network.ts";
import { sequential } from "../../nn/sequential.ts";
import { cosineDecay } from "../../optim/schedules.ts";
import { sgd } from "../../optim/sgd.ts";
import type { Inference } from "../inference.ts";
import * as methods from "../methods/index.ts";
import { type LinearProblem, solve } from "./problems.ts";

/** Means and standard deviations of the weights. */
export interface Moments {
  readonly mean: readonly number[];
  readonly stdDev: readonly number[];
}

/** How a method is fitted to Bayesian linear regression, and how near to what it must come. Bounds were written down before the first run. */
export interface ExactFit {
  readonly method: Inference;
  /** Independent copies of the regression, whose moments are pooled. */
  readonly outputs: number;
  /** A network other than the plain one. */
  readonly network?: (outputs: number) => Network;
  /** What the method's family makes of the exact posterior; of one that is fitted from trained weights, by these. */
  readonly expected: (problem: LinearProblem, trained: readonly number[]) => Moments;
  /** Largest distance of a mean, in standard deviations of the exact posterior, and largest relative error of a standard deviation; undefined: what it is instead of the posterior's. */
  readonly bounds: { readonly mean: number; readonly stdDev?: number };
  /** Why these bounds, and not 0. */
  readonly because: string;
}

const stdDevs = (matrix: LinearProblem["covariance"]): number[] => matrix.map((row, i) => Math.sqrt(row[i]!));
const exact = ({ mean, covariance }: LinearProblem): Moments => ({ mean, stdDev: stdDevs(covariance) });
const bestDiagonal = ({ mean, precision }: LinearProblem): Moments => ({ mean, stdDev: precision.map((row, i) => row[i]! ** -0.5) });

/** The precision with other terms on its diagonal than the prior's of 1 / 1.5^2, and what solves for a moment beside X'y / noise^2. */
function under({ mean, precision }: LinearProblem, { add, moment = 0 }: { add: readonly number[]; moment?: number | readonly number[] }) {
  const own = precision.map((row, i) => row.map((value, j) => value + (i === j ? add[i]! : 0)));
  const right = precision.map((row) => row.reduce((total, value, j) => total + value * mean[j]!, 0));
  return {
    precision: own,
    mean: solve(
      own,
      right.map((value, i) => value + (typeof moment === "number" ? moment : moment[i]!)),
    ),
  };
}
const PRIOR = 1.5 ** -2;

const DELTA = 0.5;
function underTrained(problem: LinearProblem, trained: readonly number[]): Moments {
  const own = trained.map((w) => (DELTA * Math.abs(w)) ** -2);
  const found = under(problem, { add: own.map((value) => value - PRIOR), moment: own.map((value, i) => value * trained[i]!) });
  return { mean: found.mean, stdDev: found.precision.map((row, i) => row[i]! ** -0.5) };
}

const RATE = 0.3;
/** Squared error under masks: |y - X w|^2 + r / (1 - r) sum of w_j^2 |x_j|^2; a draw is w_j m_j / (1 - r). */
function underMasks(problem: LinearProblem): Moments {
  const share = RATE / (1 - RATE);
  const add = problem.precision.map((row, i) => (row[i]! - PRIOR) * share);
  const { mean } = under(problem, { add });
  return { mean, stdDev: mean.map((w) => Math.abs(w) * Math.sqrt(share)) };
}

const full = { epochs: 800, batchSize: 40 };
const descent = { ...full, optimizer: sgd({ momentum: 0.9 }), learningRate: 0.05, prior: "model" } as const;
const bound = { epochs: 1500, batchSize: 40, learningRate: 2e-2, schedule: cosineDecay({ epochs: 1500 }), draws: 256 };
const chain = { batchSize: 40, samples: 20, thin: 100, burnIn: 300 };
const wandering = { epochs: 1000, batchSize: 10, learningRate: 2e-3, burnIn: 1000, thin: 20, rank: 20 };
const converged = "gradients are exact and descent is linear: what is left is the rounding of float32";
const noisy = "the noise of 256 draws at the end of the schedule";

/** A line for every method of the registry: one without does not compile. */
export const exactFits: Readonly<Record<keyof typeof methods, ExactFit>> = {
  map: { method: methods.map(descent), outputs: 1, expected: exact, bounds: { mean: 1e-3 }, because: `a point; ${converged}` },
  deepEnsemble: {
    ...{ method: methods.deepEnsemble({ ...descent, members: 3 }), outputs: 1, expected: exact, bounds: { mean: 1e-3 } },
    because: `one minimum, which all members reach: no spread; ${converged}`,
  },
  laplace: {
    method: methods.laplace({ weights: "all", curvature: "full", train: methods.map(descent) }),
    ...{ outputs: 1, expected: exact, bounds: { mean: 1e-3, stdDev: 1e-4 }, because: converged },
  },
  bayesByBackprop: {
    method: methods.bayesByBackprop({ ...bound, estimator: "local", complexity: "closed" }),
    ...{ outputs: 1, expected: bestDiagonal, bounds: { mean: 0.03, stdDev: 0.01 }, because: noisy },
  },
  moped: {
    method: methods.moped({ ...bound, estimator: "local", delta: DELTA }),
    ...{
      outputs: 1,
      expected: underTrained,
      bounds: { mean: 0.03, stdDev: 0.01 },
      because: `${noisy}; the prior is that of the trained weights`,
    },
  },
  fullGaussian: { method: methods.fullGaussian(bound), outputs: 1, expected: exact, bounds: { mean: 0.03, stdDev: 0.01 }, because: noisy },
  lowRankGaussian: {
    method: methods.lowRankGaussian({ ...bound, rank: 3 }),
    ...{
      outputs: 1,
      expected: exact,
      bounds: { mean: 0.03, stdDev: 0.01 },
      because: `${noisy}; a rank of 3 is any covariance of three weights`,
    },
  },
  mcDropout: {
    method: methods.mcDropout({ epochs: 3000, batchSize: 40, learningRate: 5e-3, schedule: cosineDecay({ epochs: 3000 }), prior: "model" }),
    outputs: 50,
    network: (outputs) => sequential([dropout({ rate: RATE }), dense({ inputs: 3, outputs, bias: false })]),
    ...{ expected: underMasks, bounds: { mean: 0.3, stdDev: 0.05 } },
    because:
      "no Gaussian: the law of masks on the weights of a ridge regression, by 2,000 draws, whose means move by 0.015 |w|, up to 0.2 standard deviations",
  },
  swag: {
    ...{ method: methods.swag(wandering), outputs: 50, expected: exact, bounds: { mean: 0.1 } },
    because: "the mean of a descent is the minimum; how far it wanders is set by the rate, and is no posterior's spread",
  },
  multiSwag: {
    ...{ method: methods.multiSwag({ ...wandering, members: 2 }), outputs: 50, expected: exact, bounds: { mean: 0.1 } },
    because: "as swag: members share the one minimum",
  },
  sgld: {
    method: methods.sgld({ ...chain, epochs: 2300, learningRate: 0.02 }),
    ...{ outputs: 100, expected: exact, bounds: { mean: 0.1, stdDev: 0.08 } },
    because: "2,000 draws: 0.022 and 1.6 %; and the step, which widens by (1 - h / 2)^(-1/2), h = rate x curvature up to 0.13: 3.3 %",
  },
  sghmc: {
    method: methods.sghmc({ ...chain, epochs: 2300, learningRate: 2e-3 }),
    ...{ outputs: 100, expected: exact, bounds: { mean: 0.1, stdDev: 0.06 } },
    because: "2,000 draws: 0.022 and 1.6 %; friction 0.1 makes a tenth of the rate as fast as sgld's, and its step widens by 0.2 %",
  },
  cyclicalSgld: {
    method: methods.cyclicalSgld({ epochs: 4000, batchSize: 40, learningRate: 0.1, cycle: 200, perCycle: 1, explore: 0.2, samples: 20 }),
    ...{ outputs: 100, expected: exact, bounds: { mean: 0.1, stdDev: 0.08 } },
    because: "2,000 draws: 0.022 and 1.6 %; the rate falls to 0 in each cycle, and the spread follows it late",
  },
  hmc: {
    ...{ method: methods.hmc({ warmUp: 200, draws: 500 }), outputs: 1, expected: exact, bounds: { mean: 4, stdDev: 4 } },
    because: "exact but for Monte Carlo error: the bounds are in its standard errors",
  },
  nuts: {
    ...{ method: methods.nuts({ warmUp: 200, draws: 500 }), outputs: 1, expected: exact, bounds: { mean: 4, stdDev: 4 } },
    because: "exact but for Monte Carlo error: the bounds are in its standard errors",
  },
};
