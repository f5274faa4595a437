import { type Context, type Progress, significant } from "@credence/lab";
import type { Key, Tensor } from "@credence/tensor";
import {
  type ClassPredictive,
  type Data,
  type Likelihood,
  methods,
  metrics,
  mlp,
  model,
  normal,
  type Posterior,
  type Predictive,
  relevance,
} from "credence";

/** How long is fitted and how often is permuted. */
export interface RelevanceSettings {
  /** Epochs of each of the fits, between which the prior's scales are set anew. */
  readonly epochs: number;
  readonly updates: number;
  readonly draws: number;
  readonly repeats: number;
}

/** What is to be explained: a network of `hidden` units, and which columns stand for one input. */
interface Explained<P extends Predictive> {
  readonly label: string;
  readonly train: Data;
  readonly test: Data;
  readonly columns: number;
  readonly outputs: number;
  readonly hidden: number;
  readonly likelihood: Likelihood<P>;
  readonly groups?: relevance.InputGroups;
  readonly classes?: boolean;
}

/** What four ways of asking say of each input. */
export type Relevances = {
  /** Signal-to-noise under one prior for all inputs, and then under its own for each. */
  readonly signalToNoise: readonly number[];
  readonly ardSignalToNoise: readonly number[];
  /** Standard deviation of the prior that suits each input best. */
  readonly ardScale: readonly number[];
  readonly error: readonly number[];
  readonly errorStdDev: readonly number[];
  readonly epistemic: readonly number[];
  readonly epistemicStdDev: readonly number[];
  /** Negative log-likelihood, of classes; else the error again. */
  readonly surprise: readonly number[];
  /** With inputs as they are. */
  readonly testError: number;
};

const digits = 5;

/** Fits by automatic relevance determination, and permutes the inputs of the last fit. */
export async function* relevancesOf<P extends Predictive>(
  { label, train, test, columns, outputs, hidden, likelihood, groups, classes }: Explained<P>,
  { fit, settings }: Pick<Context<RelevanceSettings>, "fit" | "settings">,
  key: Key,
): AsyncGenerator<Progress, Relevances, void> {
  const { epochs, updates, draws, repeats } = settings;
  const network = mlp({ inputs: columns, hidden: [hidden], outputs });
  const first = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood });
  const method = methods.bayesByBackprop({ epochs, batchSize: 100, learningRate: 5e-3, estimator: "local" });
  const grouped = groups ? { groups } : {};
  let { posterior } = yield* fit({ label: `${label}, one prior`, method, problem: { model: first, data: train }, key: key.child(0) });
  const before = await relevance.inputSignals(posterior, grouped);
  for (let update = 1; update <= updates; update++) {
    const prior = await relevance.relevancePrior(posterior, grouped);
    const problem = { model: model({ ...first, prior }), data: train };
    const next = yield* fit({ label: `${label}, update ${update}`, method, problem, key: key.child(update), from: posterior });
    posterior.dispose();
    posterior = next.posterior;
  }
  const after = await relevance.inputSignals(posterior, grouped);
  const surprise = (predictive: Predictive, y: Tensor) => metrics.negativeLogLikelihood(predictive as ClassPredictive, y);
  const { baseline, inputs } = await relevance.permutationImportance(
    posterior as Posterior,
    test,
    { draws, repeats, ...grouped, measures: { error: relevance.error, epistemic: relevance.epistemic, ...(classes && { surprise }) } },
    key.child("permutation"),
  );
  posterior.dispose();
  const numbers = (of: readonly number[]) => significant(of, digits);
  return {
    signalToNoise: numbers(before.map((one) => one.signalToNoise)),
    ardSignalToNoise: numbers(after.map((one) => one.signalToNoise)),
    ardScale: numbers(after.map((one) => one.scale)),
    error: numbers(inputs.map(({ importance }) => importance.error!.mean)),
    errorStdDev: numbers(inputs.map(({ importance }) => importance.error!.stdDev)),
    epistemic: numbers(inputs.map(({ importance }) => importance.epistemic!.mean)),
    epistemicStdDev: numbers(inputs.map(({ importance }) => importance.epistemic!.stdDev)),
    surprise: numbers(inputs.map(({ importance }) => (importance.surprise ?? importance.error!).mean)),
    testError: Number(baseline.error!.toPrecision(digits)),
  };
}

/** Spearman's rank correlation; equal values share the mean of their ranks. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const [first, second] = [ranks(a), ranks(b)];
  const centre = (a.length - 1) / 2;
  let [products, squares, others] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [one, other] = [first[i] - centre, second[i] - centre];
    products += one * other;
    squares += one * one;
    others += other * other;
  }
  return products / Math.sqrt(squares * others);
}

const ranks = (values: readonly number[]): number[] =>
  values.map((value) => values.filter((other) => other < value).length + (values.filter((other) => other === value).length - 1) / 2);
