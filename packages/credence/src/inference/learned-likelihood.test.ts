import { key, normals, type Tensor, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../distributions/normal.ts";
import { lppd } from "../metrics/lppd.ts";
import { heteroscedasticNormalLikelihood, type Likelihood, normalLikelihood, studentTLikelihood } from "../model/likelihoods/index.ts";
import { type Model, model } from "../model/model.ts";
import { dense } from "../nn/dense.ts";
import { sequential } from "../nn/sequential.ts";
import { adam } from "../optim/adam.ts";
import { expectNormal } from "../predictive/normal-predictive.ts";
import { fgsm, fixedPredictive, inputGradient } from "../tasks/adversarial/index.ts";
import * as methods from "./methods/index.ts";
import { importPosterior } from "./posteriors/import-posterior.ts";
import { loadPosterior } from "./posteriors/load-posterior.ts";
import type { Posterior } from "./posteriors/posterior.ts";
import { predict, predictOutputs } from "./predict.ts";
import { run } from "./run.ts";
import { keepBest } from "./training/keep-best.ts";

const COUNT = 60;
const NOISE = 0.3;
const z = normals(key(5), 2 * COUNT);
const x = tensor(z.slice(0, COUNT), [COUNT, 1]);
/** y = 2 x - 1 + noise */
const targets = z.slice(0, COUNT).map((value, i) => 2 * value - 1 + NOISE * z[COUNT + i]!);
const data = { x, y: tensor(targets, [COUNT, 1]) };
const line = (likelihood: Likelihood, outputs = 1): Model =>
  model({ network: sequential([dense({ inputs: 1, outputs })]), prior: normal({ mean: 0, stdDev: 1 }), likelihood });
const learning = line(normalLikelihood({ stdDev: "learned" }));
const long = { epochs: 400, batchSize: COUNT, learningRate: 0.03 } as const;
const short = { epochs: 3, batchSize: 20 } as const;

/** Least squares: the maximum likelihood of the line, and of the noise the root of its mean square. */
function leastSquares(): { slope: number; intercept: number; stdDev: number } {
  const xs = Array.from(z.slice(0, COUNT));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(xs), mean(Array.from(targets))];
  const slope = mean(xs.map((value, i) => (value - mx) * (targets[i]! - my))) / mean(xs.map((value) => (value - mx) ** 2));
  const intercept = my - slope * mx;
  return { slope, intercept, stdDev: Math.sqrt(mean(xs.map((value, i) => (targets[i]! - slope * value - intercept) ** 2))) };
}

const numbers = async (value: number | Tensor) => (typeof value === "number" ? [value] : [...(await value.read())]);
const stdDevOf = async (posterior: Posterior) => numbers(expectNormal("test", await predict(posterior, x, { draws: 2 }, key(1))).stdDev);

test("maximum likelihood learns the noise that least squares leaves", async () => {
  const posterior = await run(methods.map(long).fit({ model: learning, data }, key(0)));
  const best = leastSquares();
  const [stdDev] = await stdDevOf(posterior);
  expect(stdDev).toBeCloseTo(best.stdDev, 3);
  const [at0, at1] = await predictOutputs(posterior, tensor([[0], [1]]), { draws: 1 }, key(1)).read();
  expect(at0).toBeCloseTo(best.intercept, 2);
  expect(at1! - at0!).toBeCloseTo(best.slope, 2);
});

test("weight decay leaves it alone: under heavy decay of the weights it is the size of the targets", async () => {
  const posterior = await run(methods.map({ ...long, optimizer: adam({ weightDecay: 1000 }) }).fit({ model: learning, data }, key(0)));
  const size = Math.sqrt(targets.reduce((sum, y) => sum + y * y, 0) / COUNT);
  expect((await stdDevOf(posterior))[0]).toBeCloseTo(size, 1);
});

const fits = {
  map: methods.map({ ...short, prior: "model" }),
  bayesByBackprop: methods.bayesByBackprop({ ...short, draws: 2 }),
  local: methods.bayesByBackprop({ ...short, estimator: "local" }),
  deepEnsemble: methods.deepEnsemble({ ...short, members: 3 }),
  keepBest: keepBest(methods.map(short), { score: ({ objective }) => objective }),
};

describe.each(Object.entries(fits))("a learned scale under %s", (name, method) => {
  test("moves, and comes back from a file with the same predictive", async () => {
    for (const own of [learning, line(studentTLikelihood({ degreesOfFreedom: 4, scale: "learned" }))]) {
      const posterior = await run(method.fit({ model: own, data }, key(2)));
      const loaded = await loadPosterior(await posterior.save());
      const [before, after] = await Promise.all([posterior, loaded].map((one) => predict(one, x, { draws: 3 }, key(3))));
      expect(after!.kind).toBe(own.likelihood.kind);
      const scale = async (of: typeof before) => numbers((of as unknown as { scale: Tensor }).scale);
      expect(await scale(after)).toEqual(await scale(before));
      expect(await lppd(after!, data.y)).toBe(await lppd(before!, data.y));
      const scales = await scale(before);
      expect(scales).toHaveLength(name === "deepEnsemble" ? 3 : 1);
      for (const one of scales) expect(one).not.toBe(1);
      expect(new Set(scales).size).toBe(scales.length);
    }
  });

  test("goes on from a checkpoint to the same bits", async () => {
    const whole = await run(method.fit({ model: learning, data }, key(2)));
    const begun = method.fit({ model: learning, data }, key(2));
    await begun.next();
    const second = await begun.next();
    if (second.done) throw new Error("ended early");
    const resume = await second.value.checkpoint();
    await begun.return(undefined as never);
    const resumed = await run(method.fit({ model: learning, data }, key(2), { resume }));
    expect(await resumed.save()).toEqual(await whole.save());
  });
});

