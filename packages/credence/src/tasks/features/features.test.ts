import { key, randomNormal, type Tensor, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../../distributions/normal.ts";
import { features, headOf } from "../../inference/features.ts";
import { dropoutPosterior } from "../../inference/posteriors/dropout-posterior.ts";
import { ensemblePosterior } from "../../inference/posteriors/ensemble-posterior.ts";
import { loadPosterior } from "../../inference/posteriors/load-posterior.ts";
import { pointPosterior } from "../../inference/posteriors/point-posterior.ts";
import { predictOutputs } from "../../inference/predict.ts";
import { initialParameters } from "../../inference/training/initial-parameters.ts";
import { model } from "../../model/model.ts";
import { priorOf, priors } from "../../model/priors.ts";
import { activation } from "../../nn/activation.ts";
import { conv2d } from "../../nn/conv2d.ts";
import { dense } from "../../nn/dense.ts";
import { flatten } from "../../nn/flatten.ts";
import { sequential } from "../../nn/sequential.ts";
import { smallClassifier, trainedArrays } from "../testing/small-classifier.ts";
import { featureRows, unitRows } from "./feature-rows.ts";
import { distanceToNearest } from "./nearest-rows.ts";
import { tiedGaussians } from "./tied-gaussians.ts";

const classifier = smallClassifier();
const arrays = trainedArrays(classifier, 3);
const posterior = pointPosterior(classifier, arrays);
const x = randomNormal(key(1), [7, 2]);
const [standard, wide] = [normal({ mean: 0, stdDev: 1 }), normal({ mean: 0, stdDev: 10 })];
const read = async (values: Tensor) => [...(await values.read())];

describe("features", () => {
  test("are the hidden units, by hand", async () => {
    const [weight, bias] = await Promise.all([arrays[0]!.value.read(), arrays[1]!.value.read()]);
    const inputs = await x.read();
    const found = features(posterior, x);
    expect(found.shape).toEqual([7, 4]);
    const values = await found.read();
    for (let n = 0; n < 7; n++)
      for (let j = 0; j < 4; j++)
        expect(values[4 * n + j]).toBeCloseTo(Math.tanh(bias[j]! + inputs[2 * n]! * weight[j]! + inputs[2 * n + 1]! * weight[4 + j]!), 5);
  });

  test("of any layer and in batches", async () => {
    expect([...(await features(posterior, x, { layer: 0 }).read())]).toEqual([...(await x.read())]);
    expect([...(await features(posterior, x, { batchSize: 3 }).read())]).toEqual([...(await features(posterior, x).read())]);
  });

  test("dropout is off, and scales nothing", async () => {
    const dropping = smallClassifier({ dropout: 0.5 });
    const own = trainedArrays(dropping, 3);
    const point = pointPosterior(dropping, own);
    expect([...(await features(dropoutPosterior(dropping, own), x).read())]).toEqual([...(await features(point, x).read())]);
  });

  test("and what the head makes of them are the network's outputs", async () => {
    const own = pointPosterior(model({ ...classifier, prior: priors({ weight: standard, layers: { 2: { bias: wide } } }) }), arrays);
    const outputs = await read(predictOutputs(own, x, { draws: 1 }, key(0)));
    for (const layer of [0, 1, 2]) {
      const head = headOf(own, { layer });
      expect(await read(predictOutputs(head, features(own, x, { layer }), { draws: 1 }, key(0)))).toEqual(outputs);
      // it lists the layers that it has, and gives nothing back
      expect(head.model.network.weights.map(({ name }) => name)).toEqual(
        own.model.network.weights.slice(layer === 0 ? 0 : 2).map(({ name, layer: place }) => name.replace(/^\d+/, `${place - layer}`)),
      );
      expect(priorOf(head.model.prior, { layer: 2 - layer, role: "bias" })).toBe(wide);
      const again = await loadPosterior(await head.save());
      expect(await read(predictOutputs(again, features(own, x, { layer }), { draws: 1 }, key(0)))).toEqual(outputs);
      head.dispose();
    }
    expect(await read(predictOutputs(own, x, { draws: 1 }, key(0)))).toEqual(outputs);
    // dropout before and in it is off
    const dropping = smallClassifier({ dropout: 0.5 });
    const [masked, unmasked] = [dropoutPosterior, pointPosterior].map((family) => family(dropping, trainedArrays(dropping, 3)));
    const off = await read(predictOutputs(unmasked!, x, { draws: 1 }, key(0)));
    for (const layer of [1, 3])
      expect(await read(predictOutputs(headOf(masked!, { layer }), features(masked!, x, { layer }), { draws: 1 }, key(0)))).toEqual(off);
  });

  test("what cannot be had is named", () => {
    const ensemble = ensemblePosterior(classifier, [posterior]);
    expect(() => headOf(ensemble)).toThrow(
      'headOf: the posterior is of kind "ensemble", expected one with the weights of a single network',
    );
    expect(() => headOf(posterior, { layer: 3 })).toThrow("headOf: layer is 3, expected at most 2, the network's last");
    expect(() => features(posterior, x, { layer: 3 })).toThrow("features: layer is 3, expected at most 2, the network's last");
    expect(() => features(posterior, x, { layer: -1 })).toThrow("features: layer is -1, expected a whole number from 0");
  });

  test("of images are averaged over pixels", async () => {
    const network = sequential([
      conv2d({ inputs: 1, outputs: 2, size: 2 }),
      activation("relu"),
      flatten(),
      dense({ inputs: 8, outputs: 3 }),
    ]);
    const own = { ...classifier, network };
    const images = pointPosterior(
      model(own),
      initialParameters(network, { family: "point", initialization: { mean: [-1, 1], rho: [-5, -4] }, key: key(2) }),
    );
    const pixels = randomNormal(key(5), [3, 1, 3, 3]);
    const maps = features(images, pixels, { layer: 1 });
    expect(maps.shape).toEqual([3, 2, 2, 2]);
    const values = await maps.read();
    const rows = await featureRows(images, pixels, { layer: 1 }).read();
    for (let i = 0; i < 6; i++)
      expect(rows[i]).toBeCloseTo(
        [0, 1, 2, 3].reduce((total, at) => total + values[4 * i + at]! / 4, 0),
        5,
      );
  });
});

test("unit rows have length 1; zeros stay", async () => {
  const rows = await unitRows(
    tensor([
      [3, 4],
      [0, 0],
    ]),
  ).read();
  expect([...rows].map((value) => Number(value.toFixed(6)))).toEqual([0.6, 0.8, 0, 0]);
});

describe("the k-th nearest row", () => {
  // far from 0, where |x|^2 - 2 x b + |b|^2 alone would keep two digits of these distances
  const bank = randomNormal(key(11), [40, 5], { mean: 100 });
  const asked = randomNormal(key(12), [9, 5], { mean: 100 });

  test.each([1, 2, 40])("k = %d against all distances, sorted", async (k) => {
    const [b, a] = await Promise.all([bank.read(), asked.read()]);
    const got = await distanceToNearest(asked, bank, { k, where: "test" }).read();
    for (let n = 0; n < 9; n++) {
      const all = Array.from({ length: 40 }, (_, row) => Math.hypot(...[0, 1, 2, 3, 4].map((i) => a[5 * n + i]! - b[5 * row + i]!)));
      // float32 ranks what is closer than 2e-2 at |x| = 220 either way
      expect(Math.abs(got[n]! - all.toSorted((u, v) => u - v)[k - 1]!)).toBeLessThan(2e-2);
      expect(Math.min(...all.map((one) => Math.abs(one - got[n]!)))).toBeLessThan(1e-5);
    }
  });

  test("a row of the bank is its own nearest", async () => {
    expect(Math.max(...(await distanceToNearest(bank, bank, { k: 1, where: "test" }).read()))).toBe(0);
  });

  test("k beyond the bank is refused", () =>
    expect(() => distanceToNearest(asked, bank, { k: 41, where: "kNN" })).toThrow("kNN: k is 41, expected a whole number from 1 to 40"));
});

describe("tied Gaussians", () => {
  // class means (0, 0) and (10, 0); deviations (±1, ±2) and twice (±3, 0): S = [[11/2... by hand below
  const deviations = [
    [1, 2],
    [-1, -2],
    [3, 0],
    [-3, 0],
  ];
  const rows = [0, 10].flatMap((mean) => deviations.map(([a, b]) => [mean + a!, b!]));
  const labels = [4, 4, 4, 4, 7, 7, 7, 7];
  const data = { rows: rows.flat(), labels, width: 2 };

  test("the distance is the quadratic form of the inverse of the pooled covariance", () => {
    // S = 1/4 [[1 + 1 + 9 + 9, 2 + 2], [4, 4 + 4]] = [[5, 1], [1, 2]], S^-1 = 1/9 [[2, -1], [-1, 5]]
    const { distance } = tiedGaussians("test", data, { ridge: 0 });
    const form = (a: number, b: number) => (2 * a * a - 2 * a * b + 5 * b * b) / 9;
    expect(distance([0, 0])).toBeCloseTo(0, 12);
    expect(distance([1, -3])).toBeCloseTo(form(1, -3), 12);
    expect(distance([12, 5])).toBeCloseTo(Math.min(form(2, 5), form(12, 5)), 12);
    expect(distance([5, 40])).toBeCloseTo(Math.min(form(5, 40), form(-5, 40)), 10);
  });

  test("the ridge is a share of the mean variance", () => {
    const { distance } = tiedGaussians("test", data, { ridge: 2 });
    // [[12, 1], [1, 9]]
    expect(distance([1, 0])).toBeCloseTo(9 / 107, 12);
  });

  test("a feature that never changes is refused without a ridge", () => {
    const flat = { rows: rows.flatMap(([a]) => [a!, 1]), labels, width: 2 };
    expect(() => tiedGaussians("mahalanobis", flat, { ridge: 0 })).toThrow(
      "mahalanobis: the covariance of the features is singular, expected a ridge above 0",
    );
    // mean variance 2.5: a hundredth of it is the variance of what never changed
    expect(tiedGaussians("test", flat, { ridge: 0.01 }).distance([0, 2])).toBeCloseTo(40, 10);
  });
});
