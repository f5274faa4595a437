import { full, key, randomNormal, zeros } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { ardNormal, normal } from "../../distributions/index.ts";
import { categoricalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { priors } from "../../model/priors.ts";
import { conv2d } from "../../nn/conv2d.ts";
import { dense } from "../../nn/dense.ts";
import { flatten } from "../../nn/flatten.ts";
import { lstm } from "../../nn/lstm.ts";
import { mlp } from "../../nn/mlp.ts";
import { sequential } from "../../nn/sequential.ts";
import * as stepMethods from "../methods/step-methods.ts";
import { meanFieldPosterior } from "../posteriors/mean-field-posterior.ts";
import { pointPosterior } from "../posteriors/point-posterior.ts";
import { predictOutputs } from "../predict.ts";
import { keepStrongest, prune, signals } from "./index.ts";

const network = mlp({ inputs: 3, hidden: [5, 5], outputs: 2 });
const drawn = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
const whole = stepMethods.bayesByBackprop({}).start(drawn, key(1)).posterior(0);

test("a recurrent layer has no noise of the weights that are removed", async () => {
  const recurrent = sequential([lstm({ inputs: 2, units: 3 }), dense({ inputs: 3, outputs: 2 })]);
  const believed = model({ network: recurrent, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
  // certain of every weight, so that a draw is a network of the means
  const arrays = recurrent.weights.flatMap(({ name, shape }) => [
    { name: `${name}.mean`, value: randomNormal(key(1).child(name), shape) },
    { name: `${name}.rho`, value: full(shape, -20) },
  ]);
  const { posterior } = await prune(meanFieldPosterior(believed, arrays), { share: 0.6 });
  const means = posterior.weightMarginals!().map(({ name, mean }) => ({ name: `${name}.mean`, value: mean }));
  const x = randomNormal(key(2), [4, 5, 2]);
  const outputs = await predictOutputs(posterior, x, { draws: 3 }, key(3)).read();
  const expected = [...(await predictOutputs(pointPosterior(believed, means), x, { draws: 1 }, key(3)).read())];
  for (const [i, value] of outputs.entries()) expect(value).toBeCloseTo(expected[i % expected.length]!, 5);
});

test("under a scale for each input the complexity of what is kept is each weight's under its own", async () => {
  const line = mlp({ inputs: 3, hidden: [], outputs: 4 });
  const scales = [0.1, 1, 10];
  const wide = normal({ mean: 0, stdDev: 1 });
  const prior = priors({ weight: ardNormal({ stdDevs: scales }), bias: wide });
  const start = stepMethods.bayesByBackprop({}).start(model({ network: line, prior, likelihood: categoricalLikelihood() }), key(1));
  const { posterior } = await prune(start.posterior(0), { share: 0.5 });
  let exact = 0;
  for (const { name, mean, stdDev } of posterior.weightMarginals!()) {
    const [means, stdDevs] = [await mean.read(), await stdDev.read()];
    for (const [i, m] of means.entries()) {
      const [s, p] = [stdDevs[i]!, name === "0.weight" ? scales[Math.floor(i / 4)]! : 1];
      if (s > 0) exact += Math.log(p / s) + (s * s + m * m) / (2 * p * p) - 0.5;
    }
  }
  expect((await posterior.complexity!(key(2))).value).toBeCloseTo(exact, 3);
});

describe("pruning one array", () => {
  test("takes its weakest weights and nothing of another's", async () => {
    const all = await signals(whole);
    for (const { name, ratios } of all) {
      const { posterior, arrays } = await prune(whole, { share: 0.4, cut: "quantile", arrays: [name] });
      const { kept } = keepStrongest(ratios, { share: 0.4, cut: "quantile" });
      expect(arrays.map((array) => [array.name, array.removed])).toEqual([[name, ratios.length - kept.reduce((sum, one) => sum + one, 0)]]);
      for (const marginal of posterior.weightMarginals!()) {
        const own = all.find((signal) => signal.name === marginal.name)!;
        const left = Array.from(await marginal.mean.read(), (mean) => Number(mean !== 0));
        expect(left).toEqual(marginal.name === name ? [...kept] : [...own.ratios].map(() => 1));
      }
      posterior.dispose();
    }
  });

  test("an array the network does not have is refused", async () => {
    await expect(prune(whole, { share: 0.5, arrays: ["9.weight"] })).rejects.toThrow('prune: arrays names "9.weight"');
  });

  test("a convolution's biases are removed where it adds them in one pass", async () => {
    // of an image of zeros the outputs are the biases
    const images = sequential([conv2d({ inputs: 1, outputs: 8, size: 3 }), flatten()]);
    const biased = model({ network: images, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
    const { posterior } = await prune(stepMethods.bayesByBackprop({}).start(biased, key(1)).posterior(0), {
      share: 0.5,
      cut: "quantile",
      arrays: ["0.bias"],
    });
    const outputs = await posterior
      .draw(key(2))(zeros([1, 1, 3, 3]))
      .read();
    expect(outputs.filter((v) => v === 0).length).toBe(4);
  });
});
