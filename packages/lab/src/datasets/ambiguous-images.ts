import {
  broadcastTo,
  type Key,
  log,
  mean,
  permutation,
  randomCategorical,
  reshape,
  key as rootKey,
  scope,
  tensor,
  uniforms,
} from "@credence/tensor";
import { type CategoricalPredictive, type Posterior, predict, uncertainty, type VariationalAutoencoder } from "credence";
import type { ResumableStep } from "../experiment.ts";
import { bytesFromText, bytesToText } from "./bytes-as-text.ts";
import type { LabelledImages } from "./data-set.ts";
import type { ManyLabels } from "./dirty-images.ts";
import { imageTensors } from "./image-tensors.ts";

/** What ambiguous images are made of, and how many. */
export interface AmbiguousImagesRequest {
  readonly autoencoder: VariationalAutoencoder;
  /** Of the autoencoder, trained on pixels from 0 to 1. */
  readonly trained: Posterior;
  /** Networks that classify standardised images of one channel: an ensemble, whose disagreement tells an image that is strange from one that is ambiguous. */
  readonly judges: Posterior<CategoricalPredictive>;
  /** What is mixed. */
  readonly images: LabelledImages;
  /** Of the pixels, as the judges' inputs are scaled. */
  readonly scaling: { readonly mean: number; readonly stdDev: number };
  readonly count: number;
  /** Labels drawn for each image. */
  readonly labels: number;
  readonly key: Key;
}

/** Ambiguous images as plain values: an artifact. */
export type AmbiguousImages = {
  /** Images. */
  readonly count: number;
  /** Bytes of the pixels, base 64. */
  readonly pixels: string;
  /** A digit for each label, those of the first image first. */
  readonly labels: string;
  /** Entropy of the judges' averaged prediction by image, nats. */
  readonly entropies: readonly number[];
  /** How ambiguous they are. */
  readonly ambiguity: Ambiguity;
};

/** How ambiguous a set of images is, and what it was chosen from. */
export type Ambiguity = {
  /** Images decoded. */
  readonly decoded: number;
  /** By bin of entropy: images that the judges keep, and of these the chosen. */
  readonly kept: readonly number[];
  readonly chosen: readonly number[];
  /** Entropy of the chosen, nats. */
  readonly median: number;
};

/** The bins of entropy, nats; an image outside is none. */
export const ambiguityBins = { lower: 0.05, upper: 1.6, points: 31 } as const;
const mostDisagreement = 0.05;
/** A bin of so many candidates is drawn as if it had count^0.2: rare entropies stay. */
const flattening = 0.2;
/** Candidates kept for each image wanted, so that rare entropies are among them. */
const choice = 5;
const together = 1000;
const smallestPart = 0.001;

/**
 * Images between classes, by the recipe of Ambiguous-MNIST: an autoencoder decodes mixtures of the latent means of 2 to 4 images of distinct classes, weights
 * uniform on the simplex. Kept are those about which the judges agree (mutual information at most 0.05 nats) that they are ambiguous (entropy from 0.05 to
 * 1.6 nats), thinned so that a bin of entropy counts by its size to the power 0.2. Labels are drawn from the judges' averaged prediction.
 *
 * @throws where fewer than one candidate in 1,000 is kept: an autoencoder or judges that are hardly trained
 * @see   mukhoti2023, appendix
 */
