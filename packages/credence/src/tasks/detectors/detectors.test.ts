import { engine, integers, key, mean, scope, square, subtract, sum, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { ensemblePosterior } from "../../inference/posteriors/ensemble-posterior.ts";
import { pointPosterior } from "../../inference/posteriors/point-posterior.ts";
import { categoricalPredictive, predictiveOf } from "../../predictive/index.ts";
import { smallClassifier, trainedArrays } from "../testing/small-classifier.ts";
import { sureRows, trainingInputs, unsureRow, waveringClassifier } from "../testing/wavering-classifier.ts";
import { type Detector, detectorOf } from "./detector.ts";
import { freeEnergy } from "./energy.ts";
import * as detectors from "./index.ts";
import { lowestEvidence } from "./max-logit.ts";
import { scoredSets } from "./scored-sets.ts";

const posterior = waveringClassifier();
const training = { x: await trainingInputs(120), y: integers(Int32Array.from({ length: 120 }, (_, i) => i % 2)) };
const options = { training, draws: 30 };
// on the boundary every logit is 0 in every draw; at unsureRow they differ
const boundary = [0, 0];
const far = unsureRow.map((v) => 2 * v);
/** What lies outside for each: where draws disagree, or where no class has evidence. */
const outsideOf: Readonly<Record<keyof typeof detectors | "distance", readonly number[]>> = {
  distance: far,
  energy: boundary,
  mahalanobis: far,
  maximumProbability: boundary,
  maxLogit: boundary,
  mutualInformation: far,
  nearestFeatures: far,
  odin: boundary,
  predictiveEntropy: boundary,
  variationRatio: far,
};

/** A detector that learns from the training data: squared distance from their mean. */
const distance = (): Detector =>
  detectorOf("distance", async (_, { training: { x } }) => {
    const centre = scope(() => mean(x, { axis: 0 }));
    return {
      score: async (rows) => scope(() => sum(square(subtract(rows, centre)), { axis: -1 })),
      dispose: () => centre.dispose(),
    };
  });

const size = (values: readonly number[]) => Math.max(...values.map(Math.abs));

describe.each(Object.entries({ ...detectors, distance }))("%s", (name, make) => {
  const detector = make() as Detector;
  const x = tensor([...sureRows(3), [...outsideOf[name as keyof typeof outsideOf]]]);

  test("has the registry's name", () => expect(detector.name).toBe(name));

  test("scores each x, highest what the posterior does not know, the same for the same key", async () => {
    const [first, second] = await Promise.all([5, 5].map((seed) => detector.prepare(posterior, options, key(seed))));
    const scored = await first!.score(x);
    expect(scored.shape).toEqual([4]);
    const values = [...(await scored.read())];
    expect(Math.max(...values)).toBe(values[3]);
    expect(Math.max(...values.slice(0, 3))).toBeLessThan(values[3]!);
    expect([...(await (await second!.score(x)).read())]).toEqual(values);
    // and row by row
    for (const row of [0, 3]) {
      const one = await first!.score(tensor([[...(await x.read()).slice(2 * row, 2 * row + 2)]]));
      expect(Math.abs((await one.read())[0]! - values[row]!)).toBeLessThan(1e-5 * size(values));
    }
    first!.dispose();
    second!.dispose();
  });

  test("gives back all it took", async () => {
    const once = async () => {
      const prepared = await detector.prepare(posterior, { ...options, batchSize: 2 }, key(2));
      (await prepared.score(x)).dispose();
      prepared.dispose();
    };
    await once();
    const { held } = engine.info().memoryMiB;
    await once();
    expect(engine.info().memoryMiB.held).toBe(held);
  });

  test("batches of rows give the scores of all at once", async () => {
    const prepared = await Promise.all([1, 100].map((batchSize) => detector.prepare(posterior, { ...options, batchSize }, key(2))));
    const [one, all] = await Promise.all(prepared.map(async (each) => [...(await (await each.score(x)).read())]));
    for (const [i, value] of one!.entries()) expect(Math.abs(value - all![i]!)).toBeLessThan(1e-5 * size(all!));
  });

  test("refuses labels, other shapes and no examples in one line", async () => {
    const prepared = await detector.prepare(posterior, options, key(3));
    await expect(prepared.score({ x, y: integers([0, 0, 0, 0]) } as never)).rejects.toThrow(
      `${name}: x has labels, expected its inputs alone: what lies outside the classes has none of them`,
    );
    await expect(prepared.score(tensor([[1, 2, 3]]))).rejects.toThrow(
      `${name}: x is [1, 3], expected [batch, 2], the shape of the training data`,
    );
    await expect(prepared.score(tensor([], [0, 2]))).rejects.toThrow(`${name}: x is [0, 2], expected one example or more`);
    await expect(prepared.score([[1, 2]] as never)).rejects.toThrow(`${name}: x is plain numbers`);
  });
});

describe("scores of logits", () => {
  const logits = tensor([
    [
      [1, 2],
      [11, 12],
    ],
    [
      [0, 0],
      [10, 10],
    ],
  ]);
  const kept = categoricalPredictive({ logits, keep: "logits" });

  test("the energy is minus the mean of T logSumExp(f / T), which the softmax cannot see", async () => {
    const expected = -(2 + Math.log1p(Math.exp(-1)) + Math.LN2) / 2;
    const got = await freeEnergy()(kept).read();
    expect(got[0]).toBeCloseTo(expected, 5);
    expect(got[1]).toBeCloseTo(expected - 10, 5);
    const warm = await freeEnergy({ temperature: 4 })(kept).read();
    expect(warm[0]).toBeCloseTo(-(4 * Math.log(Math.exp(1 / 4) + Math.exp(2 / 4)) + 4 * Math.LN2) / 2, 5);
  });

  test("the largest logit is averaged over draws", async () => {
    expect([...(await lowestEvidence(kept).read())]).toEqual([-1, -11]);
  });

  test("they need the logits", () => {
    const none = predictiveOf([[[1, 0]]]);
    expect(() => freeEnergy()(none)).toThrow('energy: the predictive has no logits, expected predict(..., { keep: "logits" })');
    expect(() => lowestEvidence(none)).toThrow("maxLogit: the predictive has no logits");
  });

  test("a temperature is above 0", () =>
    expect(() => detectors.energy({ temperature: 0 })).toThrow("energy: temperature is 0, expected above 0"));
});

test("the entropy of an ensemble is that of its members' mean", async () => {
  const classifier = smallClassifier();
  const members = [1, 2, 3].map((seed) => pointPosterior(classifier, trainedArrays(classifier, seed)));
  const ensemble = ensemblePosterior(classifier, members);
  const x = tensor([
    [0.3, -1],
    [2, 2],
  ]);
  const data = { x, y: integers([0, 1]) };
  const prepared = await detectors.predictiveEntropy().prepare(ensemble, { training: data, draws: 1 }, key(0));
  const outputs = await Promise.all(members.map(async ({ support }) => [...(await support![0]!(x).read())]));
  const expected = [0, 1].map((row) => {
    const probabilities = outputs.map((own) => {
      const exps = own.slice(3 * row, 3 * row + 3).map(Math.exp);
      return exps.map((e) => e / exps.reduce((a, b) => a + b));
    });
    const p = [0, 1, 2].map((c) => probabilities.reduce((total, own) => total + own[c]! / 3, 0));
    return -p.reduce((total, q) => total + q * Math.log(q), 0);
  });
  const got = await (await prepared.score(x)).read();
  expect(got[0]).toBeCloseTo(expected[0]!, 5);
  expect(got[1]).toBeCloseTo(expected[1]!, 5);
  // features are of one network
  const asked = detectors.mahalanobis().prepare(ensemble, { training: data, draws: 1 }, key(0));
  await expect(asked).rejects.toThrow('features: the posterior is of kind "ensemble"');
});

describe("two sets", () => {
  const inside = tensor(sureRows(3));

  test("are scored one after the other, marked 1 outside", async () => {
    const prepared = await detectors.maximumProbability().prepare(posterior, options, key(1));
    const { scores, outside } = await scoredSets(prepared, { inside, outside: tensor([boundary]) });
    expect([...outside]).toEqual([0, 0, 0, 1]);
    expect(scores.indexOf(Math.max(...scores))).toBe(3);
  });

  test("of another image size, with labels, or empty are refused by name", async () => {
    const prepared = await detectors.maximumProbability().prepare(posterior, options, key(1));
    const given = (outside: unknown) => scoredSets(prepared, { inside, outside: outside as never });
    await expect(given(tensor([[1, 2, 3]]))).rejects.toThrow(
      "scoredSets: the outside set is [1, 3], expected [batch, 2], the shape of the inside set",
    );
    await expect(given({ x: inside, y: integers([0, 1, 0]) })).rejects.toThrow(
      "scoredSets: the outside set has labels, expected its inputs alone",
    );
    await expect(given(tensor([], [0, 2]))).rejects.toThrow("scoredSets: the outside set is [0, 2], expected one example or more");
    await expect(scoredSets(prepared, { inside: { x: inside, y: inside } as never, outside: inside })).rejects.toThrow(
      "scoredSets: the inside set has labels",
    );
  });
});
