import { key } from "@credence/tensor";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { dirtyImages, publishedAmbiguousImages, sampledImages } from "./dirty-images.ts";

const clean = { count: 2, height: 2, width: 1, pixels: Uint8Array.of(0, 255, 51, 102), labels: Uint8Array.of(7, 8) };
// of four ambiguous images with three labels each, the third and the fourth
const ambiguous = {
  pixels: Uint8Array.from({ length: 8 }, (_, i) => i),
  labels: Uint8Array.of(0, 0, 0, 1, 1, 1, 2, 3, 4, 5, 6, 9),
  each: 3,
};
const dirty = dirtyImages(clean, { ...ambiguous, first: 2, count: 2 });

test("clean rows come first, then each ambiguous image once for each of its labels", () => {
  const rows = Array.from({ length: dirty.count }, (_, row) => [...dirty.pixelsOf(row), dirty.labelOf(row)]);
  expect(rows).toEqual([
    [0, 255, 7],
    [51, 102, 8],
    [4, 5, 2],
    [4, 5, 3],
    [4, 5, 4],
    [6, 7, 5],
    [6, 7, 6],
    [6, 7, 9],
  ]);
});

test("rows are standardised, each with noise of its own", async () => {
  const scaling = { mean: 0.2, stdDev: 0.5 };
  const exact = dirty.data(Int32Array.of(1, 0, 2), { ...scaling, noise: 0, key: key(0) });
  expect(exact.x.shape).toEqual([3, 1, 2, 1]);
  const expected = [51, 102, 0, 255, 4, 5].map((pixel) => (pixel / 255 - 0.2) / 0.5);
  for (const [i, value] of (await exact.x.read()).entries()) expect(value).toBeCloseTo(expected[i]!, 6);
  expect([...(await exact.y.read())]).toEqual([8, 7, 2]);
  // one row 3,000 times: more than are made at a time
  const noisy = await dirty.data(new Int32Array(3000).fill(1), { ...scaling, noise: 0.05, key: key(1) }).x.read();
  const differences = Array.from(noisy, (value, i) => value - expected[i % 2]!);
  const stdDev = Math.sqrt(differences.reduce((sum, value) => sum + value ** 2, 0) / differences.length);
  expect(Math.abs(stdDev / 0.05 - 1)).toBeLessThan(4 / Math.sqrt(2 * 6000));
  expect(new Set(noisy).size).toBeGreaterThan(5900);
});

test("the published files are read, and one of another size is refused by its path", async () => {
  const file = (storage: string, values: ArrayBufferView) =>
    zipSync({
      "a/data.pkl": new TextEncoder().encode(storage),
      "a/data/0": new Uint8Array(values.buffer as ArrayBuffer),
    });
  const files: Record<string, Uint8Array> = {
    "amnist/amnist_samples.pt": file("FloatStorage", new Float32Array(2 * 784).fill(0.2, 784)),
    "amnist/amnist_labels.pt": file(
      "LongStorage",
      BigInt64Array.from({ length: 20 }, (_, i) => BigInt(i % 10)),
    ),
  };
  const readFile = async (path: string) => files[path]!;
  const { pixels, labels } = await publishedAmbiguousImages("amnist", { readFile, count: 2 });
  expect([pixels[783], pixels[784], labels[13]]).toEqual([0, 51, 3]);
  await expect(publishedAmbiguousImages("amnist", { readFile })).rejects.toThrow("amnist/amnist_samples.pt: 1568 numbers, expected");
});

test("a sample is spread over the first half, in the order of a number", () => {
  const images = {
    pixels: Uint8Array.from({ length: 16 }, (_, i) => i),
    labels: Uint8Array.from({ length: 16 }, (_, i) => 9 - (i % 10)),
    each: 2,
  };
  // of the images 0 to 3, two pixels each
  expect(sampledImages(images, { count: 2, by: [4, 1, 3, 2, 0, 0, 0, 0] })).toEqual([
    { pixels: [6, 7], labels: "23" },
    { pixels: [0, 1], labels: "89" },
  ]);
  expect(sampledImages(images, { count: 9 }).map(({ pixels }) => pixels[0])).toEqual([0, 2, 4, 6]);
});