export async function* ambiguousImages(
  request: AmbiguousImagesRequest,
  resume?: Uint8Array,
): AsyncGenerator<ResumableStep, AmbiguousImages, void> {
  const { count, key, images } = request;
  const { lower, upper } = ambiguityBins;
  const steps = choice * count;
  const mixed = await latentMeans(request);
  const mixturesOf = (batch: number) => mixtures(mixed, { count: together, key: key.child("mixtures").child(batch) });
  const saved = resume && (JSON.parse(new TextDecoder().decode(resume)) as { batches: number; found: [number, number][] });
  let batches = saved?.batches ?? 0;
  const found = saved?.found ?? [];
  while (found.length < steps) {
    const { entropies, disagreements } = await judged(request, await decodedPixels(request, mixturesOf(batches), mixed.latent));
    for (const [i, entropy] of entropies.entries())
      if (entropy >= lower && entropy <= upper && disagreements[i]! <= mostDisagreement) found.push([batches * together + i, entropy]);
    batches++;
    if (batches >= 20 && found.length < smallestPart * batches * together)
      throw new Error(
        `ambiguousImages: of ${batches * together} decoded images ${found.length} are ambiguous and not strange to the judges, expected ${smallestPart * batches * together} or more; train autoencoder and judges longer`,
      );
    yield {
      step: Math.min(steps, found.length),
      steps,
      checkpoint: async () => new TextEncoder().encode(JSON.stringify({ batches, found })),
    };
  }
  const again = new Map<number, Float32Array>();
  const pointOf = (id: number): Float32Array => {
    const batch = Math.floor(id / together);
    const points = again.get(batch) ?? mixturesOf(batch);
    again.set(batch, points);
    return points.subarray((id - batch * together) * mixed.latent, (id + 1 - batch * together) * mixed.latent);
  };
  const chosen = flattened(
    found.map(([, entropy]) => entropy),
    { count, key: key.child("chosen") },
  ).map((place) => found[place]!);
  const pixels = new Uint8Array(count * images.height * images.width);
  const labels: number[] = [];
  for (let from = 0; from < count; from += together) {
    const some = chosen.slice(from, from + together);
    const z = new Float32Array(some.length * mixed.latent);
    for (const [i, [id]] of some.entries()) z.set(pointOf(id), i * mixed.latent);
    const own = await decodedPixels(request, z, mixed.latent);
    pixels.set(own, from * images.height * images.width);
    labels.push(...(await drawnLabels(request, own, key.child("labels").child(from))));
  }
  const [all, own] = [found, chosen].map((some) => some.map(([, entropy]) => entropy)) as [number[], number[]];
  const median = own.toSorted((a, b) => a - b)[Math.floor(count / 2)]!;
  return {
    ...{ count, pixels: bytesToText(pixels), labels: labels.join(""), entropies: own.map((entropy) => Number(entropy.toPrecision(4))) },
    ambiguity: { decoded: batches * together, kept: counted(all), chosen: counted(own), median: Number(median.toPrecision(4)) },
  };
}

/** The images of the artifact. */
export const ambiguousPixels = ({ count, pixels, labels }: AmbiguousImages): ManyLabels => ({
  pixels: bytesFromText(pixels),
  labels: Uint8Array.from(labels, Number),
  each: labels.length / count,
});

interface LatentMeans {
  readonly latent: number;
  /** [images, latent] */
  readonly means: Float32Array;
  readonly byClass: readonly (readonly number[])[];
}

async function latentMeans({ autoencoder, trained, images }: AmbiguousImagesRequest): Promise<LatentMeans> {
  const data = imageTensors(images);
  const encoded = autoencoder.encode(trained, data.x);
  const means = await encoded.read();
  for (const array of [data.x, data.y, encoded]) array.dispose();
  const byClass: number[][] = [];
  for (const [row, label] of images.labels.entries()) {
    byClass[label] ??= [];
    byClass[label].push(row);
  }
  return { latent: encoded.shape[1]!, means, byClass: byClass.filter((rows) => rows !== undefined) };
}

