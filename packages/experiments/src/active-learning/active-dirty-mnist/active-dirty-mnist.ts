import {
  type Ambiguity,
  type Context,
  dataSets,
  experiment,
  type GivenOptions,
  type ImageSplits,
  type SampledImage,
  sampledImages,
  type Unit,
} from "@credence/lab";
import { type FormUnit, formsOf, formUnits, type PublishedCurve, performForm, type TrialCurve } from "../mnist/forms.ts";
import { activeDirtyMnistClaims } from "./claims.ts";
import { type DirtyDigits, type DirtySettings, dirtyDigits } from "./dirty-digits.ts";
import { activeDirtyMnistFigures, activeDirtyMnistTables } from "./figures.ts";

const full: DirtySettings = {
  ...{ trainImages: 60_000, testImages: 2000, fullTestImages: 10_000, draws: 20, scored: 10_000, mostEpochs: 200 },
  ...{ trainings: 10, labelCounts: [10, 20, 40, 80, 160, 320, 640, 1280], trials: 3, upTo: 520 },
  ...{ fullAt: [40, 80, 100, 160, 200, 300, 320, 520], strategies: ["random", "margin", "bald", "maxEntropy"], once: [] },
  ...{ ambiguous: 6000, makerImages: 60_000, autoencoder: { hidden: [512, 256], latent: 32, epochs: 50 }, judgeEpochs: 10 },
};

/** What the source's code runs, and its BALD and entropy with the sign corrected. */
const publishedNames = ["margin", "bald", "bald-corrected", "entropy", "entropy-corrected"] as const;

type DirtyUnit = FormUnit | (Unit & { readonly form: "images" });

/** The ambiguous images: how ambiguous they are, which is not known of the published ones, and some of them. */
export type Images = {
  readonly form: "images";
  readonly count: number;
  readonly ambiguity: Ambiguity | null;
  readonly gallery: readonly SampledImage[];
};
/** Percent of the images a curve asked about that are ambiguous. */
type Share = { readonly ambiguous: number };
export type DirtyResult = {
  readonly images: Images;
  readonly published: readonly (PublishedCurve & Share)[];
  readonly proper: readonly (TrialCurve & Share)[];
};

async function* perform(unit: DirtyUnit, context: Context<DirtySettings>, shared: { images: ImageSplits; digits?: DirtyDigits }) {
  shared.digits ??= yield* dirtyDigits(context, shared.images);
  const { digits } = shared;
  if (unit.form === "images") return imagesOf(digits) as Images | ((PublishedCurve | TrialCurve) & Share);
  const { curve, rows } = yield* performForm(unit, context, digits);
  return { ...curve, ambiguous: (100 * rows.filter((row) => row >= digits.clean.length).length) / rows.length };
}

function imagesOf({ ambiguous }: DirtyDigits): Images {
  const { labels, each, made } = ambiguous;
  const gallery = sampledImages(ambiguous, { count: 30, by: made?.entropies });
  return { form: "images", count: labels.length / each, ambiguity: made?.ambiguity ?? null, gallery };
}

/** Entropy, BALD, margin and random where half of the pool is ambiguous: as published, with the sign corrected, and under the proper protocol. */
export const activeDirtyMnist = experiment({
  name: "active-dirty-mnist",
  source: "active-learning",
  shows: "Dirty-MNIST",
  question: "Which strategy needs fewest labels where half of the pool is ambiguous?",
  summary: "Entropy, BALD, margin and random on Dirty-MNIST, whose ambiguous half is made by an autoencoder and five judges.",
  budgets: {
    smoke: {
      ...full,
      ...{ trainImages: 600, testImages: 100, fullTestImages: 200, draws: 4, scored: 200, mostEpochs: 5 },
      ...{ trainings: 1, labelCounts: [10, 20], trials: 1, upTo: 40 },
      ...{ ambiguous: 60, makerImages: 2000, autoencoder: { hidden: [128], latent: 8, epochs: 10 }, judgeEpochs: 2 },
    },
    default: {
      ...full,
      ...{ trainImages: 20_000, testImages: 500, fullTestImages: 2000, draws: 10, scored: 2000 },
      ...{ trainings: 1, labelCounts: [10, 20, 40, 80, 160, 320], trials: 1, upTo: 200 },
      ...{ ambiguous: 2000, makerImages: 20_000, autoencoder: { hidden: [512, 256], latent: 32, epochs: 20 }, judgeEpochs: 4 },
    },
    paper: full,
  },
  options: { ambiguous: "folder with the published Ambiguous-MNIST (amnist_samples.pt, amnist_labels.pt) instead of our own" },
  folders: { ambiguous: { variable: "CREDENCE_AMBIGUOUS_MNIST", besideData: "ambiguous-mnist" } },
  units: ({ settings }: GivenOptions<DirtySettings>): DirtyUnit[] => [
    { name: "ambiguous-images", form: "images", first: true },
    ...formUnits(publishedNames, settings),
  ],
  prepare: async ({ load }: Context<DirtySettings>): Promise<{ images: ImageSplits; digits?: DirtyDigits }> => ({
    images: await load(dataSets.mnist),
  }),
  perform,
  conclude: (values): DirtyResult => ({
    images: values.find((value) => value.form === "images") as Images,
    ...(formsOf(values.filter((value) => value.form !== "images")) as Pick<DirtyResult, "published" | "proper">),
  }),
  claims: activeDirtyMnistClaims,
  figures: activeDirtyMnistFigures,
  tables: activeDirtyMnistTables,
});
