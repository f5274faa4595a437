import { badInput } from "@credence/lab";
import type { Posterior } from "credence";
import { type ClassEvaluation, evaluateClasses } from "../models/evaluation.ts";
import type { Drawing, Inputs } from "../models/moments.ts";
import { classAnswers, drawingOf } from "../models/predict-encoded.ts";
import { type ClassAnswers, classColumns, columnsCsv, type PredictionColumn } from "../models/predictions.ts";
import { openModel, saveModel } from "../models/saved.ts";
import type { Split } from "../splitting/split.ts";
import { encodeImages } from "./encode-images.ts";
import type { ImageCard } from "./image-card.ts";
import { imagesAtOnce } from "./image-network.ts";
import type { Images } from "./images.ts";

/** What a model says about images; entropies in nats, total = aleatoric + epistemic. */
export interface ImagePredictions extends ClassAnswers {
  /** Paths of the images, in their order. */
  readonly paths: readonly string[];
}

/** A fitted model of images: scaling, posterior and calibration together. */
export interface ImageModel {
  /** All but the weights, as plain values. */
  readonly card: ImageCard;
  /** Images of each part, of a model just fitted; one from a file knows their numbers alone. */
  readonly split?: Split;
  /** Predicts images; classes they may have are not looked at. @throws BadInput for another size, and colours where training had none */
  predict(images: Images): Promise<ImagePredictions>;
  /** Measures predictions of images whose class is known. @throws BadInput as `predict`, for images without a class, and for one that training did not have */
  evaluate(images: Images): Promise<ClassEvaluation>;
  /** One file: `loadImageModel` of it gives the same predictions. */
  save(): Promise<Uint8Array>;
  /** Gives its arrays back. */
  dispose(): void;
}

/** The functions a model of images predicts with, some images at a time. */
export const imageDrawing = (card: Pick<ImageCard, "options" | "image" | "network">, posterior: Posterior): Drawing => ({
  ...drawingOf(card, posterior),
  batchSize: imagesAtOnce(card.image, card.network),
});

/** Measures of encoded images whose class is known. */
export async function measureImages(
  card: ImageCard,
  { encoded, truth }: { readonly encoded: Inputs; readonly truth: Int32Array },
  drawing: Drawing,
): Promise<ClassEvaluation> {
  return evaluateClasses(await classAnswers(card, encoded, drawing), { truth, level: card.options.level });
}

/** Puts a model together. */
export function imageModel(card: ImageCard, posterior: Posterior, split?: Split): ImageModel {
  const drawing = imageDrawing(card, posterior);
  const encode = (images: Images) => encodeImages(images, { ...card, rows: Int32Array.from(images.pixels, (_, row) => row) });
  return {
    card,
    ...(split && { split }),
    predict: async (images) => ({ paths: images.paths, ...(await classAnswers(card, encode(images), drawing)) }),
    evaluate: async (images) => measureImages(card, { encoded: encode(images), truth: knownClasses(card, images) }, drawing),
    save: () => saveModel("images", card, posterior),
    dispose: () => posterior.dispose(),
  };
}

function knownClasses({ code: { classes } }: ImageCard, { name, labels, paths }: Images): Int32Array {
  if (labels === undefined) throw badInput(`${name}: images without a class, expected a folder for each class`);
  const places = Int32Array.from(labels, (label) => classes.indexOf(label));
  const unknown = places.indexOf(-1);
  if (unknown >= 0)
    throw badInput(`${name}, ${paths[unknown]}: the class is ${JSON.stringify(labels[unknown])}, expected one of ${classes.join(", ")}`);
  return places;
}

/**
 * The model that `save` wrote: the same predictions, in Node and in a browser.
 * @throws BadInput for other files, and files of another version
 */
export async function loadImageModel(
  bytes: Uint8Array,
  options: {
    /** What messages call it. @default "model" */
    readonly name?: string;
  } = {},
): Promise<ImageModel> {
  const { card, posterior } = await openModel<ImageCard>("images", bytes, options.name ?? "model");
  return imageModel(card, posterior);
}

/** Columns of a file of predictions: the path of each image, and what is said of it. */
export const imagePredictionColumns = (predictions: ImagePredictions): PredictionColumn[] => [
  ["file", predictions.paths],
  ...classColumns(predictions),
];

/** Predictions as CSV, a line for each image, numbers to seven digits. */
export const imagePredictionsCsv = (predictions: ImagePredictions): string =>
  columnsCsv(imagePredictionColumns(predictions), predictions.rows);
