import { engine, integers, key, randomNormal, type Tensor, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../../distributions/normal.ts";
import { pointPosterior } from "../../inference/posteriors/point-posterior.ts";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import { initialParameters } from "../../inference/training/initial-parameters.ts";
import { categoricalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { conv2d, dense, flatten, sequential } from "../../nn/index.ts";
import type { CategoricalPredictive } from "../../predictive/categorical-predictive.ts";
import { trainingInputs, waveringClassifier } from "../testing/wavering-classifier.ts";
import { detectorOf } from "./detector.ts";
import * as detectors from "./index.ts";
import { prepareTogether } from "./prepare-together.ts";

const x = await trainingInputs(60);
const training = { x, y: integers(Int32Array.from({ length: 60 }, (_, i) => i % 2)) };
const options = { training, draws: 6, batchSize: 15 };
const read = async (values: Tensor) => [...(await values.read())];

/** How often each draw of a posterior was evaluated. */
function counted(posterior: Posterior<CategoricalPredictive>) {
  const evaluated = { times: 0 };
  const { drawnOutputs: _, ...rest } = posterior;
  const draw: typeof posterior.draw = (own) => {
    const evaluate = posterior.draw(own);
    return (rows) => {
      evaluated.times++;
      return evaluate(rows);
    };
  };
  return { evaluated, posterior: { ...rest, draw } };
}

const odins = [
  detectors.odin({ temperature: 5, epsilon: 0.1 }),
  detectors.odin({ temperature: 5, epsilon: 0 }),
  detectors.odin({ temperature: 5, epsilon: 0.1, gradientTemperature: 1, direction: "doubtful" }),
];

describe("prepared together", () => {
  test("every detector scores as by itself, bit for bit, in the order given", async () => {
    const all = [...Object.values(detectors).map((make) => make()), ...odins];
    const posterior = waveringClassifier();
    const together = await prepareTogether(all, posterior, options, key(3));
    const scored = await together.score(x);
    expect(scored.length).toBe(all.length);
    for (const [i, detector] of all.entries()) {
      const alone = await detector.prepare(posterior, options, key(3));
      expect(await read(scored[i]!), detector.name).toEqual(await read(await alone.score(x)));
    }
  });

  test("scores of a predictive evaluate each draw once, not once each", async () => {
    const { posterior, evaluated } = counted(waveringClassifier());
    const readers = [detectors.energy(), detectors.predictiveEntropy(), detectors.mutualInformation(), detectors.variationRatio()];
    const together = await prepareTogether(readers, posterior, options, key(3));
    await together.score(x);
    // four batches of six draws
    expect(evaluated.times).toBe(24);
  });

  test("settings of ODIN share the predicted classes and the gradient of a temperature; a step of 0 asks for none", async () => {
    const { posterior, evaluated } = counted(waveringClassifier());
    const of = async (own: typeof odins) => {
      evaluated.times = 0;
      await (await prepareTogether(own, posterior, { ...options, draws: 1, batchSize: 60 }, key(3))).score(x);
      return evaluated.times;
    };
    // classes, gradient and score; classes and score; all three: classes, two gradients, three scores
    expect([await of(odins.slice(0, 1)), await of(odins.slice(1, 2)), await of(odins)]).toEqual([3, 2, 6]);
  });

  test("gives back all it took", async () => {
    const posterior = waveringClassifier();
    const once = async () => {
      const together = await prepareTogether(
        Object.values(detectors).map((make) => make()),
        posterior,
        { ...options, draws: 2 },
        key(2),
      );
      for (const one of await together.score(x)) one.dispose();
      together.dispose();
    };
    await once();
    const { held } = engine.info().memoryMiB;
    await once();
    expect(engine.info().memoryMiB.held).toBe(held);
  });

  test("one that cannot be prepared gives back what the others learned", async () => {
    const disposed: string[] = [];
    const learner = detectorOf("learner", async () => ({ score: async () => tensor([0]), dispose: () => disposed.push("learner") }));
    const asked = prepareTogether([learner, detectors.nearestFeatures({ k: 61 })], waveringClassifier(), options, key(1));
    await expect(asked).rejects.toThrow("nearestFeatures: k is 61, expected at most 60, the examples of training");
    expect(disposed).toEqual(["learner"]);
  });
});

describe("images outside", () => {
  const network = sequential([conv2d({ inputs: 1, outputs: 2, size: 3 }), flatten(), dense({ inputs: 2 * 26 * 26, outputs: 3 })]);
  const classifier = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
  const parameters = initialParameters(network, { family: "point", initialization: { mean: "fan-in", rho: [-5, -4] }, key: key(4) });
  const digits = { x: randomNormal(key(5), [12, 1, 28, 28]), y: integers(Int32Array.from({ length: 12 }, (_, i) => i % 3)) };
  const prepare = () =>
    prepareTogether(
      [detectors.maximumProbability(), detectors.odin(), detectors.mahalanobis()],
      pointPosterior(classifier, parameters),
      { training: digits, draws: 1 },
      key(6),
    );

  test("of another size are refused by their shape and the training's", async () => {
    const prepared = await prepare();
    await expect(prepared.score(randomNormal(key(7), [4, 1, 32, 32]))).rejects.toThrow(
      "prepareTogether: x is [4, 1, 32, 32], expected [batch, 1, 28, 28], the shape of the training data",
    );
    await expect(prepared.score(randomNormal(key(7), [4, 3, 28, 28]))).rejects.toThrow("expected [batch, 1, 28, 28]");
  });

  test("with labels are refused: what lies outside the classes has none", async () => {
    await expect((await prepare()).score(digits as never)).rejects.toThrow(
      "prepareTogether: x has labels, expected its inputs alone: what lies outside the classes has none of them",
    );
  });

  test("nothing to prepare is refused", async () => {
    const asked = prepareTogether([], pointPosterior(classifier, parameters), { training: digits, draws: 1 }, key(0));
    await expect(asked).rejects.toThrow("prepareTogether: detectors are none, expected one or more");
  });
});
