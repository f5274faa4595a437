import { integers, key, randomNormal, type Tensor, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { features } from "../../inference/features.ts";
import { pointPosterior } from "../../inference/posteriors/point-posterior.ts";
import { smallClassifier, trainedArrays } from "../testing/small-classifier.ts";
import { mahalanobis } from "./mahalanobis.ts";
import { nearestFeatures } from "./nearest-features.ts";

const classifier = smallClassifier();
const posterior = pointPosterior(classifier, trainedArrays(classifier, 6));
const count = 60;
const labels = Array.from({ length: count }, (_, i) => i % 3);
const training = { x: randomNormal(key(1), [count, 2]), y: integers(labels) };
const x = randomNormal(key(2), [8, 2]);
const options = { training, draws: 1 };

const rowsOf = async (of: Tensor, layer: number): Promise<number[][]> => {
  const found = features(posterior, of, { layer });
  const width = found.shape[1]!;
  const values = [...(await found.read())];
  return Array.from({ length: found.shape[0]! }, (_, n) => values.slice(n * width, (n + 1) * width));
};
const read = async (scores: Promise<Tensor<"float32">>) => [...(await (await scores).read())];

describe.each([0, 2])("features before layer %d", (layer) => {
  test("Mahalanobis: the least quadratic form, by Gauss-Jordan on the covariance", async () => {
    const [trained, asked] = [await rowsOf(training.x, layer), await rowsOf(x, layer)];
    const width = trained[0]!.length;
    const means = [0, 1, 2].map((c) => {
      const own = trained.filter((_, n) => labels[n] === c);
      return own[0]!.map((_, i) => own.reduce((total, row) => total + row[i]!, 0) / own.length);
    });
    const away = trained.map((row, n) => row.map((value, i) => value - means[labels[n]!]![i]!));
    const inverse = inverseOf(
      Array.from({ length: width }, (_, i) =>
        Array.from({ length: width }, (__, j) => away.reduce((total, row) => total + (row[i]! * row[j]!) / count, 0)),
      ),
    );
    const prepared = await mahalanobis({ ridge: 0, layer }).prepare(posterior, options, key(0));
    const got = await read(prepared.score(x));
    for (const [n, row] of asked.entries()) {
      const forms = means.map((mean) => {
        const z = row.map((value, i) => value - mean[i]!);
        return z.reduce((total, a, i) => total + a * z.reduce((own, b, j) => own + inverse[i]![j]! * b, 0), 0);
      });
      expect(got[n]! / Math.min(...forms)).toBeCloseTo(1, 5);
    }
  });

  test("nearest features: the k-th distance of unit rows, sorted", async () => {
    const unit = (row: readonly number[]) => row.map((value) => value / Math.hypot(...row));
    const [trained, asked] = [(await rowsOf(training.x, layer)).map(unit), (await rowsOf(x, layer)).map(unit)];
    const prepared = await nearestFeatures({ k: 4, layer }).prepare(posterior, options, key(0));
    const got = await read(prepared.score(x));
    for (const [n, row] of asked.entries()) {
      const all = trained.map((own) => Math.hypot(...own.map((value, i) => value - row[i]!))).toSorted((a, b) => a - b);
      expect(got[n]).toBeCloseTo(all[3]!, 4);
    }
  });
});

test("settings out of range are refused", async () => {
  expect(() => mahalanobis({ ridge: -1 })).toThrow("mahalanobis: ridge is -1, expected 0 or more");
  expect(() => nearestFeatures({ k: 0 })).toThrow("nearestFeatures: k is 0, expected a whole number from 1");
  await expect(nearestFeatures({ k: 61 }).prepare(posterior, options, key(0))).rejects.toThrow(
    "nearestFeatures: k is 61, expected at most 60, the examples of training",
  );
  const fewer = { training: { x: training.x, y: integers([0, 1]) }, draws: 1 };
  await expect(mahalanobis().prepare(posterior, fewer, key(0))).rejects.toThrow(
    "mahalanobis: training.x has 60 examples, training.y 2, expected as many",
  );
  const none = { training: { x: tensor([], [0, 2]), y: integers([]) }, draws: 1 };
  await expect(nearestFeatures().prepare(posterior, none, key(0))).rejects.toThrow(
    "nearestFeatures: training.x is [0, 2], expected one example or more",
  );
});

function inverseOf(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => Number(i === j))]);
  for (let i = 0; i < size; i++) {
    const pivot = rows[i]![i]!;
    rows[i] = rows[i]!.map((value) => value / pivot);
    for (let k = 0; k < size; k++) if (k !== i) rows[k] = rows[k]!.map((value, j) => value - rows[k]![i]! * rows[i]![j]!);
  }
  return rows.map((row) => row.slice(size));
}
