import { integers, key, type Tensor, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { dropoutPosterior } from "../../inference/posteriors/dropout-posterior.ts";
import { ensemblePosterior } from "../../inference/posteriors/ensemble-posterior.ts";
import { pointPosterior } from "../../inference/posteriors/point-posterior.ts";
import type { NetworkFunction, Posterior } from "../../inference/posteriors/posterior.ts";
import { bernoulliLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { mlp } from "../../nn/mlp.ts";
import type { CategoricalPredictive } from "../../predictive/categorical-predictive.ts";
import { smallClassifier, trainedArrays } from "../testing/small-classifier.ts";
import { odin } from "./odin.ts";

const classifier = smallClassifier({ dropout: 0.25 });
const point = (seed: number) => pointPosterior(classifier, trainedArrays(classifier, seed));
const posteriors: Readonly<Record<string, Posterior<CategoricalPredictive>>> = {
  point: point(1),
  ensemble: ensemblePosterior(classifier, [point(2), point(3)]),
  dropout: dropoutPosterior(classifier, trainedArrays(classifier, 4)),
};
const rows = [
  [0.4, -0.3],
  [-1.1, 0.6],
  [0.2, 1.5],
];
const x = tensor(rows);
const options = { training: { x, y: integers([0, 1, 2]) }, draws: 5 };

/** Mean over functions of softmax(f / T), in float64 from their float32 outputs. */
async function probabilities(functions: readonly NetworkFunction[], row: readonly number[], temperature: number): Promise<number[]> {
  const each = await Promise.all(
    functions.map(async (evaluate) => {
      const logits = [...(await evaluate(tensor([[...row]])).read())];
      const exps = logits.map((f) => Math.exp(f / temperature));
      return exps.map((e) => e / exps.reduce((a, b) => a + b));
    }),
  );
  return each[0]!.map((_, c) => each.reduce((total, own) => total + own[c]! / each.length, 0));
}

const read = async (scores: Promise<Tensor<"float32">>) => [...(await (await scores).read())];

describe.each(Object.entries(posteriors))("ODIN of a %s posterior", (_, posterior) => {
  const functions = posterior.support ?? Array.from({ length: 5 }, (__, draw) => posterior.draw(key(7).child(draw)));

  test.each([
    ["standard", { temperature: 10, epsilon: 0.1 }, { gradientTemperature: 10, step: 0.1 }],
    ["without a step", { temperature: 3, epsilon: 0 }, { gradientTemperature: 3, step: 0 }],
    [
      "as published: away, gradient at 1, units of pixels",
      { temperature: 5, epsilon: 0.06, gradientTemperature: 1, direction: "doubtful", divisor: 0.3 } as const,
      { gradientTemperature: 1, step: -0.2 },
    ],
  ])("%s, by differences", async (__, settings, { gradientTemperature, step }) => {
    const prepared = await odin(settings).prepare(posterior, options, key(7));
    const got = await read(prepared.score(x));
    for (const [n, row] of rows.entries()) {
      const plain = await probabilities(functions, row, 1);
      const c = plain.indexOf(Math.max(...plain));
      const moved = [...row];
      for (const i of [0, 1]) {
        const at = async (h: number) => Math.log((await probabilities(functions, row.with(i, row[i]! + h), gradientTemperature))[c]!);
        const slope = ((await at(1e-2)) - (await at(-1e-2))) / 2e-2;
        // a sign that float32 cannot tell would test nothing
        expect(Math.abs(slope)).toBeGreaterThan(1e-4);
        moved[i]! += step * Math.sign(slope);
      }
      expect(got[n]).toBeCloseTo(1 - Math.max(...(await probabilities(functions, moved, settings.temperature))), 5);
    }
  });
});

test("the standard step makes the network surer, the published one less sure", async () => {
  // small enough that no other class overtakes
  const told = { temperature: 5, epsilon: 0.01 };
  const [towards, none, away] = await Promise.all(
    [told, { ...told, epsilon: 0 }, { ...told, direction: "doubtful" as const }].map(async (settings) =>
      read((await odin(settings).prepare(posteriors.point!, options, key(0))).score(x)),
    ),
  );
  for (const n of rows.keys()) {
    expect(towards![n]).toBeLessThan(none![n]!);
    expect(none![n]).toBeLessThan(away![n]!);
  }
});

test("settings out of range and a coin are refused", async () => {
  expect(() => odin({ temperature: 0 })).toThrow("odin: temperature is 0, expected above 0");
  expect(() => odin({ gradientTemperature: -1 })).toThrow("odin: gradientTemperature is -1, expected above 0");
  expect(() => odin({ divisor: 0 })).toThrow("odin: divisor is 0, expected above 0");
  expect(() => odin({ epsilon: -0.1 })).toThrow("odin: epsilon is -0.1, expected 0 or more");
  expect(() => odin({ direction: "up" as never })).toThrow('odin: direction is "up", expected confident or doubtful');
  const coin = model({
    network: mlp({ inputs: 2, hidden: [], outputs: 1 }),
    prior: classifier.prior,
    likelihood: bernoulliLikelihood(),
  });
  const prepared = await odin().prepare(pointPosterior(coin, trainedArrays(coin, 1)) as never, options, key(0));
  await expect(prepared.score(x)).rejects.toThrow("odin: the posterior is of a bernoulli likelihood, expected a categorical one");
});
