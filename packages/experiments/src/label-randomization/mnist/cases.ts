import { type ImageSplits, imagesAt, type LabelledImages, standardizedImages } from "@credence/lab";
import { bernoullis, type Key, uniforms } from "@credence/tensor";
import type { Data } from "credence";

interface Case {
  /** "(ii) first 200" in figures and tables. */
  readonly label: string;
  /** Only images of these digits. */
  readonly digits?: readonly number[];
  /** The first so many of them. */
  readonly count?: number;
  /** Labels 0 and 1 of a coin instead of the digits, of the test images too. */
  readonly coins?: true;
}

/** What each network of the source is trained on. */
export const cases = {
  i: { label: "(i) all" },
  ii: { label: "(ii) first 200", count: 200 },
  iii: { label: "(iii) 200 of 3, 8", digits: [3, 8], count: 200 },
  iv: { label: "(iv) all 3, 8", digits: [3, 8] },
  v: { label: "(v) 200, coins", count: 200, coins: true },
} as const satisfies Record<string, Case>;
export type CaseName = keyof typeof cases;
export const caseNames = Object.keys(cases) as CaseName[];

/** How many images a run reads at most. */
export interface ImageCounts {
  readonly trainImages: number;
  readonly testImages: number;
}

/** Of the training pixels, as the source scales all images. */
const pixels = { mean: 0.1307, stdDev: 0.3015 };

const firstRows = (count: number) => Array.from({ length: count }, (_, row) => row);

/** Training and test images of a case; `some` are test images for measurements on the way. */
export function caseData(
  name: CaseName,
  { images, counts, key }: { readonly images: ImageSplits; readonly counts: ImageCounts; readonly key: Key },
): { readonly train: Data; readonly test: Data; readonly some: Data } {
  const { digits, count, coins }: Case = cases[name];
  const split = (from: LabelledImages, most: number, part: string) => {
    const all = firstRows(Math.min(most, from.count)).filter((row) => digits?.includes(from.labels[row]!) ?? true);
    const rows = part === "train" ? all.slice(0, count) : all;
    return imagesAt(from, rows, coins && bernoullis(key.child(part), rows.length, 0.5));
  };
  const [train, test] = [split(images.train, counts.trainImages, "train"), split(images.test, counts.testImages, "test")];
  return {
    train: standardizedImages(train, pixels),
    test: standardizedImages(test, pixels),
    some: standardizedImages(test, { ...pixels, count: Math.min(1000, test.count) }),
  };
}

/** The first training images, a fraction of their labels replaced by one of ten at random, and the test images as they are. */
export function noisyData(
  { count, fraction }: { readonly count: number; readonly fraction: number },
  { images, testImages, key }: { readonly images: ImageSplits; readonly testImages: number; readonly key: Key },
): { readonly train: Data; readonly test: Data } {
  const rows = firstRows(count);
  const [replaced, digit] = [uniforms(key.child("replaced"), count), uniforms(key.child("digit"), count)];
  const labels = rows.map((row) => (replaced[row]! < fraction ? Math.floor(10 * digit[row]!) : images.train.labels[row]!));
  return {
    train: standardizedImages(imagesAt(images.train, rows, labels), pixels),
    test: standardizedImages(images.test, { ...pixels, count: testImages }),
  };
}
