import { key, tensor, zeros } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { map } from "../inference/methods/map.ts";
import { openSaved } from "../inference/posteriors/saved.ts";
import { run } from "../inference/run.ts";
import { linearRegression } from "../inference/testing/problems.ts";
import { defaultInitialization, initialParameters } from "../inference/training/initial-parameters.ts";
import { mlp } from "../nn/mlp.ts";
import { adam } from "./adam.ts";
import type { Optimizer } from "./optimizer.ts";
import { constantRate, cosineDecay, cosineRestarts, stepDecay } from "./schedules.ts";
import { sgd } from "./sgd.ts";

// iterates in float64 on gradients g(w) = 2 w - 1, with and without decay
function reference(rule: "adam" | "sgd", { steps, rate, decay }: { steps: number; rate: number; decay: number }): number {
  let [w, m, v, velocity] = [0.7, 0, 0, 0];
  for (let t = 1; t <= steps; t++) {
    const g = 2 * w - 1 + decay * w;
    if (rule === "sgd") {
      velocity = 0.9 * velocity + g;
      w -= rate * velocity;
      continue;
    }
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    w -= (rate * (m / (1 - 0.9 ** t))) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-8);
  }
  return w;
}

/** What rules without noise do not look at. */
const unused = { key: key(0), count: 1 };

const optimizers = (weightDecay: number): Record<"adam" | "sgd", Optimizer> => ({
  adam: adam({ weightDecay }),
  sgd: sgd({ momentum: 0.9, weightDecay }),
});

describe.each(["adam", "sgd"] as const)("%s", (rule) => {
  test("takes the textbook's steps, and decay reaches what decays only", async () => {
    const values = [true, false].map((decays) => ({ name: String(decays), value: tensor([0.7]), decays }));
    const state = optimizers(0.3)[rule].start(values);
    for (let step = 0; step < 20; step++) {
      const gradients = await Promise.all(values.map(async ({ value }) => tensor([2 * (await value.read())[0]! - 1])));
      state.step(gradients, { learningRate: 0.01, ...unused });
    }
    expect((await values[0]!.value.read())[0]).toBeCloseTo(reference(rule, { steps: 20, rate: 0.01, decay: 0.3 }), 5);
    expect((await values[1]!.value.read())[0]).toBeCloseTo(reference(rule, { steps: 20, rate: 0.01, decay: 0 }), 5);
  });

  test("weight decay reaches biases as it does weights, as in PyTorch, and leaves the parameters of standard deviations where they are", async () => {
    const parameters = initialParameters(mlp({ inputs: 3, hidden: [4], outputs: 2 }), {
      family: "gaussian",
      initialization: defaultInitialization,
      key: key(1),
    });
    const before = await Promise.all(parameters.map(({ value }) => value.read()));
    const state = optimizers(0.5)[rule].start(parameters);
    state.step(
      parameters.map(({ value }) => zeros(value.shape)),
      { learningRate: 0.1, ...unused },
    );
    for (const [i, { name, value }] of parameters.entries()) {
      const moved = (await value.read()).some((w, j) => w !== before[i]![j]);
      expect(moved, name).toBe(!name.endsWith(".rho"));
    }
  });
});

test("a Gaussian prior in map is weight decay 1 / (N stdDev^2)", async () => {
  const { model, data } = linearRegression({ count: 40, priorStdDev: 0.5 });
  const weights = async (options: object) => {
    const posterior = await run(map({ epochs: 30, batchSize: 10, ...options }).fit({ model, data }, key(4)));
    return openSaved(await posterior.save()).arrays[0]!.value.read();
  };
  const byPrior = await weights({ prior: "model" });
  const byDecay = await weights({ optimizer: adam({ weightDecay: 1 / (40 * 0.25) }) });
  const neither = await weights({});
  for (const [i, w] of byPrior.entries()) {
    expect(w).toBeCloseTo(byDecay[i]!, 5);
    expect(Math.abs(w - neither[i]!)).toBeGreaterThan(1e-4);
  }
});

test("Adam with its epsilon scaled along takes the same path on a scaled objective", async () => {
  const path = async (scale: number) => {
    const value = tensor([0.7]);
    const state = adam({ epsilon: 1e-3 * scale }).start([{ name: "w", value, decays: true }]);
    for (let step = 0; step < 10; step++)
      state.step([tensor([scale * (2 * (await value.read())[0]! - 1)])], { learningRate: 0.01, ...unused });
    return (await value.read())[0]!;
  };
  expect(await path(1024)).toBeCloseTo(await path(1), 6);
});

test("schedules are factors of the base rate by epoch from 0", () => {
  expect([0, 4, 5, 10].map(stepDecay({ every: 5, factor: 0.5 }).factor)).toEqual([1, 1, 0.5, 0.25]);
  const cosine = cosineDecay({ epochs: 100 }).factor;
  expect([0, 50, 100, 200].map((epoch) => Math.round(cosine(epoch) * 1e12) / 1e12)).toEqual([1, 0.5, 0, 0]);
  const restarts = cosineRestarts({ epochs: 4 }).factor;
  expect([0, 2, 4, 6, 7].map((epoch) => Math.round(restarts(epoch) * 1e4) / 1e4)).toEqual([1, 0.5, 1, 0.5, 0.1464]);
  expect(constantRate().factor(99)).toBe(1);
});

test("the first parameters are uniform within the bounds asked for", async () => {
  const network = mlp({ inputs: 100, hidden: [50], outputs: 2 });
  for (const { name, value } of initialParameters(network, {
    family: "gaussian",
    initialization: { mean: "fan-in", rho: [-3, -2] },
    key: key(2),
  })) {
    const values = await value.read();
    const bound = name.endsWith("rho") ? [-3, -2] : name.startsWith("0") ? [-0.1, 0.1] : [-1 / Math.sqrt(50), 1 / Math.sqrt(50)];
    expect(Math.min(...values), name).toBeGreaterThanOrEqual(Math.fround(bound[0]!));
    expect(Math.max(...values), name).toBeLessThanOrEqual(Math.fround(bound[1]!));
    if (values.length > 1000) expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.98 * (bound[1]! - bound[0]!));
  }
});
