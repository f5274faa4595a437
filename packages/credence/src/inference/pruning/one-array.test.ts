import { key, zeros } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../../distributions/index.ts";
import { categoricalLikelihood } from "../../model/likelihoods/index.ts";
import { model } from "../../model/model.ts";
import { conv2d } from "../../nn/conv2d.ts";
import { flatten } from "../../nn/flatten.ts";
import { mlp } from "../../nn/mlp.ts";
import { sequential } from "../../nn/sequential.ts";
import * as stepMethods from "../methods/step-methods.ts";
import { keepStrongest, prune, signals } from "./index.ts";

const network = mlp({ inputs: 3, hidden: [5, 5], outputs: 2 });
const drawn = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
const whole = stepMethods.bayesByBackprop({}).start(drawn, key(1)).posterior(0);

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
