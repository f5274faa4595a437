import { key, tensor, uniforms } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import type { TrainingProgress } from "../../inference/inference.ts";
import * as methods from "../../inference/methods/index.ts";
import { loadPosterior } from "../../inference/posteriors/load-posterior.ts";
import { pointPosterior } from "../../inference/posteriors/point-posterior.ts";
import { predict } from "../../inference/predict.ts";
import { run } from "../../inference/run.ts";
import { smallClassifier, trainedArrays } from "../testing/small-classifier.ts";
import { variationalAutoencoder } from "./variational-autoencoder.ts";

/** Without hidden layers: means and log variances are linear in x, logits linear in z. */
const linear = variationalAutoencoder({ inputs: 2, hidden: [], latent: 1 });
const arrays = () => [
  { name: "0.weight.mean", value: tensor([0.8, -0.3, -0.5, 0.2], [2, 2]) },
  { name: "0.bias.mean", value: tensor([0.1, -0.4]) },
  { name: "2.weight.mean", value: tensor([1.5, -0.7], [1, 2]) },
  { name: "2.bias.mean", value: tensor([0.2, 0.3]) },
];
const rows = [
  [1, 0],
  [0.25, 0.5],
];
const x = tensor(rows);
const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
/** By the arrays above. */
const meanOf = ([a, b]: number[]) => 0.8 * a! - 0.5 * b! + 0.1;
const logVarianceOf = ([a, b]: number[]) => -0.3 * a! + 0.2 * b! - 0.4;
const decoded = (z: number) => [sigmoid(1.5 * z + 0.2), sigmoid(-0.7 * z + 0.3)];
const negativeLogProb = (z: number, row: number[]) =>
  -decoded(z).reduce((total, p, i) => total + row[i]! * Math.log(p) + (1 - row[i]!) * Math.log(1 - p), 0);

describe("a linear autoencoder", () => {
  test("encodes to the means, decodes to probabilities, and reconstructs by both", async () => {
    const posterior = pointPosterior(linear.model, arrays());
    const z = linear.encode(posterior, x);
    const reconstructed = await (await predict(posterior, x, { draws: 1 }, key(0))).means.read();
    const values = await linear.decode(posterior, z).read();
    for (const [i, row] of rows.entries()) {
      expect((await z.read())[i]).toBeCloseTo(meanOf(row), 6);
      for (const [j, p] of decoded(meanOf(row)).entries()) {
        expect(values[2 * i + j]).toBeCloseTo(p, 6);
        expect(reconstructed[2 * i + j]).toBeCloseTo(p, 6);
      }
    }
  });

  test("trains on the bound: the divergence in closed form, and the likelihood under q by quadrature", async () => {
    const steps: TrainingProgress[] = [];
    const posterior = pointPosterior(linear.model, arrays());
    // steps so small that the weights stay
    const training = linear.training({ epochs: 2000, batchSize: 2, learningRate: 1e-12 });
    await run(training.fit({ model: linear.model, data: { x, y: x } }, key(1), { from: posterior }), {
      onProgress: (step) => steps.push(step),
    });
    const divergence = (row: number[]) => (meanOf(row) ** 2 + Math.exp(logVarianceOf(row)) - 1 - logVarianceOf(row)) / 2;
    const expected = (row: number[]) => {
      let total = 0;
      for (let e = -8; e < 8; e += 0.01)
        total += 0.01 * Math.exp(-(e ** 2) / 2) * negativeLogProb(meanOf(row) + e * Math.exp(logVarianceOf(row) / 2), row);
      return total / Math.sqrt(2 * Math.PI);
    };
    const average = (of: (row: number[]) => number) => (of(rows[0]!) + of(rows[1]!)) / 2;
    expect(steps[0]!.complexity).toBeCloseTo(average(divergence), 6);
    expect(steps[0]!.objective).toBeCloseTo(steps[0]!.complexity + steps[0]!.negativeLogLikelihood, 6);
    const likelihoods = steps.map(({ negativeLogLikelihood }) => negativeLogLikelihood);
    const mean = likelihoods.reduce((sum, value) => sum + value, 0) / likelihoods.length;
    const stdDev = Math.sqrt(likelihoods.reduce((sum, value) => sum + (value - mean) ** 2, 0) / likelihoods.length);
    expect(stdDev).toBeGreaterThan(0.05);
    expect(Math.abs(mean - average(expected))).toBeLessThan((4 * stdDev) / Math.sqrt(likelihoods.length));
  });
});

