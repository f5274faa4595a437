import { setTimeout as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Experiment, LabelledImages, RunRequest } from "@credence/lab";
import { runExperiment, toyDependencies, toyExperiment } from "@credence/lab/testing";
import { engine, keep, key, zeros } from "@credence/tensor";
import { loadPosterior } from "credence";
import { expect, test } from "vitest";
import type { MnistTraining } from "./weight-uncertainty/mnist/training.ts";
import { mnistError } from "./weight-uncertainty/mnist-error/mnist-error.ts";
import { regressionEnsembles } from "./weight-uncertainty/regression-ensembles/regression-ensembles.ts";

setFlagsFromString("--expose_gc");
const collectGarbage = runInNewContext("gc") as () => void;

const heldMiB = () => engine.info().memoryMiB.held;

/** What is held once the collector has taken the arrays that were made outside all scopes and forgotten. */
async function settled(): Promise<number> {
  for (let i = 0; i < 5; i++) {
    collectGarbage();
    await turn(5);
  }
  return heldMiB();
}

const images = (count: number): LabelledImages => ({
  count,
  height: 28,
  width: 28,
  pixels: Uint8Array.from({ length: count * 784 }, (_, i) => (i * 37) % 256),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
});
const epochs = { bayesian: [1], point: [1] };
const tiny: Partial<MnistTraining> = { units: [8], epochs, trainImages: 400, testImages: 100, batchSize: 100 };
const load = (async () => ({ train: images(400), test: images(100) })) as never;

const run = (experiment: unknown) => ({ experiment, budget: "smoke", seed: 0, options: {}, command: "" }) as RunRequest;
const real = { key: key(0), load, loadPosterior };

test("chapters one after the other hold no more than before, whether they are trained or loaded", async () => {
  const chapter = { ...mnistError, budgets: { ...mnistError.budgets, smoke: { ...mnistError.budgets.smoke, ...tiny } } };
  const before = await settled();
  const { artifacts } = toyDependencies();
  let most = 0;
  const onProgress = () => void (most = Math.max(most, heldMiB()));
  for (let repeat = 0; repeat < 2; repeat++) {
    await runExperiment(run(chapter), toyDependencies({ ...real, artifacts, onProgress }));
    expect(await settled()).toBe(before);
  }
  expect(most - before, "the images alone").toBeGreaterThan((500 * 784 * 4) / 2 ** 20);
  await runExperiment(run(regressionEnsembles), toyDependencies({ ...real, artifacts, onProgress }));
  expect(await settled()).toBe(before);
});

/** Keeps an array and disposes of nothing. */
const wasteful = (then: () => void): Experiment => ({
  ...(toyExperiment() as Experiment),
  async *run() {
    keep(zeros([1000, 100]));
    then();
    yield { label: "first", done: 1, total: 2, unit: "steps" };
    yield { label: "second", done: 2, total: 2, unit: "steps" };
    return null;
  },
});

test("an experiment that fails or is interrupted gives back what it kept, too", async () => {
  const before = await settled();
  const fail = () => {
    expect(heldMiB()).toBeGreaterThan(before);
    throw new Error("broken");
  };
  await expect(runExperiment(run(wasteful(fail)), toyDependencies())).rejects.toThrow("broken");
  expect(heldMiB()).toBe(before);
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  await expect(runExperiment(run(wasteful(interrupt)), toyDependencies({ signal: controller.signal }))).rejects.toThrow("interrupted");
  expect(heldMiB()).toBe(before);
});
