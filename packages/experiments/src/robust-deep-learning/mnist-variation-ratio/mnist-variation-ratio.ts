import { type Context, experiment, type GivenOptions, type RepeatedUnit, type ResultOf } from "@credence/lab";
import { meanProbabilities, predict } from "credence";
import { type LenetTraining, lenetTraining, lenetUnits, type PreparedDigits, prepareDigits, trainedLenet } from "../mnist/lenet.ts";
import { claims } from "./claims.ts";
import { figures, tables } from "./figures.ts";
import texts from "./texts.json" with { type: "json" };

interface Settings extends LenetTraining {
  /** Dropout networks that vote. */
  readonly draws: number;
}

const budgets: Record<"smoke" | "default" | "paper", Settings> = {
  smoke: { ...lenetTraining.smoke, draws: 50 },
  default: { ...lenetTraining.default, draws: 200 },
  paper: { ...lenetTraining.paper, draws: 200 },
};

/** Images in a gallery. */
export const galleryImages = 25;

/** What votes say of single digits: the variation ratio of dropout networks, the galleries of the most and the least certain. */
export const mnistVariationRatio = experiment({
  ...{ ...texts.about, name: "mnist-variation-ratio", source: "robust-deep-learning" },
  budgets,
  units: (given: GivenOptions<Settings>) => lenetUnits(given),
  prepare: prepareDigits,
  perform,
  conclude: (trainings): VariationRatioResult => ({ trainings }),
  ...{ claims, figures, tables },
});

export type TrainingVotes = ResultOf<typeof perform>;
export type VariationRatioResult = { readonly trainings: readonly TrainingVotes[] };
export type SeenImage = TrainingVotes["leastCertain"][number];

async function* perform(unit: RepeatedUnit, context: Context<Settings>, data: PreparedDigits) {
  const { settings, key } = context;
  const { test, images } = data;
  const { dropping } = yield* trainedLenet(unit, context, data);
  yield { label: "votes of the dropout networks", done: 0, total: settings.draws, unit: "draws" };
  const own = key.child("votes").child(unit.seed);
  const predictive = await predict(dropping, test.x, { draws: settings.draws, batchSize: 500 }, own);
  dropping.dispose();
  const mean = await meanProbabilities(predictive).read();
  const drawn = await predictive.probabilities.read();
  const [draws, count, classes] = predictive.probabilities.shape;
  predictive.probabilities.dispose();
  const labels = await test.y.read();

  const rowOf = (values: Float32Array, row: number) => values.subarray(row * classes, (row + 1) * classes);
  const seen = Array.from(labels, (label, image) => {
    const votes = new Array<number>(classes).fill(0);
    for (let draw = 0; draw < draws; draw++) votes[mode(rowOf(drawn, draw * count + image))]++;
    const predicted = mode(votes);
    return { image, label, votes, predicted, ratio: 1 - votes[predicted] / draws, probabilities: rowOf(mean, image) };
  });
  // by rising confidence; ties by the place of the image
  const order = seen.toSorted((a, b) => b.ratio - a.ratio || a.image - b.image);
  const size = images.test.height * images.test.width;
  const kept = ({ image, probabilities, ...rest }: (typeof seen)[number]) => ({
    ...rest,
    image,
    // the figures show the galleries of the first training
    ...(unit.seed === 1 ? { pixels: Array.from(images.test.pixels.subarray(image * size, (image + 1) * size)) } : {}),
    probabilities: Array.from(probabilities, (value) => Number(value.toPrecision(4))),
  });
  const certain = Math.min(order.length - galleryImages, Math.round(0.8 * order.length));
  const accuracy = seen.filter(({ predicted, label }) => predicted === label).length / seen.length;
  const sixes = order.filter(({ label, predicted, ratio }) => label === 6 && predicted === 6 && ratio > 0.1);
  return {
    seed: unit.seed,
    draws,
    accuracy,
    images: order.length,
    /** From the least certain image on, to three digits; those of the unanimous, 0, are left out. */
    ratios: order.map(({ ratio }) => Number(ratio.toFixed(3))).filter((ratio) => ratio > 0),
    /** Places in that order of those the votes get wrong, from 0. */
    errorRanks: order.flatMap(({ predicted, label }, rank) => (predicted === label ? [] : [rank])),
    leastCertain: order.slice(0, galleryImages).map(kept),
    mostCertain: order.slice(certain, certain + galleryImages).map(kept),
    // the key chooses among the sixes that are taken for a six without all votes
    six: sixes.length === 0 ? null : kept(sixes[own.child("six").words[0] % sixes.length]),
  };
}

/** Place of the largest, the first at a tie. */
const mode = (values: Float32Array | number[]): number => values.indexOf(Math.max(...values));