const autoencoder = variationalAutoencoder({ inputs: 8, hidden: [16], latent: 2 });
/** Four patterns whose pixels flip with probability 0.05. */
const patterns = ["11110000", "00001111", "11001100", "00110011"];
const flips = uniforms(key(7), 200 * 8);
const noisy = tensor(
  Array.from({ length: 200 }, (_, i) =>
    Array.from(patterns[i % 4]!, (pixel, j) => Math.abs(Number(pixel) - Number(flips[8 * i + j]! < 0.05))),
  ),
);
const problem = { model: autoencoder.model, data: { x: noisy, y: noisy } };
const training = autoencoder.training({ epochs: 60, batchSize: 25, learningRate: 0.02 });

test("learns what pixels have in common: its bound is above all that independent pixels can have, and near the truth", async () => {
  let last: number[] = [];
  const posterior = await run(training.fit(problem, key(2)), {
    onProgress: ({ epoch, epochs, objective }) => void (last = epoch > epochs - 5 ? [...last, objective] : []),
  });
  const bound = last.reduce((sum, value) => sum + value, 0) / last.length;
  // every pixel is 1 in half of the patterns; the truth: log 4 and eight coins of 0.05
  const independent = 8 * Math.log(2);
  const truth = Math.log(4) - 8 * (0.05 * Math.log(0.05) + 0.95 * Math.log(0.95));
  expect(bound).toBeLessThan(independent - 1.5);
  expect(bound).toBeGreaterThan(truth - 0.2);
  const clean = tensor(patterns.map((pattern) => Array.from(pattern, Number)));
  const found = await autoencoder.decode(posterior, autoencoder.encode(posterior, clean)).read();
  expect(Array.from(found, (p) => Math.round(p)).join("")).toBe(patterns.join(""));
  const again = await loadPosterior(await posterior.save(), { model: autoencoder.model });
  expect(await autoencoder.decode(again, autoencoder.encode(again, clean)).read()).toEqual(found);
});

test("stopped and resumed, it ends with the same weights", async () => {
  const short = autoencoder.training({ epochs: 3, batchSize: 25 });
  const whole = await run(short.fit(problem, key(3)));
  let checkpoint: Uint8Array | undefined;
  for await (const step of short.fit(problem, key(3)))
    if (step.step === 10) {
      checkpoint = await step.checkpoint();
      break;
    }
  const resumed = await run(short.fit(problem, key(3), { resume: checkpoint! }));
  expect(await resumed.save()).toEqual(await whole.save());
});

test("another model, another posterior and points of another space are refused", async () => {
  const other = smallClassifier();
  const point = pointPosterior(other, trainedArrays(other, 1));
  const theirs =
    "variationalAutoencoder: the model's arrays are [2, 4] [4] [4, 3] [3], expected those of the autoencoder's own model, [2, 2] [2] [1, 2] [2]";
  expect(() => linear.encode(point, x)).toThrow(theirs);
  expect(() => linear.decode(point, tensor([[0]]))).toThrow(theirs);
  await expect(run(linear.training({ epochs: 1, batchSize: 1 }).fit({ model: other, data: { x, y: x } }, key(0)))).rejects.toThrow(theirs);
  const own = pointPosterior(linear.model, arrays());
  expect(() => linear.decode(own, tensor([[1, 2]]))).toThrow("variationalAutoencoder: z is [1, 2], expected [batch, 1]");
  const members = await run(
    methods.deepEnsemble({ members: 2, epochs: 1, batchSize: 2 }).fit({ model: linear.model, data: { x, y: x } }, key(0)),
  );
  expect(() => linear.encode(members, x)).toThrow('variationalAutoencoder: the posterior is of kind "ensemble"');
});
