import { engine, integers, key, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import type { Inference, TrainingProgress } from "../inference.ts";
import { bayesByBackprop, deepEnsemble, map, mcDropout } from "../methods/index.ts";
import type { Posterior } from "../posteriors/posterior.ts";
import { run } from "../run.ts";
import { blobs, linearRegression } from "../testing/problems.ts";
import { type EarlyStopping, negativeLogLikelihoodOf } from "./early-stopping.ts";
import { keepBest } from "./keep-best.ts";

const problem = blobs(100);
const validation = blobs(40).data;
const own = key(21);
const settings = { epochs: 6, batchSize: 40, learningRate: 0.01 };
const six = bayesByBackprop(settings);

type Report = Omit<TrainingProgress, "checkpoint" | "posterior">;
const numbers = ({ checkpoint: _, posterior: __, ...rest }: TrainingProgress): Report => rest;
async function fitted(method: Inference, options: object = { validation }): Promise<{ reports: Report[]; posterior: Posterior }> {
  const reports: Report[] = [];
  const posterior = await run(method.fit(problem, own, options), { onProgress: (progress) => reports.push(numbers(progress)) });
  return { reports, posterior };
}

/** Scores by epoch, one after the other. */
function scripted(scores: readonly number[], patience: number): EarlyStopping {
  let epoch = 0;
  return { patience, score: () => scores[epoch++]!, name: "scripted" };
}

/** The posterior of `six` after so many epochs. */
async function after(epochs: number): Promise<Uint8Array> {
  let saved: Uint8Array | undefined;
  const fit = six.fit(problem, own);
  for (let next = await fit.next(); !next.done; next = await fit.next())
    if (next.value.step === 3 * epochs) saved = await next.value.posterior().save();
  return saved!;
}

describe("training ends after `patience` epochs without a lower score, with the posterior of the best epoch", () => {
  test.each([
    ["the first is best", [1, 2, 3, 4, 5, 6], 2, 3, 1],
    ["patience 1", [3, 2, 4, 1, 0, 0], 1, 3, 2],
    ["it gets better just in time", [3, 4, 2, 4, 1, 9], 2, 6, 5],
    ["always better", [6, 5, 4, 3, 2, 1], 1, 6, 6],
    ["equals are no better, and the later is kept", [3, 2, 2, 2, 1, 0], 2, 4, 4],
    ["NaN is no better", [3, Number.NaN, Number.NaN, 1, 1, 1], 2, 3, 1],
    ["all NaN: all epochs, and the last", Array(6).fill(Number.NaN), 2, 6, 6],
  ])("%s", async (_, scores, patience, epochs, best) => {
    const { reports, posterior } = await fitted(bayesByBackprop({ ...settings, earlyStopping: scripted(scores, patience) }));
    expect(reports.at(-1)).toMatchObject({ epoch: epochs, step: 3 * epochs, steps: 18, epochs: 6 });
    expect(await posterior.save()).toEqual(await after(best));
    expect(reports.flatMap(({ metrics }) => (metrics ? [metrics.validation] : []))).toEqual(scores.slice(0, epochs));
  });
});

test("the steps are those of a training without it; validation data alone are measured, and change no bit", async () => {
  const plain = await fitted(six, {});
  const measured = await fitted(six);
  const stopped = await fitted(bayesByBackprop({ ...settings, earlyStopping: { patience: 6 } }));
  const bare = (reports: readonly Report[]) => reports.map(({ metrics: _, ...rest }) => rest);
  expect(bare(measured.reports)).toEqual(plain.reports);
  expect(stopped.reports).toEqual(measured.reports);
  expect(await measured.posterior.save()).toEqual(await plain.posterior.save());
  expect(measured.reports.map(({ metrics }) => metrics !== undefined)).toEqual(plain.reports.map(({ step }) => step % 3 === 0));
});

describe("the score is the negative log-likelihood of the averaged prediction", () => {
  const methods: Record<string, Inference> = {
    map: map(settings),
    bayesByBackprop: six,
    mcDropout: mcDropout(settings),
    deepEnsemble: deepEnsemble({ ...settings, epochs: 1, members: 3 }),
  };
  test.each(Object.entries(methods))("%s", async (_, method) => {
    const { posterior } = await fitted(method, {});
    const functions = posterior.support ?? [0, 1, 2].map((draw) => posterior.draw(key(5).child(draw)));
    const labels = await validation.y.read();
    const likelihoods = new Float64Array(labels.length);
    for (const evaluate of functions) {
      const logits = await evaluate(validation.x).read();
      for (const [i, label] of labels.entries()) {
        const pair = [Math.exp(logits[2 * i]!), Math.exp(logits[2 * i + 1]!)] as const;
        likelihoods[i]! += pair[label as 0 | 1] / (pair[0] + pair[1]) / functions.length;
      }
    }
    const expected = -likelihoods.reduce((total, p) => total + Math.log(p), 0) / labels.length;
    expect(await negativeLogLikelihoodOf(posterior, validation, { draws: 3, key: key(5) })).toBeCloseTo(expected, 5);
  });

  test("of more rows than are evaluated at a time, and of rows that no draw finds likely", async () => {
    const { model, data } = linearRegression({ count: 2400 });
    const posterior = await run(bayesByBackprop({ epochs: 1, batchSize: 1200 }).fit({ model, data }, own));
    const far = { x: data.x, y: tensor((await data.y.read()).map((value) => value + 40) as Float32Array, [2400, 1]) };
    const expected = async ({ x, y }: typeof data) => {
      const [targets, means] = [
        (await y.read()) as Float32Array,
        await Promise.all([0, 1].map((draw) => posterior.draw(own.child(draw))(x).read())),
      ];
      const constant = Math.log(0.5) + 0.5 * Math.log(2 * Math.PI);
      return (
        targets.reduce((total: number, target, i) => {
          const [a, b] = means.map((of) => -((target - of[i]!) ** 2) / (2 * 0.25) - constant) as [number, number];
          return total - (Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b))) - Math.log(2));
        }, 0) / targets.length
      );
    };
    for (const some of [data, far]) {
      const found = await negativeLogLikelihoodOf(posterior, some, { draws: 2, key: own });
      // float32 log densities of thousands of nats
      expect(found / (await expected(some))).toBeCloseTo(1, 5);
    }
  });
});

