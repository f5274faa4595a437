import { key, tensor, uniforms } from "@credence/tensor";
import {
  type CategoricalPredictive,
  categoricalLikelihood,
  flatten,
  methods,
  mlp,
  model,
  normal,
  type Posterior,
  predict,
  run,
  sequential,
  uncertainty,
  variationalAutoencoder,
} from "credence";
import { beforeAll, describe, expect, test } from "vitest";
import type { ResumableStep } from "../experiment.ts";
import {
  type AmbiguousImages,
  type AmbiguousImagesRequest,
  ambiguityBins,
  ambiguousImages,
  ambiguousPixels,
  flattened,
  mixtures,
} from "./ambiguous-images.ts";
import { imageTensors } from "./image-tensors.ts";
import { standardizedImages } from "./standardized-images.ts";

/** Three classes of 4 x 4 images: a row, a column and a diagonal of ink, each pixel grey by chance. */
const inks = ["1111000000000000", "1000100010001000", "1000010000100001"];
const count = 150;
const grey = uniforms(key(1), count * 16);
const images = {
  ...{ count, height: 4, width: 4, labels: Uint8Array.from({ length: count }, (_, i) => i % 3) },
  pixels: Uint8Array.from(grey, (u, i) => (inks[Math.floor(i / 16) % 3]![i % 16] === "1" ? 255 - 80 * u : 80 * u)),
};
const scaling = { mean: 0.3, stdDev: 0.4 };
const autoencoder = variationalAutoencoder({ inputs: 16, hidden: [16], latent: 2 });
const network = sequential([flatten(), ...mlp({ inputs: 16, hidden: [8], outputs: 3 }).layers]);
const judge = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });

let request: AmbiguousImagesRequest;
let made: AmbiguousImages;
const steps: ResumableStep[] = [];
const finished = async (work: AsyncGenerator<ResumableStep, AmbiguousImages, void>, seen: (step: ResumableStep) => void = () => {}) => {
  for (;;) {
    const next = await work.next();
    if (next.done) return next.value;
    seen(next.value);
  }
};

beforeAll(async () => {
  const { x } = imageTensors(images);
  const training = autoencoder.training({ epochs: 60, batchSize: 25, learningRate: 0.01 });
  const trained = await run(training.fit({ model: autoencoder.model, data: { x, y: x } }, key(2)));
  const ensemble = methods.deepEnsemble({ members: 3, epochs: 20, batchSize: 25, learningRate: 0.01 });
  const judges = (await run(
    ensemble.fit({ model: judge, data: standardizedImages(images, scaling) }, key(3)),
  )) as Posterior<CategoricalPredictive>;
  request = { autoencoder, trained, judges, images, scaling, count: 300, labels: 10, key: key(4) };
  made = await finished(ambiguousImages(request), (step) => steps.push(step));
});

