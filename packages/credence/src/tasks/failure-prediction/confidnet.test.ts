import { integers, key, randomNormal, type Tensor, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { features } from "../../inference/features.ts";
import { loadPosterior } from "../../inference/posteriors/load-posterior.ts";
import { pointPosterior } from "../../inference/posteriors/point-posterior.ts";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import { run } from "../../inference/run.ts";
import { keepBest } from "../../inference/training/keep-best.ts";
import { model } from "../../model/model.ts";
import { dense, dropout, lstm, sequential } from "../../nn/index.ts";
import { constantRate, sgd } from "../../optim/index.ts";
import type { BernoulliPredictive } from "../../predictive/bernoulli-predictive.ts";
import { smallClassifier, trainedArrays } from "../testing/small-classifier.ts";
import { confidenceLikelihood, confidenceModel } from "./confidence-model.ts";
import { confidenceTraining } from "./confidence-training.ts";
import { confidence, confidnet, trueClassProbabilities } from "./confidnet.ts";

const dropping = smallClassifier({ dropout: 0.5 });
const classifier = pointPosterior(dropping, trainedArrays(dropping, 5));
const x = randomNormal(key(1), [60, 2]);
const y = integers(Array.from({ length: 60 }, (_, i) => i % 3));
const data = { x, y };
const hidden = [6];
const problem = { model: confidenceModel(dropping, { hidden }), data };
const training = { epochs: 3, batchSize: 20, learningRate: 1e-2 };
const from = { from: classifier };
const read = async (values: Tensor) => [...(await values.read())];
const arraysOf = async ({ parameters }: Posterior) =>
  Object.fromEntries(await Promise.all(parameters!.map(async ({ name, value }) => [name, await read(value)] as const)));
const sigmoid = (f: number) => 1 / (1 + Math.exp(-f));

describe("the likelihood", () => {
  const outputs = tensor([[0.7], [-2]]);
  const targets = tensor([[0.9], [0.2]]);

  test("is the squared error of the sigmoid, or the cross-entropy of the target", async () => {
    const [square, entropy] = (["squared-error", "cross-entropy"] as const).map((loss) =>
      confidenceLikelihood({ loss }).negativeLogProb(outputs, targets),
    );
    const c = [0.7, -2].map(sigmoid);
    const t = [0.9, 0.2];
    for (const [i, value] of (await read(square!)).entries()) expect(value).toBeCloseTo((c[i]! - t[i]!) ** 2, 6);
    for (const [i, value] of (await read(entropy!)).entries())
      expect(value).toBeCloseTo(-t[i]! * Math.log(c[i]!) - (1 - t[i]!) * Math.log(1 - c[i]!), 5);
  });

  test("takes one target for each example", () =>
    expect(() => confidenceLikelihood({ loss: "squared-error" }).negativeLogProb(outputs, tensor([[1, 0]]))).toThrow(
      "confidenceLikelihood: y is",
    ));
});

test("true-class probabilities are the softmax at the label", async () => {
  const outputs = await read(classifier.support![0]!(x));
  const got = await read(trueClassProbabilities(classifier, data));
  for (let n = 0; n < 60; n++) {
    const exps = outputs.slice(3 * n, 3 * n + 3).map(Math.exp);
    expect(got[n]).toBeCloseTo(exps[n % 3]! / exps.reduce((a, b) => a + b), 5);
  }
});

test("the network is the classifier's features and a head", () => {
  const { network } = confidenceModel(dropping);
  expect(network.weights.map(({ name, shape }) => `${name} ${shape.join("x")}`)).toEqual([
    "0.weight 2x4",
    "0.bias 4",
    ...[
      "3.weight 4x400",
      "3.bias 400",
      "5.weight 400x400",
      "5.bias 400",
      "7.weight 400x400",
      "7.bias 400",
      "9.weight 400x400",
      "9.bias 400",
    ],
    "11.weight 400x1",
    "11.bias 1",
  ]);
});

test("with dropout off a recurrent layer of the classifier stays, and dropout layers drop nothing", () => {
  const network = sequential([
    lstm({ inputs: 1, units: 4, recurrentDropout: 0.5 }),
    dropout({ rate: 0.5 }),
    dense({ inputs: 4, outputs: 3 }),
  ]);
  const { layers } = confidenceModel(model({ ...dropping, network }), { hidden, dropout: "off" }).network;
  expect(layers.slice(0, 2).map((layer) => layer.toJSON())).toMatchObject([{ kind: "lstm" }, { kind: "dropout", rate: 0 }]);
});

test("a step of the full batch with dropout off is gradient descent on the head alone, by differences", async () => {
  const step = { epochs: 1, batchSize: 60, learningRate: 0.5, optimizer: sgd(), schedule: constantRate(), dropout: "off" } as const;
  const start = await arraysOf(await startOf(key(2)));
  const after = await arraysOf(await run(confidenceTraining(step).fit(problem, key(2), from)));
  const [z, t] = [await read(features(classifier, x)), await read(trueClassProbabilities(classifier, data))];
  const loss = (arrays: Record<string, number[]>): number => {
    let total = 0;
    for (let n = 0; n < 60; n++) {
      let f = arrays["5.bias.mean"]![0]!;
      for (let j = 0; j < 6; j++) {
        let unit = arrays["3.bias.mean"]![j]!;
        for (let i = 0; i < 4; i++) unit += z[4 * n + i]! * arrays["3.weight.mean"]![6 * i + j]!;
        f += Math.max(0, unit) * arrays["5.weight.mean"]![j]!;
      }
      total += (sigmoid(f) - t[n]!) ** 2 / 60;
    }
    return total;
  };
  for (const name of ["3.weight.mean", "3.bias.mean", "5.weight.mean", "5.bias.mean"])
    for (const [i, value] of start[name]!.entries()) {
      const at = (h: number) => loss({ ...start, [name]: start[name]!.with(i, value + h) });
      const slope = (at(1e-5) - at(-1e-5)) / 2e-5;
      expect(after[name]![i]).toBeCloseTo(value - 0.5 * slope, 5);
    }
  const theirs = await arraysOf(classifier);
  for (const name of ["0.weight.mean", "0.bias.mean"]) expect(after[name]).toEqual(theirs[name]);
});

/** The posterior before the first step moves anything: that of a rate too small to. */
const startOf = (own: ReturnType<typeof key>) =>
  run(confidenceTraining({ epochs: 1, batchSize: 60, learningRate: 1e-30, optimizer: sgd(), dropout: "off" }).fit(problem, own, from));

test("a head of one unit finds the mean of what it aims at", async () => {
  // no features: with them constant, the least squares answer is the mean
  const constant = { x: tensor(new Float32Array(120), [60, 2]), y };
  const method = confidenceTraining({ epochs: 300, batchSize: 60, learningRate: 0.05, dropout: "off" });
  const trained = await run(method.fit({ ...problem, data: constant }, key(3), from));
  const t = await read(trueClassProbabilities(classifier, constant));
  const prepared = await confidence().prepare(trained, { training: constant, draws: 1 }, key(0));
  const [score] = await read(await prepared.score(constant.x));
  expect(1 - score!).toBeCloseTo(t.reduce((a, b) => a + b) / 60, 3);
});

test("dropout on draws new masks: another result than off, the same for the same key", async () => {
  const [on, again, off] = await Promise.all(
    (["on", "on", "off"] as const).map(async (dropout) =>
      arraysOf(await run(confidenceTraining({ ...training, dropout }).fit(problem, key(4), from))),
    ),
  );
  expect(on).toEqual(again);
  expect(on!["5.weight.mean"]).not.toEqual(off!["5.weight.mean"]);
});

test("interrupted after any step and resumed, the same bits; saved and loaded, the same posterior", async () => {
  const method = keepBest(confidenceTraining(training), {
    name: "the second epoch",
    score: ({ epoch }) => (epoch === 2 ? 0 : 1),
  });
  const whole = await run(method.fit(problem, key(5), from));
  for (const stop of [1, 4, 7]) {
    let checkpoint: Uint8Array | undefined;
    for await (const step of method.fit(problem, key(5), from))
      if (step.step === stop) {
        checkpoint = await step.checkpoint();
        break;
      }
    const resumed = await run(method.fit(problem, key(5), { ...from, resume: checkpoint! }));
    expect(await arraysOf(resumed)).toEqual(await arraysOf(whole));
  }
  // the second epoch was kept, not the last
  expect(await arraysOf(whole)).not.toEqual(await arraysOf(await run(confidenceTraining(training).fit(problem, key(5), from))));
  const loaded = await loadPosterior(await whole.save(), problem);
  expect(await arraysOf(loaded)).toEqual(await arraysOf(whole));
});

describe("the predictor", () => {
  const options = { training: data, draws: 1 };
  const settings = { ...training, hidden };

  test("scores by the posterior that its training gives", async () => {
    const prepared = await confidnet(settings).prepare(classifier, options, key(6));
    const trained = (await run(
      confidenceTraining(training).fit(problem, key(6).child("confidnet"), from),
    )) as Posterior<BernoulliPredictive>;
    const logits = await read(trained.support![0]!(x));
    const scores = await read(await prepared.score(x));
    for (const [n, score] of scores.entries()) expect(score).toBeCloseTo(1 - sigmoid(logits[n]!), 5);
    prepared.dispose();
  });

  test("a second phase moves the copy of the encoder, not the classifier", async () => {
    const before = await arraysOf(classifier);
    const first = await confidnet(settings).prepare(classifier, options, key(6));
    const second = await confidnet({ ...settings, fineTuning: { epochs: 20, batchSize: 20, learningRate: 1e-2 } }).prepare(
      classifier,
      options,
      key(6),
    );
    const t = await read(trueClassProbabilities(classifier, data));
    const error = async (scores: Promise<Tensor>) =>
      (await read(await scores)).reduce((total, score, n) => total + (1 - score - t[n]!) ** 2 / 60, 0);
    expect(await error(second.score(x))).toBeLessThan(await error(first.score(x)));
    expect(await arraysOf(classifier)).toEqual(before);
  });
});

describe("what cannot be trained is named", () => {
  const fit = (options: object, given = problem) => run(confidenceTraining(training).fit(given, key(0), options));

  test("without a classifier, with validation data, with other labels or another model", async () => {
    await expect(fit({})).rejects.toThrow("confidnet: from is missing, expected the classifier's posterior");
    await expect(fit({ ...from, validation: data })).rejects.toThrow("confidnet: validation data were given, expected none");
    await expect(fit(from, { ...problem, data: { x, y: integers(new Int32Array(60).fill(3)) } })).rejects.toThrow(
      "confidnet: y is 3 in row 0, expected a class from 0 to 2",
    );
    await expect(fit(from, { model: dropping as never, data })).rejects.toThrow(
      "confidnet: the problem's model is of a categorical likelihood over 0.weight [2, 4], 0.bias [4], expected confidenceModel(classifier.model)",
    );
    expect(() => confidenceTraining({ ...training, dropout: "half" as never })).toThrow('confidnet: dropout is "half", expected on or off');
  });
});

test("settings are told with their defaults", () => {
  expect(confidenceTraining({ epochs: 2, batchSize: 5 }).toJSON()).toMatchObject({
    name: "confidnet",
    dropout: "on",
    epochs: 2,
    learningRate: 1e-3,
  });
});