test("the members of an ensemble each predict and are attacked under their own noise", async () => {
  const posterior = await run(fits.deepEnsemble.fit({ model: learning, data }, key(2)));
  const outputs = predictOutputs(posterior, x, { draws: 1 }, key(1));
  const together = await posterior.model.likelihood.negativeLogProb(outputs, data.y).read();
  const scales = await stdDevOf(posterior);
  const [attacked, apart] = [fixedPredictive(posterior, { key: key(1) }), [] as number[][]];
  for (const [draw, stdDev] of scales.entries()) {
    const own = attacked.functions[draw]!(x);
    apart.push([...(await normalLikelihood({ stdDev }).negativeLogProb(own, data.y).read())]);
  }
  for (const [i, value] of apart.flat().entries()) expect(together[i]).toBeCloseTo(value, 4);
  const loss = await inputGradient(attacked, data).loss.read();
  for (let i = 0; i < COUNT; i++)
    expect(loss[i]).toBeCloseTo(-Math.log(apart.reduce((sum, row) => sum + Math.exp(-row[i]!), 0) / scales.length), 4);
  expect(fgsm(attacked, data, { epsilon: 0.1 }).shape).toEqual([COUNT, 1]);
});

test("pruning keeps it, in a copy of its own and in the sparse file", async () => {
  const posterior = await run(fits.bayesByBackprop.fit({ model: learning, data }, key(2)));
  const scale = await stdDevOf(posterior);
  const pruned = await posterior.keepOnly!(new Map([["0.bias", Uint8Array.of(0)]]));
  posterior.dispose();
  const loaded = await loadPosterior(await pruned.save());
  expect(await stdDevOf(pruned)).toEqual(scale);
  pruned.dispose();
  expect(await stdDevOf(loaded)).toEqual(scale);
});

test("a fit from a trained network takes its noise over, and begins with 1 where that was given", async () => {
  const trained = await run(methods.map(long).fit({ model: learning, data }, key(0)));
  const fixed = await run(methods.map(short).fit({ model: line(normalLikelihood({ stdDev: 0.5 })), data }, key(0)));
  const still = methods.map({ ...short, epochs: 1, batchSize: COUNT, learningRate: 1e-6 });
  const after = async (from: Posterior) =>
    (await stdDevOf(await run(still.fit({ model: learning, data }, key(9), { from, validation: data }))))[0]!;
  expect(await after(trained)).toBeCloseTo((await stdDevOf(trained))[0]!, 4);
  expect(await after(fixed)).toBeCloseTo(1, 4);
});

test("arrays of another library without it are refused by its name, and with it they are a posterior", async () => {
  const posterior = await run(fits.map.fit({ model: learning, data }, key(2)));
  const bytes = await posterior.save();
  const from = (name: string) => ({ from: name.replace("likelihood.", "noise.") });
  await expect(importPosterior(bytes, { model: learning, family: "point", arrays: from })).rejects.toThrow(
    '"likelihood.logStdDev" should come from "noise.logStdDev", which the file does not hold',
  );
  const same = await importPosterior(bytes, { model: learning, family: "point", arrays: (name) => ({ from: name }) });
  expect(await stdDevOf(same)).toEqual(await stdDevOf(posterior));
});

test("two heads learn a noise that depends on x: the root mean square of each group", async () => {
  // one-hot groups, so that each has its own mean and noise in closed form
  const group = (i: number) => i % 2;
  const noises = [0.2, 1.5];
  const y = Array.from({ length: COUNT }, (_, i) => [1, -2][group(i)]! + noises[group(i)]! * z[i]!);
  const rows = tensor(
    y.map((_, i) => [1 - group(i), group(i)]),
    [COUNT, 2],
  );
  const network = sequential([dense({ inputs: 2, outputs: 2, bias: false })]);
  const own = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: heteroscedasticNormalLikelihood() });
  const posterior = await run(methods.map(long).fit({ model: own, data: { x: rows, y: tensor(y, [COUNT, 1]) } }, key(1)));
  const { means, stdDev } = expectNormal(
    "test",
    await predict(
      posterior,
      tensor([
        [1, 0],
        [0, 1],
      ]),
      { draws: 1 },
      key(1),
    ),
  );
  const [gotMeans, gotSpreads] = [await numbers(means), await numbers(stdDev)];
  for (const g of [0, 1]) {
    const values = y.filter((_, i) => group(i) === g);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(gotMeans[g]).toBeCloseTo(mean, 2);
    expect(gotSpreads[g]).toBeCloseTo(Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length), 2);
  }
});

test("Student-t noise is not led astray by an outlier that moves Gaussian noise", async () => {
  const y = targets.slice();
  y[0] = 60;
  const spoilt = { x, y: tensor(y, [COUNT, 1]) };
  const at0 = async (likelihood: Likelihood) => {
    const posterior = await run(methods.map(long).fit({ model: line(likelihood), data: spoilt }, key(0)));
    return (await predictOutputs(posterior, tensor([[0]]), { draws: 1 }, key(1)).read())[0]!;
  };
  const clean = leastSquares().intercept;
  expect(Math.abs((await at0(studentTLikelihood({ degreesOfFreedom: 3, scale: NOISE }))) - clean)).toBeLessThan(0.1);
  expect(Math.abs((await at0(normalLikelihood({ stdDev: NOISE }))) - clean)).toBeGreaterThan(0.5);
});
