import { engine, key, randomNormal, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { sgd } from "../../optim/sgd.ts";
import type { Inference, TrainingProgress } from "../inference.ts";
import { map, mapSteps } from "../methods/map.ts";
import { openSaved } from "../posteriors/saved.ts";
import { run } from "../run.ts";
import { averagedPoints } from "../testing/averaged-points.ts";
import { blobs } from "../testing/problems.ts";
import { iterativeInference } from "./iterative.ts";
import { langevin } from "./langevin.ts";
import { openTraining, type StepMethod } from "./training.ts";

const problem = blobs(100);
const own = key(21);
const settings = { epochs: 3, batchSize: 40 };
const averaged = iterativeInference(averagedPoints(), settings);
const noisy = map({ ...settings, optimizer: langevin({ temperature: 1, friction: 1 }), learningRate: 0.01 });

async function weightsOf(saved: Promise<Uint8Array>): Promise<Map<string, Float32Array>> {
  const values = new Map<string, Float32Array>();
  for (const { name, value } of openSaved(await saved).arrays) values.set(name, (await value.read()) as Float32Array);
  return values;
}

type Report = Omit<TrainingProgress, "checkpoint" | "posterior">;
const numbers = ({ checkpoint: _, posterior: __, ...rest }: TrainingProgress): Report => rest;

test("state follows the steps: the average of all weights on the way, and its measure in the progress", async () => {
  const path: Map<string, Float32Array>[] = [];
  const plain = map(settings).fit(problem, own);
  for (let next = await plain.next(); !next.done; next = await plain.next()) path.push(await weightsOf(next.value.posterior().save()));
  const reports: Report[] = [];
  const posterior = await run(averaged.fit(problem, own), { onProgress: (progress) => reports.push(numbers(progress)) });
  const found = await weightsOf(posterior.save());
  let last = 0;
  for (const [name, values] of found)
    for (const [i, value] of values.entries()) {
      const mean = (count: number) => path.slice(0, count).reduce((total, weights) => total + weights.get(name)![i]!, 0) / count;
      expect(value).toBeCloseTo(mean(path.length), 6);
      last += (path.at(-1)!.get(name)![i]! - mean(path.length - 1)) ** 2;
    }
  expect(path.length).toBe(9);
  expect(reports.at(-1)!.metrics!.distance! / last).toBeCloseTo(1, 4);
  expect(reports.every(({ metrics }) => Object.keys(metrics!).join() === "distance")).toBe(true);
});

test("a method that measures nothing has no metrics", async () => {
  const { value } = await map(settings).fit(problem, own).next();
  expect("metrics" in (value as TrainingProgress)).toBe(false);
});

describe.each(Object.entries({ "a method with state": averaged, "an optimiser with noise": noisy }))("%s", (_, method: Inference) => {
  test("interrupted after any step and resumed, it reports and ends with the bits of a run left alone", async () => {
    const reports: Report[] = [];
    const checkpoints: Uint8Array[] = [];
    const fit = method.fit(problem, own);
    let next = await fit.next();
    for (; !next.done; next = await fit.next()) {
      reports.push(numbers(next.value));
      checkpoints.push(await next.value.checkpoint());
    }
    const alone = await next.value.save();
    for (const [done, resume] of checkpoints.entries()) {
      const rest: Report[] = [];
      const posterior = await run(method.fit(problem, own, { resume }), { onProgress: (progress) => rest.push(numbers(progress)) });
      expect(rest, `resumed after step ${done + 1}`).toEqual(reports.slice(done + 1));
      expect(await posterior.save(), `resumed after step ${done + 1}`).toEqual(alone);
    }
  });

  test("gives its arrays back", async () => {
    const round = async () => (await run(method.fit(problem, own))).dispose();
    await round();
    const { held } = engine.info().memoryMiB;
    for (let i = 0; i < 3; i++) await round();
    expect(engine.info().memoryMiB.held).toBe(held);
  });
});

test("an optimiser's noise is that of the step's key, scaled by the size of the data set", async () => {
  const after = async (optimizer = sgd()) => {
    const training = openTraining(mapSteps(), { model: problem.model, optimizer }, own);
    const place = { batch: 0, batches: 1, epoch: 0, batchSize: 100, count: 100 };
    training.step({ ...problem.data, place, key: key(5) }, 0.02);
    return weightsOf(training.posterior().save());
  };
  const [still, moved] = [await after(), await after(langevin({ temperature: 1, friction: 1 }))];
  for (const [name, values] of moved) {
    const noise = await randomNormal(key(5).child("optimizer").child(name), [values.length]).read();
    for (const [i, value] of values.entries()) expect(value - still.get(name)![i]!).toBeCloseTo(0.02 * noise[i]!, 6);
  }
});

test("two arrays of one name are refused: a checkpoint would keep one", () => {
  const method = averagedPoints();
  const twice: StepMethod = {
    ...method,
    start: (model, startKey) => ({ ...method.start(model, startKey), state: [{ name: "0.bias.mean", value: tensor([0]) }] }),
  };
  expect(() => openTraining(twice, { model: problem.model, optimizer: sgd() }, own)).toThrow(
    'averagedPoints: two arrays are called "0.bias.mean"',
  );
});
