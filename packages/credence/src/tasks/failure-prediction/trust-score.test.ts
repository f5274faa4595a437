import { concat, integers, key, randomNormal, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { pointPosterior } from "../../inference/posteriors/point-posterior.ts";
import { smallClassifier, trainedArrays } from "../testing/small-classifier.ts";
import { trustScore } from "./trust-score.ts";

const classifier = smallClassifier();
const posterior = pointPosterior(classifier, trainedArrays(classifier, 5));
const count = 90;
const labels = Array.from({ length: count }, (_, i) => i % 3);
const training = { x: randomNormal(key(1), [count, 2]), y: integers(labels) };
const x = randomNormal(key(2), [25, 2]);
const options = { training, draws: 1 };

const distance = (a: readonly number[], b: readonly number[]) => Math.hypot(...a.map((value, i) => value - b[i]!));
async function pairs(of: typeof x): Promise<number[][]> {
  const values = [...(await of.read())];
  return Array.from({ length: values.length / 2 }, (_, n) => values.slice(2 * n, 2 * n + 2));
}

/** By definition, every distance looked at. */
async function bruteForce({ alpha, k }: { alpha: number; k: number }): Promise<number[]> {
  const [trained, asked] = [await pairs(training.x), await pairs(x)];
  const outputs = await posterior.support![0]!(x).read();
  const banks = [0, 1, 2].map((c) => {
    const own = trained.filter((_, n) => labels[n] === c);
    const radius = (row: readonly number[]) => own.map((other) => distance(row, other)).toSorted((a, b) => a - b)[k - 1]!;
    return own.toSorted((a, b) => radius(a) - radius(b)).slice(0, Math.round((1 - alpha) * own.length));
  });
  return asked.map((row, n) => {
    const logits = [...outputs.subarray(3 * n, 3 * n + 3)];
    const predicted = logits.indexOf(Math.max(...logits));
    const nearest = banks.map((bank) => Math.min(...bank.map((other) => distance(row, other))));
    return nearest[predicted]! / Math.min(...nearest.filter((_, c) => c !== predicted));
  });
}

describe("the trust score", () => {
  test.each([
    [0, 10],
    [0.2, 3],
    [0.5, 10],
  ])("alpha %d, k %d, against every distance", async (alpha, k) => {
    const prepared = await trustScore({ alpha, k, layer: 0 }).prepare(posterior, options, key(0));
    const got = await (await prepared.score(x)).read();
    const expected = await bruteForce({ alpha, k });
    for (const [n, value] of expected.entries()) expect(got[n]! / value).toBeCloseTo(1, 4);
    prepared.dispose();
  });

  test("a training example of the predicted class scores 0", async () => {
    const outputs = await posterior.support![0]!(training.x).read();
    const right = labels.findIndex((label, n) => {
      const own = [...outputs.subarray(3 * n, 3 * n + 3)];
      return own.indexOf(Math.max(...own)) === label;
    });
    const prepared = await trustScore({ layer: 0 }).prepare(posterior, options, key(0));
    const rows = await pairs(training.x);
    expect([...(await (await prepared.score(tensor([rows[right]!]))).read())]).toEqual([0]);
  });

  test("an x that equals training examples of two classes scores 1: both are equally near", async () => {
    const row = tensor([[0.3, -0.2]]);
    const rows = concat([row, row, randomNormal(key(3), [1, 2])]);
    const logits = [...(await posterior.support![0]!(row).read())];
    const predicted = logits.indexOf(Math.max(...logits));
    // the predicted class and another one
    const y = integers([predicted, (predicted + 1) % 3, (predicted + 2) % 3]);
    const prepared = await trustScore({ k: 1, layer: 0 }).prepare(posterior, { training: { x: rows, y }, draws: 1 }, key(0));
    expect([...(await (await prepared.score(row)).read())]).toEqual([1]);
  });

  test("settings out of range and a single class are refused", async () => {
    expect(() => trustScore({ alpha: 1 })).toThrow("trustScore: alpha is 1, expected from 0 to below 1");
    expect(() => trustScore({ k: 0 })).toThrow("trustScore: k is 0, expected a whole number from 1");
    const one = { training: { x: training.x, y: integers(new Int32Array(count)) }, draws: 1 };
    await expect(trustScore().prepare(posterior, one, key(0))).rejects.toThrow(
      "trustScore: the training data have 1 class, expected two or more",
    );
  });
});
