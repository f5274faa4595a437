import { type BudgetName, type Context, experiment, type GivenOptions, type RepeatedUnit, type ResultOf } from "@credence/lab";
import { slice, type Tensor } from "@credence/tensor";
import {
  type BernoulliPredictive,
  confidence,
  confidenceModel,
  confidenceTraining,
  features,
  headOf,
  keepBest,
  metrics,
  type Posterior,
} from "credence";
import { asked, digits, keptCurve, scoresOfSets } from "../mnist/compared.ts";
import {
  type LenetTraining,
  lenetOfSource,
  lenetTraining,
  lenetUnits,
  type PreparedDigits,
  prepareDigits,
  testedOn,
  trainedLenet,
} from "../mnist/lenet.ts";
import { claims } from "./claims.ts";
import { figures, tables } from "./figures.ts";
import { confidnetLabels, type Dropout, namedPredictors, riskCoverages } from "./predictors.ts";
import texts from "./texts.json" with { type: "json" };

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
  ...{ ...texts.about, name: "failure-prediction", source: "robust-deep-learning" },
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

async function* perform(unit: RepeatedUnit, context: Context<Settings>, data: PreparedDigits) {
  const { settings, key } = context;
  const { train, test } = data;
  const lenet = yield* trainedLenet(unit, context, data);
  const own = key.child("failures").child(unit.seed);
  const { errors, count, accuracy } = await testedOn(lenet, test);
  const posteriors = { point: lenet.point, dropout: lenet.dropping };
  const label = `errors foreseen, training ${unit.seed}`;
  const found = yield* scoresOfSets(namedPredictors, { posteriors, training: train, sets: [test.x], key: own, label });
  const rows = [];
  for (const { label, scores } of found) rows.push(await rowOf(label, scores[0], errors));

  const scoredImages = Math.min(settings.scoredImages, train.y.size);
  const scored = { x: slice(train.x, [0, 0, 0, 0], [scoredImages, ...train.x.shape.slice(1)]), y: slice(train.y, [0], [scoredImages]) };
  const { errors: trainingErrors } = await testedOn(lenet, scored);
  // the classifier stays as it is: what its epochs are scored on is computed once
  const { batchSize } = asked;
  const known = { x: features(lenet.point, scored.x, { batchSize }), y: scored.y };
  const held = features(lenet.point, test.x, { batchSize });
  const confidences = async (network: Posterior, z: Tensor) => {
    const head = headOf(network, { layer: lenetOfSource.network.layers.length - 1 });
    const prepared = await confidence().prepare(head as Posterior<BernoulliPredictive>, { training: known, ...asked }, own);
    const scores = await prepared.score(z);
    const values = await scores.read();
    scores.dispose();
    return values;
  };
  const epochs: { dropout: Dropout; epoch: number; training: number; test: number }[] = [];
  for (const dropout of settings.confidnet.dropout) {
    const { epochs: passes, learningRate } = settings.confidnet;
    const aupr = async (head: Posterior, z: Tensor, wrong: Uint8Array) =>
      100 * (await metrics.averagePrecision(await confidences(head, z), wrong));
    let latest = { training: 0, test: 0 };
    const bestTrainingAupr = async ({ posterior }: { posterior(): Posterior }) => {
      // the training's own arrays: not ours to dispose
      const head = posterior();
      latest = { training: await aupr(head, known.x, trainingErrors), test: await aupr(head, held, errors) };
      return -latest.training;
    };
    const method = confidenceTraining({ epochs: passes, batchSize: settings.batchSize, learningRate, dropout });
    const { posterior: head, trace } = yield* context.fit({
      label: `${confidnetLabels[dropout]}, training ${unit.seed}`,
      method: keepBest(method, { score: bestTrainingAupr, name: "AUPR of errors on training images" }),
      problem: { model: confidenceModel(lenetOfSource), data: train },
      key: own.child("confidnet").child(dropout),
      from: lenet.dropping,
      determinedBy: { scoredImages, testImages: settings.testImages },
      afterEpoch: async () => ({ ...latest }),
    });
    for (const { epoch, training, test } of trace) epochs.push({ dropout, epoch, training: digits(training), test: digits(test) });
    rows.push(await rowOf(confidnetLabels[dropout], await confidences(head, held), errors));
    head.dispose();
  }
  for (const one of [known.x, held, lenet.dropping]) one.dispose();
  return { seed: unit.seed, accuracy, errors: count, predictors: rows, epochs };
}

/** How well scores foresee the errors; the errors among the images answered when the most doubtful are left out: at some coverages, and on average over all. */
async function rowOf(label: string, scores: Float32Array, errors: Uint8Array) {
  const { auroc, positive, negative } = await metrics.separation(scores, errors);
  const confidences = scores.map((score) => -score);
  const { coverage, risk } = await metrics.riskCoverageCurve(confidences, errors);
  return {
    ...{ label, auroc: digits(auroc), auprErrors: digits(positive.averagePrecision), auprSuccesses: digits(negative.averagePrecision) },
    ...{ fprAt95: digits(positive.fprAt95), curve: await keptCurve(scores, errors) },
    aurc: digits(await metrics.areaUnderRiskCoverage(confidences, errors)),
    risks: riskCoverages.map((share) => digits(risk[coverage.findIndex((one) => one >= share)])),
  };
}
