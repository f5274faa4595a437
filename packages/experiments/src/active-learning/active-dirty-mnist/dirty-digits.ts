import {
  type AmbiguousImages,
  ambiguousImages,
  ambiguousPixels,
  type Context,
  dirtyImages,
  disposeData,
  type ImageSplits,
  imageTensors,
  type LabelledImages,
  type ManyLabels,
  type Progress,
  publishedAmbiguousImages,
  standardizedImages,
} from "@credence/lab";
import { permutation } from "@credence/tensor";
import { methods, variationalAutoencoder } from "credence";
import type { FormSettings } from "../mnist/forms.ts";
import { digitsModel, type PreparedDigits, pixelScaling } from "../mnist/network.ts";
import { rowsAt } from "../mnist/rows.ts";

export interface DirtySettings extends FormSettings {
  /** Ambiguous images to train on, and as many to test on, each with ten labels. */
  readonly ambiguous: number;
  /** Of MNIST: what autoencoder and judges are trained on. */
  readonly makerImages: number;
  readonly autoencoder: { readonly hidden: readonly number[]; readonly latent: number; readonly epochs: number };
  readonly judgeEpochs: number;
}

/** Ambiguous images; `made` is absent of the published ones. */
type Ambiguous = ManyLabels & { readonly made?: AmbiguousImages };
export type DirtyDigits = PreparedDigits & { readonly ambiguous: Ambiguous };

/** MNIST and Ambiguous-MNIST, each ambiguous image once for each of its labels, behind the clean ones. */
export async function* dirtyDigits(
  context: Context<DirtySettings>,
  { train, test }: ImageSplits,
): AsyncGenerator<Progress, DirtyDigits, void> {
  const { trainImages, testImages, fullTestImages, ambiguous: count, makerImages, autoencoder, judgeEpochs } = context.settings;
  const folder = context.options.ambiguous;
  const ambiguous: Ambiguous = folder === undefined ? yield* ownImages(context, train) : await publishedAmbiguousImages(folder, context);
  const own = context.key.child("dirty");
  const scaling = { ...pixelScaling, noise: 0.05 };
  const half = ambiguous.labels.length / ambiguous.each / 2;
  const learned = dirtyImages({ ...train, count: trainImages }, { ...ambiguous, first: 0, count });
  const tested = dirtyImages(test, { ...ambiguous, first: half, count });
  const rows = Int32Array.from({ length: learned.count }, (_, row) => row);
  const drawn = permutation(own.child("test images"), tested.count).subarray(0, fullTestImages);
  const all = tested.data(drawn, { ...scaling, key: own.child("test noise") });
  return {
    ambiguous,
    poolName: `dirty-mnist ${JSON.stringify({ count, ...(ambiguous.made ? { makerImages, autoencoder, judgeEpochs } : {}) })}`,
    pool: learned.data(rows, { ...scaling, key: own.child("noise") }),
    labels: rows.map((row) => learned.labelOf(row)),
    clean: Int32Array.from(train.labels.subarray(0, trainImages)),
    pixelsOf: learned.pixelsOf,
    firstRound: new Map(),
    some: rowsAt(all, rows.subarray(0, testImages)),
    all,
  };
}

/** By the autoencoder and five judges, which are artifacts as the images are. */
async function* ownImages(context: Context<DirtySettings>, train: LabelledImages): AsyncGenerator<Progress, Ambiguous, void> {
  const { ambiguous, makerImages, autoencoder: sizes, judgeEpochs } = context.settings;
  const key = context.key.child("ambiguous");
  const images = { ...train, count: makerImages, labels: train.labels.subarray(0, makerImages) };
  const { hidden, latent, epochs } = sizes;
  const autoencoder = variationalAutoencoder({ inputs: 784, hidden, latent });
  const plain = imageTensors(images);
  const { posterior: trained } = yield* context.fit({
    label: "autoencoder",
    method: autoencoder.training({ epochs, batchSize: 128, learningRate: 1e-3 }),
    problem: { model: autoencoder.model, data: { x: plain.x, y: plain.x } },
    key: key.child("autoencoder"),
  });
  disposeData(plain);
  const scaled = standardizedImages(images, pixelScaling);
  const { posterior: judges } = yield* context.fit({
    label: "five judges",
    method: methods.deepEnsemble({ members: 5, epochs: judgeEpochs, batchSize: 64, learningRate: 1e-3 }),
    problem: { model: digitsModel, data: scaled },
    key: key.child("judges"),
  });
  disposeData(scaled);
  const request = { autoencoder, trained, judges: judges as never, images, scaling: pixelScaling, count: 2 * ambiguous, labels: 10 };
  const made = yield* context.resumable<AmbiguousImages>({
    label: "ambiguous images",
    unit: "images",
    ...{ computation: "ambiguous-mnist", packages: ["@credence/lab"] },
    determinedBy: { ambiguous, autoencoder: sizes, judgeEpochs },
    key,
    data: [images.pixels.subarray(0, makerImages * 784), images.labels],
    start: (resume) => ambiguousImages({ ...request, key: key.child("images") }, resume),
  });
  trained.dispose();
  judges.dispose();
  return { ...ambiguousPixels(made), made };
}
