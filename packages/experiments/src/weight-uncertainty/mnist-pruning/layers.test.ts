import { key } from "@credence/tensor";
import { stepMethods } from "credence";
import { expect, it } from "vitest";
import { mnistModel } from "../mnist/networks.ts";
import { layerSignals, pruneLayer } from "./layers.ts";

const untrained = () => stepMethods.bayesByBackprop({}).start(mnistModel("bnn-gaussian", 8), key(1)).posterior(0);

// The oracle: the marginals themselves, layer by layer.
it("takes a share of one layer's weights, the weakest, and nothing of another's", async () => {
  const posterior = untrained();
  const ratios = await layerSignals(posterior);
  expect(ratios.map((signal) => signal.ratios.length)).toEqual([784 * 8, 64, 80]);
  for (const layer of [0, 1, 2]) {
    const left = await pruneLayer(posterior, { layer, share: 0.75 });
    for (const [place, { name }] of ratios.entries()) {
      const means = await left.weightMarginals!()
        .find((marginal) => marginal.name === name)!
        .mean.read();
      const gone = [...means.keys()].filter((weight) => means[weight] === 0);
      expect(gone.length).toBe(place === layer ? 0.75 * means.length : 0);
      const strongestGone = Math.max(...gone.map((weight) => ratios[place].ratios[weight]!), 0);
      expect([...means.keys()].every((weight) => means[weight] === 0 || ratios[place].ratios[weight]! >= strongestGone)).toBe(true);
    }
    left.dispose();
  }
  posterior.dispose();
});

it("refuses a layer that is not there", async () => {
  await expect(pruneLayer(untrained(), { layer: 3, share: 0.5 })).rejects.toThrow("pruneLayer: layer is 3, expected 0 to 2");
});