describe("ambiguous images", () => {
  test("are ambiguous to the judges and not strange to them, with labels from what the judges say", async () => {
    const { pixels, labels } = ambiguousPixels(made);
    expect([pixels.length, labels.length, made.entropies.length]).toEqual([300 * 16, 3000, 300]);
    const x = tensor(
      Float32Array.from(pixels, (pixel) => (pixel / 255 - scaling.mean) / scaling.stdDev),
      [300, 1, 4, 4],
    );
    const predictive = await predict(request.judges, x, { draws: 1 }, key(0));
    const [entropies, disagreements] = [await uncertainty.total(predictive).read(), await uncertainty.epistemic(predictive).read()];
    // a grey that is rounded otherwise, because fewer rows are decoded together, moves an entropy a little
    for (const [i, entropy] of entropies.entries()) expect(Math.abs(entropy - made.entropies[i]!)).toBeLessThan(0.02);
    expect(Math.min(...made.entropies)).toBeGreaterThanOrEqual(0.05);
    expect(Math.max(...disagreements)).toBeLessThan(0.06);
    const probabilities = await predictive.probabilities.read();
    for (let label = 0; label < 3; label++) {
      const ours = labels.filter((one) => one === label).length;
      let expected = 0;
      let variance = 0;
      for (let i = 0; i < 300; i++) {
        const p = [0, 1, 2].reduce((sum, member) => sum + probabilities[(member * 300 + i) * 3 + label]! / 3, 0);
        expected += 10 * p;
        variance += 10 * p * (1 - p);
      }
      expect(Math.abs(ours - expected)).toBeLessThan(4 * Math.sqrt(variance));
    }
  });

  test("are equal for equal keys, stopped and resumed or not, and others for another key", async () => {
    let checkpoint: Uint8Array | undefined;
    for await (const step of ambiguousImages(request)) {
      checkpoint = await step.checkpoint();
      break;
    }
    expect(await finished(ambiguousImages(request, checkpoint))).toEqual(made);
    expect((await finished(ambiguousImages({ ...request, key: key(5) }))).pixels).not.toBe(made.pixels);
    expect(steps.at(-1)).toMatchObject({ step: 1500, steps: 1500 });
  });

  test("of judges that disagree about all that is decoded there are none", async () => {
    const unsure = { ...request, judges: { ...request.judges, support: [] } };
    const opposite = [4, -4].map((sign) => (x: { shape: readonly number[] }) => {
      const logits = Array.from({ length: x.shape[0]! }, () => [sign, -sign, -50]);
      return tensor(logits);
    });
    await expect(finished(ambiguousImages({ ...unsure, judges: { ...request.judges, support: opposite } as never }))).rejects.toThrow(
      "ambiguousImages: of 20000 decoded images 0 are ambiguous and not strange to the judges, expected 20 or more",
    );
  });
});

test("a mixture is a convex one of the means of distinct classes", () => {
  // a class each in a dimension of its own: coordinates are weights
  const byClass = [[0], [1], [2], [3], [4]];
  const means = Float32Array.from({ length: 25 }, (_, i) => (i % 6 === 0 ? 1 : 0));
  const z = mixtures({ latent: 5, means, byClass }, { count: 3000, key: key(0) });
  const parts = [0, 0, 0, 0, 0, 0];
  let pairs = 0;
  for (let i = 0; i < 3000; i++) {
    const weights = z.subarray(5 * i, 5 * i + 5);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    const mixed = [...weights].filter((weight) => weight > 0);
    parts[mixed.length]!++;
    if (mixed.length === 2) pairs += mixed[0]! ** 2;
  }
  // 2, 3 and 4 equally often; the square of a uniform weight is 1/3 in the mean, with standard deviation 0.298
  for (const size of [2, 3, 4]) expect(Math.abs(parts[size]! - 1000)).toBeLessThan(4 * Math.sqrt(3000 * (1 / 3) * (2 / 3)));
  expect(Math.abs(pairs / parts[2]! - 1 / 3)).toBeLessThan((4 * 0.298) / Math.sqrt(parts[2]!));
});

test("a bin of entropy is drawn by its size to the power 0.2", () => {
  const { lower, upper, points } = ambiguityBins;
  const at = (bin: number) => lower + ((bin + 0.5) * (upper - lower)) / points;
  // 32 and 1 times as many: twice as often
  const entropies = Array.from({ length: 33_000 }, (_, i) => (i % 33 === 0 ? at(20) : at(0)));
  const rare = flattened(entropies, { count: 600, key: key(0) }).filter((i) => entropies[i] === at(20)).length;
  // 200 of 600, and 188 because the rare bin is emptied on the way: 1000 (1 - exp(-0.00398 t)) where both together are 600
  expect(rare).toBeGreaterThan(145);
  expect(rare).toBeLessThan(225);
  // what is drawn first stands no further in front
  const order = flattened(entropies, { count: 600, key: key(1) }).map((i) => Number(entropies[i] === at(20)));
  const half = (part: number[]) => part.reduce((sum, value) => sum + value, 0);
  expect(Math.abs(half(order.slice(0, 300)) - half(order.slice(300)))).toBeLessThan(4 * Math.sqrt(600 * (2 / 9)));
});
