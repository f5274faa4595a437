import { key } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { adam } from "../../optim/adam.ts";
import { stepDecay } from "../../optim/schedules.ts";
import { sgd } from "../../optim/sgd.ts";
import type { Inference, TrainingProgress } from "../inference.ts";
import { bayesByBackprop } from "../methods/bayes-by-backprop.ts";
import { loadPosterior } from "../posteriors/load-posterior.ts";
import { run } from "../run.ts";
import { blobs, shortFits } from "../testing/problems.ts";

const problem = blobs(120);
const own = key(21);

const variants: Record<string, Inference> = {
  ...shortFits,
  "bayesByBackprop, local, sgd with momentum": bayesByBackprop({
    epochs: 2,
    batchSize: 50,
    estimator: "local",
    optimizer: sgd({ momentum: 0.9, weightDecay: 1e-3 }),
  }),
  "bayesByBackprop, flipout, falling rate": bayesByBackprop({
    epochs: 3,
    batchSize: 70,
    estimator: "flipout",
    schedule: stepDecay({ every: 1, factor: 0.5 }),
  }),
  "bayesByBackprop, weight decay, last batch dropped": bayesByBackprop({
    epochs: 2,
    batchSize: 50,
    optimizer: adam({ weightDecay: 1e-2 }),
    lastBatch: "drop",
  }),
};

const numbers = ({ step, steps, epoch, epochs, complexity, negativeLogLikelihood, objective }: TrainingProgress) => ({
  step,
  steps,
  epoch,
  epochs,
  complexity,
  negativeLogLikelihood,
  objective,
});

describe.each(Object.entries(variants))("%s", (_, method) => {
  test("interrupted after any step and resumed, it reports and ends with the bits of a run left alone", async () => {
    const reports: ReturnType<typeof numbers>[] = [];
    const checkpoints: Uint8Array[] = [];
    const fit = method.fit(problem, own);
    let next = await fit.next();
    for (; !next.done; next = await fit.next()) {
      reports.push(numbers(next.value));
      checkpoints.push(await next.value.checkpoint());
    }
    const alone = await next.value.save();
    expect(reports.map(({ step }) => step)).toEqual(reports.map((_, i) => i + 1));
    expect(reports.at(-1)).toMatchObject({ step: reports[0]!.steps, epoch: reports[0]!.epochs });
    for (const [done, checkpoint] of checkpoints.entries()) {
      const rest: ReturnType<typeof numbers>[] = [];
      const posterior = await run(method.fit(problem, own, { resume: checkpoint }), {
        onProgress: (progress) => rest.push(numbers(progress)),
      });
      expect(rest, `resumed after step ${done + 1}`).toEqual(reports.slice(done + 1));
      expect(await posterior.save(), `resumed after step ${done + 1}`).toEqual(alone);
    }
  });

  test("two runs of one key are equal; another key's is not", async () => {
    const bytes = async (seed: number) => (await run(method.fit(problem, key(seed)))).save();
    expect(await bytes(3)).toEqual(await bytes(3));
    expect(await bytes(3)).not.toEqual(await bytes(4));
  });

  test("the posterior of a step is that of a run that ended there", async () => {
    const fit = method.fit(problem, own);
    let last: Uint8Array | undefined;
    let next = await fit.next();
    for (; !next.done; next = await fit.next()) last = await next.value.posterior().save();
    // the steps of Laplace train a point, whose curvature is taken at the end
    if (method.name === "laplace") expect((await loadPosterior(last!)).kind).toBe("point");
    else expect(last).toEqual(await next.value.save());
  });
});

test("a checkpoint of another key is refused", async () => {
  const { map } = shortFits;
  const next = await map.fit(problem, own).next();
  const checkpoint = await (next.value as TrainingProgress).checkpoint();
  await expect(run(map.fit(problem, key(22), { resume: checkpoint }))).rejects.toThrow("map: the checkpoint's settings.key is [");
});

describe("a checkpoint that does not fit is refused", () => {
  const firstCheckpoint = async (method: Inference) => {
    const next = await method.fit(problem, own).next();
    return (next.value as TrainingProgress).checkpoint();
  };

  test.each([
    ["of another method", shortFits.map, shortFits.bayesByBackprop, 'bayesByBackprop: the checkpoint is of "map"'],
    ["of an ensemble", shortFits.deepEnsemble, shortFits.map, 'map: the checkpoint is of "deepEnsemble"'],
    ["of a member", shortFits.map, shortFits.deepEnsemble, 'deepEnsemble: the checkpoint is of "map"'],
    ["of a longer run", shortFits.bayesByBackprop, bayesByBackprop({ epochs: 9, batchSize: 50 }), "a run of 6 steps, expected 27"],
    [
      "of another learning rate",
      bayesByBackprop({ epochs: 2, batchSize: 50, learningRate: 1e-2 }),
      bayesByBackprop({ epochs: 2, batchSize: 50 }),
      "bayesByBackprop: the checkpoint's settings.learningRate is 0.01, expected 0.001",
    ],
    [
      "without the optimiser's arrays",
      bayesByBackprop({ epochs: 2, batchSize: 50, optimizer: sgd() }),
      shortFits.bayesByBackprop,
      'has no array "0.weight.mean.firstMoment"',
    ],
  ])("%s", async (_, from, into, message) => {
    await expect(run(into.fit(problem, own, { resume: await firstCheckpoint(from) }))).rejects.toThrow(message);
  });
});