const stopping: Record<string, Inference> = {
  map: map({ ...settings, learningRate: 0.3, earlyStopping: { patience: 2 } }),
  bayesByBackprop: bayesByBackprop({ ...settings, learningRate: 0.5, earlyStopping: { patience: 1, draws: 4 } }),
  mcDropout: mcDropout({ ...settings, learningRate: 0.3, earlyStopping: { patience: 1 } }),
  deepEnsemble: deepEnsemble({ ...settings, learningRate: 0.3, members: 2, earlyStopping: { patience: 1 } }),
  "keepBest of map": keepBest(map({ ...settings, learningRate: 0.3, earlyStopping: { patience: 2 } }), { score: ({ epoch }) => -epoch }),
};

describe.each(Object.entries(stopping))("%s", (name, method) => {
  test("interrupted after any step and resumed, it reports, stops and ends with the bits of a run left alone", async () => {
    const reports: Report[] = [];
    const checkpoints: Uint8Array[] = [];
    const fit = method.fit(problem, own, { validation });
    let next = await fit.next();
    for (; !next.done; next = await fit.next()) {
      reports.push(numbers(next.value));
      checkpoints.push(await next.value.checkpoint());
    }
    const alone = await next.value.save();
    // else nothing stopped early and the test would not see it
    if (name !== "deepEnsemble") expect(reports.length).toBeLessThan(reports[0]!.steps);
    for (const [done, resume] of checkpoints.entries()) {
      const rest = await fitted(method, { validation, resume });
      expect(rest.reports, `resumed after step ${done + 1}`).toEqual(reports.slice(done + 1));
      expect(await rest.posterior.save(), `resumed after step ${done + 1}`).toEqual(alone);
    }
  });

  test("gives back what it does not return, stopped or left", async () => {
    const round = async () => {
      (await fitted(method)).posterior.dispose();
      const left = method.fit(problem, own, { validation });
      for (let step = 0; step < 4; step++) await left.next();
      await left.return(undefined as never);
    };
    await round();
    const { held } = engine.info().memoryMiB;
    for (let i = 0; i < 3; i++) await round();
    expect(engine.info().memoryMiB.held).toBe(held);
  });
});

describe("refused in a line", () => {
  test.each<[EarlyStopping, string]>([
    [{ patience: 0 }, "map: earlyStopping: patience is 0, expected a whole number from 1"],
    [{ patience: 1, draws: 1.5 }, "map: earlyStopping: draws is 1.5"],
    [{ patience: 1, score: "accuracy" as never }, 'map: earlyStopping: score is "accuracy", expected negativeLogLikelihood'],
  ])("%j", (earlyStopping, message) => {
    expect(() => map({ ...settings, earlyStopping })).toThrow(message);
  });

  test("no validation data, empty ones, and x and y of different lengths", async () => {
    const method = map({ ...settings, earlyStopping: { patience: 1 } });
    await expect(fitted(method, {})).rejects.toThrow("map: earlyStopping needs validation data, given to fit");
    const none = { x: tensor(new Float32Array(0), [0, 2]), y: integers([]) };
    await expect(fitted(method, { validation: none })).rejects.toThrow("map: the validation set is empty");
    const uneven = { x: validation.x, y: integers([0, 1]) };
    await expect(fitted(method, { validation: uneven })).rejects.toThrow("map: x has 40 examples, y has 2, in the validation set");
  });

  test("a checkpoint of a training without it", async () => {
    const resume = await ((await map(settings).fit(problem, own).next()).value as TrainingProgress).checkpoint();
    await expect(fitted(map({ ...settings, earlyStopping: { patience: 1 } }), { validation, resume })).rejects.toThrow(
      'earlyStopping(map): the checkpoint is of "map"',
    );
  });
});
