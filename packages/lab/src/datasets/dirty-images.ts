import { assign, integers, type Key, keep, normals, zeros } from "@credence/tensor";
import type { Data } from "credence";
import type { LabelledImages } from "./data-set.ts";
import { torchValues } from "./torch-values.ts";

/** Images with several labels each. */
export interface ManyLabels {
  /** [images, height, width], bytes. */
  readonly pixels: Uint8Array;
  /** [images, labels] */
  readonly labels: Uint8Array;
  /** Labels of an image. */
  readonly each: number;
}

/** Clean images, and then each ambiguous one once for each of its labels. */
export interface DirtyImages {
  readonly count: number;
  /** Bytes of the image in a row. */
  pixelsOf(row: number): Uint8Array;
  labelOf(row: number): number;
  /**
   * Some rows as a convolution takes them, (pixel - mean) / stdDev, with Gaussian noise of their own; kept until they are disposed or the run ends.
   * @shape x [rows, 1, height, width], y int32 [rows]
   */
  data(rows: Int32Array, options: { readonly mean: number; readonly stdDev: number; readonly noise: number; readonly key: Key }): Data;
}

/** Rows made at a time. */
const TOGETHER = 1000;

/** Dirty-MNIST of MNIST and Ambiguous-MNIST, or the like of other images; `count` ambiguous ones from the first on. @see mukhoti2023, section 5 */
export function dirtyImages(
  { pixels, labels, count, height, width }: LabelledImages,
  ambiguous: ManyLabels & {
    /** The first of them that is taken. */
    readonly first: number;
    /** How many are taken. */
    readonly count: number;
  },
): DirtyImages {
  const size = height * width;
  const { first, each } = ambiguous;
  const pixelsOf = (row: number) => {
    const [from, place] = row < count ? [pixels, row] : [ambiguous.pixels, first + Math.floor((row - count) / each)];
    return from.subarray(place * size, (place + 1) * size);
  };
  const labelOf = (row: number) => (row < count ? labels[row]! : ambiguous.labels[first * each + row - count]!);
  return {
    count: count + each * ambiguous.count,
    pixelsOf,
    labelOf,
    data(rows, { mean, stdDev, noise, key }) {
      const x = keep(zeros([rows.length, 1, height, width]));
      for (let from = 0; from < rows.length; from += TOGETHER) {
        const some = rows.subarray(from, from + TOGETHER);
        const values = normals(key.child(from), some.length * size);
        for (let i = 0; i < some.length; i++) {
          const bytes = pixelsOf(some[i]!);
          for (let j = 0; j < size; j++) values[i * size + j] = (bytes[j]! / 255 - mean) / stdDev + noise * values[i * size + j]!;
        }
        assign(x, values, { from: from * size });
      }
      return { x, y: keep(integers(rows.map(labelOf))) };
    },
  };
}

/**
 * Ambiguous-MNIST as published, from its files `amnist_samples.pt` and `amnist_labels.pt`: 12,000 images of 28 x 28 with ten labels each, of which the
 * second half is to test on.
 *
 * @throws BadInput as `torchValues`
 */
export async function publishedAmbiguousImages(
  folder: string,
  options: {
    /** Reads a file. */
    readonly readFile: (path: string) => Promise<Uint8Array>;
    /** Images expected. @default 12000 */
    readonly count?: number;
  },
): Promise<ManyLabels> {
  const { readFile, count = 12_000 } = options;
  const read = async (name: string, numbers: number) => {
    const path = `${folder}/${name}`;
    return torchValues(await readFile(path), { path, count: numbers });
  };
  const pixels = Uint8Array.from(await read("amnist_samples.pt", count * 784), (value) => Math.round(255 * value));
  return { pixels, labels: Uint8Array.from(await read("amnist_labels.pt", 10 * count)), each: 10 };
}

/** An image and its labels, sorted, as digits of a text. */
export type SampledImage = { readonly pixels: readonly number[]; readonly labels: string };

/** Some images of a set, evenly spread over its first half: over the order of `by`, smallest first, where there is one. */
export function sampledImages(
  { pixels, labels, each }: ManyLabels,
  options: {
    /** Images of the sample. */
    readonly count: number;
    /** A number of each image. @default none: their order */
    readonly by?: readonly number[] | undefined;
  },
): SampledImage[] {
  const { count, by } = options;
  const images = labels.length / each;
  const size = pixels.length / images;
  const order = Array.from({ length: Math.floor(images / 2) }, (_, image) => image);
  if (by) order.sort((a, b) => by[a]! - by[b]!);
  return Array.from({ length: Math.min(count, order.length) }, (_, i) => {
    const image = order[Math.floor(((i + 0.5) * order.length) / Math.min(count, order.length))]!;
    return {
      pixels: Array.from(pixels.subarray(image * size, (image + 1) * size)),
      labels: labels
        .slice(image * each, (image + 1) * each)
        .sort()
        .join(""),
    };
  });
}
