import { type BudgetName, type Context, experiment, type GivenOptions, type RepeatedUnit, type ResultOf } from "@credence/lab";
import { key as rootKey, slice, type Tensor } from "@credence/tensor";
import {
  confidence,
  confidenceModel,
  confidenceTraining,
  type Data,
  type Detector,
  expectCategorical,
  keepBest,
  metrics,
  type Posterior,
  pointPosterior,
  predict,
} from "credence";
import { digits, keptCurve, readScores } from "../mnist/compared.ts";
import {
  type LenetTraining,
  lenetFit,
  lenetOfSource,
  lenetTraining,
  lenetUnits,
  type PreparedDigits,
  prepareDigits,
} from "../mnist/lenet.ts";
import { claims } from "./claims.ts";
import { figures, tables } from "./figures.ts";
import { confidnetLabels, type Dropout, draws, namedPredictors, riskCoverages } from "./predictors.ts";

interface Settings extends LenetTraining {
  readonly confidnet: { readonly epochs: number; readonly learningRate: number; readonly dropout: readonly Dropout[] };
  /** Training images by which the best epoch is chosen, the first ones. */
  readonly scoredImages: number;
}
const confidnet = { epochs: 50, learningRate: 1e-4, dropout: ["on", "off"] as readonly Dropout[] };

const budgets: Record<BudgetName, Settings> = {
  smoke: { ...lenetTraining.smoke, confidnet: { ...confidnet, epochs: 2, dropout: ["on"] }, scoredImages: 2000 },
  default: { ...lenetTraining.default, confidnet: { ...confidnet, epochs: 12 }, scoredImages: 10_000 },
  paper: { ...lenetTraining.paper, confidnet, scoredImages: 10_000 },
};

/** Which test errors of a classifier are foreseen: by its probabilities, its dropout, its features, or a network trained to. */
export const failurePrediction = experiment({
  name: "failure-prediction",
  source: "robust-deep-learning",
  shows: "week 3, part II",
  question: "Which score foresees the errors of a classifier of digits?",
  summary: "Maximum probability, MC dropout, trust score and ConfidNet foresee the errors of a classifier of digits.",
  budgets,
  units: (given: GivenOptions<Settings>) => lenetUnits(given),
  prepare: prepareDigits,
  perform,
  conclude: (trainings): FailurePredictionResult => ({ trainings }),
  ...{ claims, figures, tables },
});

export type PredictedFailures = ResultOf<typeof perform>;
export type FailurePredictionResult = { readonly trainings: readonly PredictedFailures[] };
export type PredictorRow = PredictedFailures["predictors"][number];

async function* perform(unit: RepeatedUnit, context: Context<Settings>, { train, test }: PreparedDigits) {
  const { settings, key } = context;
  const { posterior: dropping } = yield* context.fit(lenetFit(unit, context, train));
  const point = pointPosterior(lenetOfSource, dropping.parameters!);
  const own = key.child("failures").child(unit.seed);
  const told = { training: train, draws, batchSize: 500 };
  const scoresOf = async (predictor: Detector<never>, posterior: Posterior, x: Tensor) => {
    const prepared = await predictor.prepare(posterior as never, told, own);
    const scored = await readScores(prepared, x);
    prepared.dispose();
    return scored;
  };
  const errors = await errorsOf(point, test);
  const rows = [];
  for (const [i, { label, asks, predictor }] of namedPredictors.entries()) {
    yield { label: `errors foreseen, training ${unit.seed}`, done: i, total: namedPredictors.length, unit: "predictors" };
    rows.push(await rowOf(label, await scoresOf(predictor, asks === "point" ? point : dropping, test.x), errors));
  }

  const count = Math.min(settings.scoredImages, train.y.size);
  const scored = { x: slice(train.x, [0, 0, 0, 0], [count, ...train.x.shape.slice(1)]), y: slice(train.y, [0], [count]) };
  const trainingErrors = await errorsOf(point, scored);
  const epochs: { dropout: Dropout; epoch: number; training: number; test: number }[] = [];
  for (const dropout of settings.confidnet.dropout) {
    const { epochs: passes, learningRate } = settings.confidnet;
    const aupr = async (head: Posterior, x: Tensor, wrong: Uint8Array) =>
      100 * (await metrics.averagePrecision(await scoresOf(confidence() as unknown as Detector<never>, head, x), wrong));
    let latest = { training: 0, test: 0 };
    const bestTrainingAupr = async ({ posterior }: { posterior(): Posterior }) => {
      // the training's own arrays: not ours to dispose
      const head = posterior();
      latest = { training: await aupr(head, scored.x, trainingErrors), test: await aupr(head, test.x, errors) };
      return -latest.training;
    };
    const method = confidenceTraining({ epochs: passes, batchSize: settings.batchSize, learningRate, dropout });
    const { posterior: head, trace } = yield* context.fit({
      label: `${confidnetLabels[dropout]}, training ${unit.seed}`,
      method: keepBest(method, { score: bestTrainingAupr, name: "AUPR of errors on training images" }),
      problem: { model: confidenceModel(lenetOfSource), data: train },
      key: own.child("confidnet").child(dropout),
      from: dropping,
      determinedBy: { scoredImages: count, testImages: settings.testImages },
      afterEpoch: async () => ({ ...latest }),
    });
    for (const { epoch, training, test: held } of trace) epochs.push({ dropout, epoch, training: digits(training), test: digits(held) });
    rows.push(await rowOf(confidnetLabels[dropout], await scoresOf(confidence() as unknown as Detector<never>, head, test.x), errors));
    head.dispose();
  }
  dropping.dispose();
  const wrong = errors.reduce((sum, one) => sum + one, 0);
  return { seed: unit.seed, accuracy: 1 - wrong / errors.length, errors: wrong, predictors: rows, epochs };
}

/** 1 where the most probable class is wrong. */
async function errorsOf(classifier: Posterior, { x, y }: Data): Promise<Uint8Array> {
  const predictive = expectCategorical("failure-prediction", await predict(classifier, x, { draws: 1, batchSize: 1000 }, rootKey(0)));
  const { wrong } = await metrics.topLabel(predictive, y);
  predictive.dispose();
  return Uint8Array.from(wrong);
}

/** How well scores foresee the errors; the errors among the images answered when the most doubtful are left out: at some coverages, and on average over all. */
async function rowOf(label: string, scores: Float32Array, errors: Uint8Array) {
  const { auroc, positive, negative } = await metrics.separation(scores, errors);
  const confidences = scores.map((score) => -score);
  const { coverage, risk } = await metrics.riskCoverageCurve(confidences, errors);
  return {
    ...{ label, auroc: digits(auroc), auprErrors: digits(positive.averagePrecision), auprSuccesses: digits(negative.averagePrecision) },
    ...{ fprAt95: digits(positive.fprAt95), curve: await keptCurve(scores, errors, 80) },
    aurc: digits(await metrics.areaUnderRiskCoverage(confidences, errors)),
    risks: riskCoverages.map((share) => digits(risk[coverage.findIndex((one) => one >= share)])),
  };
}
