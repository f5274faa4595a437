import { engine, key } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import type { Inference, TrainingProgress } from "../inference.ts";
import { bayesByBackprop, map } from "../methods/index.ts";
import { run } from "../run.ts";
import { blobs, shortFits } from "../testing/problems.ts";
import { keepBest } from "./keep-best.ts";

const problem = blobs(100);
const own = key(21);
const six = bayesByBackprop({ epochs: 6, batchSize: 40 });

/** Scores by epoch, from the first. */
const scored = (method: Inference, scores: readonly number[]) => keepBest(method, { score: ({ epoch }) => scores[epoch - 1]! });
/** The posterior of `six` after so many epochs. */
async function after(epochs: number): Promise<Uint8Array> {
  let saved: Uint8Array | undefined;
  const fit = six.fit(problem, own);
  for (let next = await fit.next(); !next.done; next = await fit.next())
    if (next.value.epoch === epochs && next.value.step === 3 * epochs) saved = await next.value.posterior().save();
  return saved!;
}

describe("the posterior is that of the epoch with the lowest score", () => {
  test.each([
    ["in the middle", [5, 3, 1, 2, 4, 6], 3],
    ["the first", [0, 3, 1, 2, 4, 6], 1],
    ["the last", [5, 3, 1, 2, 4, -1], 6],
    ["of equals the later", [5, 1, 3, 1, 2, 2], 4],
    ["never NaN", [Number.NaN, 3, Number.NaN, 2, Number.NaN, Number.NaN], 4],
    ["the last where all are NaN", Array(6).fill(Number.NaN), 6],
    ["infinite is better than none", [Number.POSITIVE_INFINITY, ...Array(5).fill(Number.NaN)], 1],
  ])("%s", async (_, scores, best) => {
    const posterior = await run(scored(six, scores).fit(problem, own));
    expect(await posterior.save()).toEqual(await after(best));
  });
});

test("steps and reports are the method's own, and the score is asked once an epoch", async () => {
  const numbers = ({ checkpoint: _, posterior: __, ...rest }: TrainingProgress) => rest;
  const reports = async (method: Inference) => {
    const all: ReturnType<typeof numbers>[] = [];
    await run(method.fit(problem, own), { onProgress: (progress) => all.push(numbers(progress)) });
    return all;
  };
  const asked: number[] = [];
  const kept = keepBest(six, {
    score: async ({ epoch, objective }) => {
      asked.push(epoch);
      return objective;
    },
  });
  expect(await reports(kept)).toEqual(await reports(six));
  expect(asked).toEqual([1, 2, 3, 4, 5, 6]);
});

test("a step's posterior is the best so far", async () => {
  const fit = scored(six, [2, 1, 3, 4, 5, 6]).fit(problem, own);
  let seen: Uint8Array | undefined;
  for (let next = await fit.next(); !next.done; next = await fit.next())
    if (next.value.epoch === 4) seen ??= await next.value.posterior().save();
  expect(seen).toEqual(await after(2));
});

const { laplace: trainedInside, ...trained } = shortFits;

test("a method that trains first and approximates then is refused: its best epoch would be no approximation", () => {
  expect(() => scored(trainedInside, [1])).toThrow(
    "keepBest: laplace makes its posterior after the last epoch, expected the training inside",
  );
});

describe.each(Object.entries({ ...trained, six }))("%s", (_, method) => {
  test("interrupted after any step and resumed, it ends with the bits of a run left alone", async () => {
    const kept = keepBest(method, { score: ({ epoch, objective }) => (epoch % 2 === 0 ? objective : 10 * objective) });
    const checkpoints: Uint8Array[] = [];
    const fit = kept.fit(problem, own);
    let next = await fit.next();
    for (; !next.done; next = await fit.next()) checkpoints.push(await next.value.checkpoint());
    const alone = await next.value.save();
    for (const [done, resume] of checkpoints.entries())
      expect(await (await run(kept.fit(problem, own, { resume }))).save(), `resumed after step ${done + 1}`).toEqual(alone);
  });
});

test("a checkpoint of another method is refused, and one of the method alone", async () => {
  const first = async (method: Inference) => ((await method.fit(problem, own).next()).value as TrainingProgress).checkpoint();
  const kept = scored(six, [1, 1, 1, 1, 1, 1]);
  await expect(run(kept.fit(problem, own, { resume: await first(six) }))).rejects.toThrow(
    'keepBest(bayesByBackprop): the checkpoint is of "bayesByBackprop"',
  );
  const other = scored(map({ epochs: 6, batchSize: 40 }), [1, 1, 1, 1, 1, 1]);
  await expect(run(kept.fit(problem, own, { resume: await first(other) }))).rejects.toThrow('the checkpoint is of "keepBest(map)"');
});

test.each(["sgld", "sghmc", "cyclicalSgld", "swag", "multiSwag", "deepEnsemble"] as const)(
  "%s, whose posterior may be of copies, gives the memory of each epoch back",
  async (name) => {
    const method = shortFits[name];
    const rising = () => keepBest(method, { score: ({ step }) => step });
    const falling = () => keepBest(method, { score: ({ step, posterior }) => -step * posterior().model.network.layers.length });
    const round = async () => {
      for (const kept of [method, rising(), falling()]) (await run(kept.fit(problem, own, { validation: problem.data }))).dispose();
      for (const steps of [1, 3]) {
        const left = falling().fit(problem, own);
        for (let step = 0; step < steps; step++) await left.next();
        await left.return(undefined as never);
      }
      const failing = keepBest(method, { score: () => Promise.reject(new Error("no score")) });
      await expect(run(failing.fit(problem, own))).rejects.toThrow("no score");
    };
    await round();
    const held = engine.info().memoryMiB.held;
    for (let i = 0; i < 2; i++) await round();
    expect(engine.info().memoryMiB.held).toBe(held);
  },
);

test("what is not the best, and a fit that is left, give their memory back", async () => {
  const round = async () => {
    (await run(scored(six, [6, 5, 4, 3, 2, 1]).fit(problem, own))).dispose();
    (await run(scored(six, [1, 2, 3, 4, 5, 6]).fit(problem, own))).dispose();
    for (const steps of [1, 4, 8]) {
      const left = scored(six, [2, 1, 3, 4, 5, 6]).fit(problem, own);
      for (let step = 0; step < steps; step++) await left.next();
      await left.return(undefined as never);
    }
    const failing = keepBest(six, { score: ({ epoch }) => (epoch < 3 ? 1 : Promise.reject(new Error("no score"))) });
    await expect(run(failing.fit(problem, own))).rejects.toThrow("no score");
    const early = scored(six, [1, 2, 3, 4, 5, 6]).fit(problem, own);
    const first = ((await early.next()).value as TrainingProgress).posterior();
    await early.return(undefined as never);
    expect((await first.save()).length).toBeGreaterThan(0);
    first.dispose();
  };
  await round();
  const held = engine.info().memoryMiB.held;
  for (let i = 0; i < 3; i++) await round();
  expect(engine.info().memoryMiB.held).toBe(held);
});
