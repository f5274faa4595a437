import type { Context, Experiment, FitRequest, Progress } from "@credence/lab";
import type { Key } from "@credence/tensor";
import { methods, mlp, model, normal, normalLikelihood, type Posterior } from "credence";
import { isPublishedSetup, regressionSets, regressionSetup } from "../regression/fit.ts";
import { rounded } from "../regression/measures.ts";
import { column, evenly, type RegressionData, regressionData } from "../regression/networks.ts";
import { shownPoints } from "../regression/scores.ts";
import { observed } from "../training/observed-training.ts";
import { regressionEnsemblesClaims } from "./claims.ts";
import { regressionEnsemblesReport } from "./report.ts";
import type { EnsembleRow, RegressionEnsemblesResult, TrainedEnsemble } from "./result.ts";

export type RegressionEnsemblesSettings = {
  readonly networks: number;
  /** Rates of dropout in training, one ensemble each; 0 is the plain network. */
  readonly dropouts: readonly number[];
  readonly epochs: number;
  readonly hidden: readonly number[];
  readonly points: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly traceEvery: number;
};

const publishedEpochs = 1000;
const paper: RegressionEnsemblesSettings = {
  networks: 25,
  dropouts: [0, 0.5, 0.75],
  epochs: publishedEpochs,
  hidden: regressionSetup.paper.hidden,
  points: regressionSetup.paper.points,
  batchSize: 128,
  learningRate: 1e-3,
  traceEvery: 20,
};

/** Independently trained networks without and with dropout: how much they agree where there are no data. */
export const regressionEnsembles: Experiment<RegressionEnsemblesResult, RegressionEnsemblesSettings> = {
  name: "regression-ensembles",
  source: "weight-uncertainty",
  shows: "Figures 1 and 7",
  summary: "The baseline of a Bayesian regression: an ensemble of plain networks, and of networks trained with dropout.",
  budgets: {
    smoke: { ...paper, networks: 3, epochs: 60, hidden: [50, 50], learningRate: 1e-2 },
    // The source's epochs with a fifth of its networks.
    default: { ...paper, networks: 5 },
    paper,
  },
  run,
  claims: regressionEnsemblesClaims,
  report: regressionEnsemblesReport,
};

async function* run(context: Context<RegressionEnsemblesSettings>): AsyncGenerator<Progress, RegressionEnsemblesResult, void> {
  const { settings, key } = context;
  const { networks, dropouts, epochs, points } = settings;
  const sets = regressionSets(key, { points, testPoints: 1 });
  const test = regressionData({ count: 128, low: -0.2, high: 1.4, key: key.child("ensemble").child("test") });
  const x = evenly(-0.5, 1.5, 201).map((value) => Math.round(100 * value) / 100);
  const grid = column(x);
  const ensembles: TrainedEnsemble[] = [];
  for (const dropout of dropouts) {
    const shared = key.child("ensemble").child(`dropout ${dropout}`);
    const functions: number[][] = [];
    const traces: EnsembleRow[][] = [];
    for (let member = 1; member <= networks; member++) {
      const label = `${ensembleLabel(dropout)}, network ${member} of ${networks}`;
      const own = sharingSteps(shared.child(member), shared.child("steps"));
      const { posterior, trace } = yield* context.fit(memberFit({ dropout, label, settings, train: sets.train, test, key: own }));
      functions.push(rounded(await outputsOf(posterior, { x: grid, key: own })));
      traces.push(trace as unknown as EnsembleRow[]);
      posterior.dispose();
    }
    const asPublished = epochs === publishedEpochs && isPublishedSetup(settings);
    ensembles.push({ dropout, label: ensembleLabel(dropout), epochs, asPublished, functions, traces });
  }
  grid.dispose();
  return { x, ensembles, points: shownPoints(sets) };
}

const ensembleLabel = (dropout: number): string => (dropout === 0 ? "plain networks" : `networks with dropout ${dropout}`);

/**
 * A network's own key, whose minibatches and dropout masks are those of the whole ensemble: the source sets its generator back to 0 once a
 * network is built, so that its networks differ in their initial weights alone.
 */
export const sharingSteps = (own: Key, ensemble: Key): Key => ({
  words: own.words,
  child: (label) => (label === "initial" ? own : ensemble).child(label),
});

/** A likelihood of this standard deviation makes the negative log-likelihood the squared error, and a constant. */
const squaredErrorStdDev = Math.SQRT1_2;
const constant = 0.5 * Math.log(2 * Math.PI * squaredErrorStdDev ** 2);

interface MemberOptions {
  readonly dropout: number;
  readonly label: string;
  readonly settings: RegressionEnsemblesSettings;
  readonly train: RegressionData;
  readonly test: RegressionData;
  readonly key: Key;
}

/** Maximum likelihood from the framework's initialisation; dropout acts in training and is off in prediction, as the source has it. */
function memberFit({ dropout, label, settings, train, test, key }: MemberOptions): FitRequest {
  const { epochs, batchSize, learningRate, hidden, traceEvery } = settings;
  const { method, latest } = observed(methods.map({ epochs, batchSize, learningRate, prior: "flat", initialization: { mean: "fan-in" } }));
  return {
    label,
    determinedBy: {
      ...{ epochs, batchSize, learningRate, loss: "mean squared error", initialMeans: "fan-in" },
      ...{ minibatches: "shared by the ensemble", trace: { every: traceEvery } },
    },
    method,
    problem: {
      model: model({
        network: mlp({ inputs: 1, hidden, outputs: 1, dropout }),
        prior: normal({ mean: 0, stdDev: 1 }),
        likelihood: normalLikelihood({ stdDev: squaredErrorStdDev }),
      }),
      data: { x: train.x, y: train.y },
    },
    key,
    async afterEpoch(epoch, posterior) {
      if (epoch !== 1 && epoch % traceEvery !== 0) return undefined;
      const outputs = await outputsOf(posterior(), { x: test.x, key });
      const squares = outputs.reduce((sum, output, i) => sum + (output - test.points.y[i]) ** 2, 0);
      return { rmse: Math.sqrt(squares / outputs.length), mse: latest().objective - constant };
    },
  };
}

/** A point posterior is one function: the key draws nothing. */
async function outputsOf(posterior: Posterior, { x, key }: { readonly x: RegressionData["x"]; readonly key: Key }): Promise<number[]> {
  const outputs = posterior.draw(key)(x);
  const values = Array.from(await outputs.read());
  outputs.dispose();
  return values;
}
