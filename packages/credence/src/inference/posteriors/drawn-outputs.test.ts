import { engine, type Key, key, randomNormal, stack, type Tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../../distributions/normal.ts";
import { normalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { conv2d } from "../../nn/conv2d.ts";
import { dense } from "../../nn/dense.ts";
import { dropout } from "../../nn/dropout.ts";
import { flatten } from "../../nn/flatten.ts";
import { mlp } from "../../nn/mlp.ts";
import type { Network } from "../../nn/network.ts";
import { sequential } from "../../nn/sequential.ts";
import { predictOutputs } from "../predict.ts";
import { defaultInitialization, initialParameters } from "../training/initial-parameters.ts";
import { dropoutPosterior } from "./dropout-posterior.ts";
import { meanFieldPosterior } from "./mean-field-posterior.ts";
import type { Posterior } from "./posterior.ts";

const gaussian = (network: Network): Posterior =>
  meanFieldPosterior(
    model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: normalLikelihood({ stdDev: 1 }) }),
    initialParameters(network, { family: "gaussian", initialization: { ...defaultInitialization, rho: [-1, 0] }, key: key(1) }),
  );
const keys = Array.from({ length: 7 }, (_, draw) => key(2).child(draw));

const cases: Record<string, { network: Network; x: Tensor }> = {
  "a small network": { network: mlp({ inputs: 3, hidden: [8, 5], outputs: 2 }), x: randomNormal(key(3), [40, 3]) },
  "one row": { network: mlp({ inputs: 9, hidden: [50], outputs: 1 }), x: randomNormal(key(3), [1, 9]) },
  "no rows": { network: mlp({ inputs: 9, hidden: [50], outputs: 1 }), x: randomNormal(key(3), [0, 9]) },
  "with dropout": { network: mlp({ inputs: 3, hidden: [8], outputs: 2, dropout: 0.4 }), x: randomNormal(key(3), [40, 3]) },
  "dropout twice, one row": { network: mlp({ inputs: 9, hidden: [64, 64], outputs: 2, dropout: 0.1 }), x: randomNormal(key(3), [1, 9]) },
  "dropout before any weights": {
    network: sequential([dropout({ rate: 0.5 }), dense({ inputs: 3, outputs: 2, bias: false })]),
    x: randomNormal(key(3), [40, 3]),
  },
  "products too large to gain": { network: mlp({ inputs: 300, hidden: [40], outputs: 2 }), x: randomNormal(key(3), [50, 300]) },
  "a convolution": {
    network: sequential([conv2d({ inputs: 1, outputs: 3, size: 3 }), flatten(), dense({ inputs: 48, outputs: 2 })]),
    x: randomNormal(key(3), [10, 1, 6, 6]),
  },
};

describe.each(Object.entries(cases))("draws of %s", (_, { network, x }) => {
  test.each([1, 7, 2000])("are those of `draw`, bit for bit, %i rows at a time", async (batchSize) => {
    const posterior = gaussian(network);
    const oneByOne = await stack(keys.map((own) => posterior.draw(own)(x))).read();
    const outputs = posterior.drawnOutputs!(x, { keys, batchSize });
    expect(outputs.shape).toEqual([keys.length, x.shape[0], network.weights.at(-1)!.shape.at(-1)]);
    expect(await outputs.read()).toEqual(oneByOne);
    posterior.dispose();
  });

  test("are those of `draw` without some of the weights", async () => {
    const whole = gaussian(network);
    const { name, shape } = network.weights[0]!;
    const size = shape.reduce((product, n) => product * n, 1);
    const posterior = await whole.keepOnly!(new Map([[name, Uint8Array.from({ length: size }, (_, i) => i % 2)]]));
    const oneByOne = await stack(keys.map((own) => posterior.draw(own)(x))).read();
    expect(await posterior.drawnOutputs!(x, { keys, batchSize: 7 }).read()).toEqual(oneByOne);
    posterior.dispose();
    whole.dispose();
  });
});

describe.each(Object.entries(cases).filter(([, { network }]) => network.layers.some(({ drops }) => drops)))(
  "Monte Carlo dropout of %s",
  (_, { network, x }) => {
    test.each([1, 7, 2000])("draws are those of `draw`, bit for bit, %i rows at a time", async (batchSize) => {
      const posterior = dropoutPosterior(
        model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: normalLikelihood({ stdDev: 1 }) }),
        initialParameters(network, { family: "point", initialization: defaultInitialization, key: key(1) }),
      );
      const oneByOne = await stack(keys.map((own) => posterior.draw(own)(x))).read();
      expect(await posterior.drawnOutputs!(x, { keys, batchSize }).read()).toEqual(oneByOne);
      posterior.dispose();
    });
  },
);

/** The key, and how often a descendant of it with this label was asked for. */
function counted(label: string): { key: Key; count: () => number } {
  let count = 0;
  const counting = (own: Key): Key => ({
    words: own.words,
    child(name) {
      if (name === label) count++;
      return counting(own.child(name));
    },
  });
  return { key: counting(key(4)), count: () => count };
}

test.each([1, 10, 1000])("weights are drawn once for each draw and array, %i rows at a time", (batchSize) => {
  for (const { network, x } of [cases["a small network"]!, cases["a convolution"]!, cases["products too large to gain"]!]) {
    const posterior = gaussian(network);
    const { key: own, count } = counted("weight");
    predictOutputs(posterior, x, { draws: 5, batchSize }, own).dispose();
    expect(count()).toBe(5 * network.weights.filter(({ role }) => role === "weight").length);
    posterior.dispose();
  }
});

test("many draws of many rows take what they return twice, and 64 MiB; all but the result is given back", () => {
  const posterior = gaussian(mlp({ inputs: 9, hidden: [50], outputs: 1 }));
  const x = randomNormal(key(3), [3000, 9]);
  const { held, peak } = engine.info().memoryMiB;
  for (const batchSize of [100, 2000]) {
    // 1,500 draws of 3,000 rows of 50 units would be 858 MiB
    const outputs = predictOutputs(posterior, x, { draws: 1500, batchSize }, key(5));
    const result = (4 * outputs.size) / 2 ** 20;
    expect(engine.info().memoryMiB.peak).toBeLessThan(Math.max(peak, held + 2 * result + 64));
    expect(engine.info().memoryMiB.held).toBeCloseTo(held + result, 2);
    outputs.dispose();
  }
  posterior.dispose();
});
