import {
  type Context,
  dataSets,
  experiment,
  type FitRequest,
  type GivenOptions,
  type ImageSplits,
  imagesAt,
  imageTensors,
  type LabelledImages,
  type ResultOf,
  type Unit,
} from "@credence/lab";
import type { Key } from "@credence/tensor";
import { adversarial, type Data, expectCategorical, metrics, type Posterior, predict } from "credence";
import { posteriorFamiliesClaims } from "./claims.ts";
import {
  classifier,
  epsilons,
  type FamilyEpochs,
  type FamilyName,
  familyNames,
  methodOf,
  type SetName,
  setNames,
  words,
} from "./families.ts";
import { posteriorFamiliesFigures, posteriorFamiliesTables } from "./figures.ts";

/** Of Fashion-MNIST: shirts, of which one in a hundred is kept. */
const rareClass = 6;

interface Settings {
  readonly trainImages: number;
  readonly testImages: number;
  /** Test images attacked. */
  readonly attackedImages: number;
  readonly draws: number;
  readonly seeds: number;
  readonly epochs: FamilyEpochs;
}
const paper: Settings = {
  ...{ trainImages: 60_000, testImages: 10_000, attackedImages: 10_000, draws: 50, seeds: 3 },
  epochs: { point: 30, bound: 60, swag: 20 },
};

interface FamilyUnit extends Unit {
  readonly set: SetName;
  readonly family: FamilyName;
  readonly seed: number;
}

/** Four families of posteriors on MNIST, and on Fashion-MNIST with one class cut to 1 %: error, calibration, and errors under attack. */
export const posteriorFamilies = experiment({
  name: "posterior-families",
  source: "overview",
  shows: "its outlook: families, imbalance, attacks",
  question: "Does a richer family of posteriors help with rare classes and under attack?",
  summary: "Mean field, low rank, SWAG and Laplace on MNIST and on Fashion-MNIST with a rare class: error, calibration, attacks.",
  budgets: {
    smoke: {
      ...{ trainImages: 500, testImages: 200, attackedImages: 50, draws: 5, seeds: 1 },
      epochs: { point: 3, bound: 3, swag: 6 },
    },
    default: {
      ...{ trainImages: 10_000, testImages: 5_000, attackedImages: 1_000, draws: 20, seeds: 2 },
      epochs: { point: 15, bound: 30, swag: 10 },
    },
    paper,
  },
  units: ({ settings: { seeds } }: GivenOptions<Settings>): FamilyUnit[] =>
    setNames.flatMap((set) =>
      familyNames.flatMap((family) =>
        Array.from({ length: seeds }, (_, i) => ({ name: `${set}-${family}-${i + 1}`, set, family, seed: i + 1 })),
      ),
    ),
  prepare: async ({ load, settings }) => {
    const [mnist, fashion] = [await load(dataSets.mnist), await load(dataSets.fashionMnist)];
    return { mnist: setOf(mnist, settings), "imbalanced-fashion": setOf({ ...fashion, train: withRare(fashion.train) }, settings) };
  },
  perform,
  conclude: (fits): PosteriorFamiliesResult => ({ fits }),
  claims: posteriorFamiliesClaims,
  figures: posteriorFamiliesFigures,
  tables: posteriorFamiliesTables,
});

export type FamilyFit = ResultOf<typeof perform>;
export type PosteriorFamiliesResult = { readonly fits: readonly FamilyFit[] };

interface ImageSet {
  readonly train: Data;
  readonly test: Data;
  readonly attacked: Data;
}

async function* perform({ set, family, seed }: FamilyUnit, context: Context<Settings>, sets: Readonly<Record<SetName, ImageSet>>) {
  const { settings, fit } = context;
  const { train, test, attacked } = sets[set];
  const own = context.key.child(set).child(seed);
  const request = (of: FamilyName): FitRequest => ({
    label: `${words[of]}, ${set}, training ${seed}`,
    method: methodOf(of, settings.epochs),
    problem: { model: classifier, data: train },
    key: own.child(of),
    ...(of === "swag" || of === "laplace" ? { from: request("network") } : {}),
  });
  const { posterior } = yield* fit(request(family));
  const drawn = { draws: settings.draws, key: own.child("draws") };
  const clean = await measuredOn(posterior, test, drawn);
  const attacks: number[] = [];
  for (const epsilon of epsilons) attacks.push(await errorUnderAttack(posterior, attacked, { ...drawn, epsilon }));
  posterior.dispose();
  return { set, family, seed, ...clean, attacks };
}

interface Drawn {
  readonly draws: number;
  readonly key: Key;
}

/** Error in % of an accuracy; 0 where there was nothing to measure it on. */
const percent = (accuracy: number | null) => Number((100 * (1 - (accuracy ?? 1))).toFixed(3));

/** Error in %, expected calibration error, nats per image, and the error on the rare class alone. */
async function measuredOn(posterior: Posterior, { x, y }: Data, { draws, key }: Drawn) {
  const predictive = expectCategorical("posterior-families", await predict(posterior, x, { draws, batchSize: 1000 }, key));
  const measured = {
    error: percent(await metrics.accuracy(predictive, y)),
    rareError: percent((await metrics.accuracyByLabel(predictive, y))[rareClass]!),
    calibration: Number((await metrics.expectedCalibrationError(predictive, y)).toPrecision(4)),
    nll: Number((await metrics.negativeLogLikelihood(predictive, y)).toPrecision(4)),
  };
  predictive.dispose();
  return measured;
}

/** Error in % on images that FGSM moved, by the gradient of the averaged prediction, on log odds. */
async function errorUnderAttack(posterior: Posterior, data: Data, { draws, key, epsilon }: Drawn & { readonly epsilon: number }) {
  const fixed = adversarial.fixedPredictive(posterior, { draws, key });
  const x = adversarial.fgsm(fixed, data, { epsilon, clip: [0, 1], loss: "logOdds", batchSize: 500 });
  const predictive = expectCategorical("posterior-families", await predict(posterior, x, { draws, batchSize: 1000 }, key));
  const error = percent(await metrics.accuracy(predictive, data.y));
  for (const array of [predictive, x]) array.dispose();
  return error;
}

const setOf = ({ train, test }: ImageSplits, { trainImages, testImages, attackedImages }: Settings): ImageSet => ({
  train: imageTensors(train, { count: Math.min(trainImages, train.count) }),
  test: imageTensors(test, { count: testImages }),
  attacked: imageTensors(test, { count: attackedImages }),
});

/** The images with every hundredth of the rare class, the first of each hundred, and all of the others, in their order. */
export function withRare(images: LabelledImages): LabelledImages {
  let seen = 0;
  return imagesAt(
    images,
    [...images.labels.keys()].filter((i) => images.labels[i] !== rareClass || seen++ % 100 === 0),
  );
}
