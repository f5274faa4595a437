import { engine, integers, key, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { sureRows, trainingInputs, waveringClassifier } from "../testing/wavering-classifier.ts";
import type { FailurePredictor } from "./failure-predictor.ts";
import * as failurePredictors from "./index.ts";

const posterior = waveringClassifier();
const labels = Int32Array.from({ length: 40 }, (_, i) => i % 2);
const training = { x: await trainingInputs(40), y: integers(labels) };
const options = { training, draws: 30 };
const settings = { hidden: [8], epochs: 200, batchSize: 40, learningRate: 1e-2 };
const made: Readonly<Record<keyof typeof failurePredictors, FailurePredictor>> = {
  confidnet: failurePredictors.confidnet(settings),
  maximumProbability: failurePredictors.maximumProbability(),
  mutualInformation: failurePredictors.mutualInformation(),
  predictiveEntropy: failurePredictors.predictiveEntropy(),
  trustScore: failurePredictors.trustScore(),
  variationRatio: failurePredictors.variationRatio(),
};

describe.each(Object.entries(made))("%s", (name, predictor) => {
  // just on the wrong side of the boundary between the two classes, and far along what was not learned
  const x = tensor([...sureRows(3), [0.05, 6]]);

  test("has the registry's name", () => expect(predictor.name).toBe(name));

  test("is high for what is likely wrong, the same for the same key", async () => {
    const given = name === "confidnet" ? await mistaken() : options;
    const [first, second] = await Promise.all([5, 5].map((seed) => predictor.prepare(posterior, given, key(seed))));
    const values = [...(await (await first!.score(x)).read())];
    expect(values).toHaveLength(4);
    expect(Math.max(...values.slice(0, 3))).toBeLessThan(values[3]!);
    expect([...(await (await second!.score(x)).read())]).toEqual(values);
    first!.dispose();
    second!.dispose();
  });

  test("gives back all it took", async () => {
    const once = async () => {
      const prepared = await predictor.prepare(posterior, options, key(2));
      (await prepared.score(x)).dispose();
      prepared.dispose();
    };
    await once();
    const { held } = engine.info().memoryMiB;
    await once();
    expect(engine.info().memoryMiB.held).toBe(held);
  });

  test("refuses labels in place of inputs", async () => {
    const prepared = await predictor.prepare(posterior, options, key(1));
    await expect(prepared.score(training as never)).rejects.toThrow(/^\w+: x has labels, expected its inputs alone/);
  });
});

/** What ConfidNet learns from: examples near the boundary whose labels the classifier does not give. */
async function mistaken() {
  const rows = Array.from({ length: 40 }, (_, i) => (i < 20 ? [i % 2 === 0 ? 2 : -2, 0] : [0.05, 6]));
  const y = integers(Int32Array.from({ length: 40 }, (_, i) => (i < 20 ? i % 2 : 1)));
  return { training: { x: tensor(rows), y }, draws: 30 };
}