/** Convex mixtures of the means of 2 to 4 images of distinct classes. @shape -> [count, latent] */
export function mixtures(
  { latent, means, byClass }: LatentMeans,
  { count, key }: { readonly count: number; readonly key: Key },
): Float32Array {
  const z = new Float32Array(count * latent);
  const each = 13;
  const drawn = uniforms(key, count * each);
  for (let i = 0; i < count; i++) {
    const [size, ...u] = drawn.subarray(i * each, (i + 1) * each) as unknown as [number, ...number[]];
    const parts = Math.min(byClass.length, 2 + Math.floor(3 * size));
    // exponentials over their sum are uniform on the simplex
    const weights = Array.from({ length: parts }, (_, part) => -Math.log(1 - u[part]!));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const classes = [...byClass];
    for (const [part, weight] of weights.entries()) {
      const [rows] = classes.splice(Math.floor(u[4 + part]! * classes.length), 1) as [readonly number[]];
      const row = rows[Math.floor(u[8 + part]! * rows.length)]!;
      for (let d = 0; d < latent; d++) z[i * latent + d]! += (weight / total) * means[row * latent + d]!;
    }
  }
  return z;
}

/** Which of some entropies stay, in random order: each drawn with the weight count^0.2 / count of its bin, without replacement. */
export function flattened(entropies: readonly number[], { count, key }: { readonly count: number; readonly key: Key }): number[] {
  const counts = counted(entropies);
  const u = uniforms(key.child("waits"), entropies.length);
  // the first of exponential waiting times at the weights' rates
  const waits = entropies.map((entropy, i) => -Math.log(1 - u[i]!) * counts[binOf(entropy)]! ** (1 - flattening));
  const first = [...waits.keys()].sort((a, b) => waits[a]! - waits[b]!).slice(0, count);
  return Array.from(permutation(key.child("order"), first.length), (place) => first[place]!);
}

function counted(entropies: readonly number[]): number[] {
  const counts = new Array<number>(ambiguityBins.points).fill(0);
  for (const entropy of entropies) counts[binOf(entropy)]!++;
  return counts;
}

function binOf(entropy: number): number {
  const { lower, upper, points } = ambiguityBins;
  return Math.min(points - 1, Math.floor(((entropy - lower) / (upper - lower)) * points));
}

async function decodedPixels({ autoencoder, trained }: AmbiguousImagesRequest, z: Float32Array, latent: number): Promise<Uint8Array> {
  const points = tensor(z, [z.length / latent, latent]);
  const decoded = autoencoder.decode(trained, points);
  const bytes = Uint8Array.from(await decoded.read(), (p) => Math.round(255 * p));
  decoded.dispose();
  points.dispose();
  return bytes;
}

/** What the judges say of some images; `ask` reads what it needs of it. */
async function asked<Answer>(
  { judges, images: { height, width }, scaling }: AmbiguousImagesRequest,
  pixels: Uint8Array,
  ask: (predictive: CategoricalPredictive) => Promise<Answer>,
): Promise<Answer> {
  const inputs = Float32Array.from(pixels, (pixel) => (pixel / 255 - scaling.mean) / scaling.stdDev);
  const x = tensor(inputs, [pixels.length / (height * width), 1, height, width]);
  const predictive = await predict(judges, x, { draws: 1, batchSize: 500 }, rootKey(0));
  const answer = await ask(predictive);
  predictive.dispose();
  x.dispose();
  return answer;
}

const judged = (request: AmbiguousImagesRequest, pixels: Uint8Array) =>
  asked(request, pixels, async (predictive) => {
    const [total, epistemic] = [uncertainty.total(predictive), uncertainty.epistemic(predictive)];
    const read = { entropies: await total.read(), disagreements: await epistemic.read() };
    total.dispose();
    epistemic.dispose();
    return read;
  });

const drawnLabels = (request: AmbiguousImagesRequest, pixels: Uint8Array, key: Key) =>
  asked(request, pixels, async ({ probabilities }) => {
    const [, batch, classes] = probabilities.shape as [number, number, number];
    const drawn = scope(() => {
      const logits = reshape(log(mean(probabilities, { axis: 0 })), [batch, 1, classes]);
      return randomCategorical(key, broadcastTo(logits, [batch, request.labels, classes]));
    });
    const labels = await drawn.read();
    drawn.dispose();
    return labels;
  });
