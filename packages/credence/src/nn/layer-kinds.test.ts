import { integers, key, randomNormal } from "@credence/tensor";
import { expect, test } from "vitest";
import { normal } from "../distributions/normal.ts";
import { methods } from "../index.ts";
import { loadPosterior } from "../inference/posteriors/load-posterior.ts";
import { run } from "../inference/run.ts";
import { categoricalLikelihood } from "../model/likelihoods/index.ts";
import { model } from "../model/model.ts";
import { optionCases } from "../testing/every-option.ts";
import {
  activation,
  averagePool,
  conv2d,
  dense,
  dropout,
  embedding,
  flatten,
  groupNorm,
  gru,
  type Layer,
  layerNorm,
  lstm,
  networkFromJSON,
  residual,
  sequential,
} from "./index.ts";

test.each(optionCases.filter(({ group }) => group === "layer"))(
  "a network of $name is built again from its JSON",
  ({ make, base, changed }) => {
    for (const options of [base, { ...base, ...changed }]) {
      const description = { layers: [make(options).toJSON() as ReturnType<Layer["toJSON"]>] };
      expect(networkFromJSON(JSON.parse(JSON.stringify(description))).toJSON()).toEqual(description);
    }
  },
);

const [COUNT, WORDS] = [60, 5];
const tokens = Int32Array.from({ length: COUNT * 4 }, (_, i) => 1 + ((i * 7) % 4));
const labels = integers(Int32Array.from({ length: COUNT }, (_, i) => i % 2));
const sequences = {
  x: integers(tokens, [COUNT, 4]),
  network: sequential([
    embedding({ words: WORDS, units: 3, padding: 0 }),
    gru({ inputs: 3, units: 4, states: "all", padding: 0, dropout: 0.2 }),
    residual({ layers: [lstm({ inputs: 4, units: 4, states: "all" }), layerNorm({ features: 4, of: "sequences" })] }),
    lstm({ inputs: 4, units: 4, recurrentDropout: 0.2 }),
    dense({ inputs: 4, outputs: 2 }),
  ]),
};
const images = {
  x: randomNormal(key(3), [COUNT, 1, 4, 4]),
  network: sequential([
    conv2d({ inputs: 1, outputs: 4, size: 3, padding: 1 }),
    residual({
      layers: [groupNorm({ channels: 4, groups: 2 }), activation("relu"), conv2d({ inputs: 4, outputs: 6, size: 3, padding: 1 })],
      shortcut: [conv2d({ inputs: 4, outputs: 6, size: 1 })],
    }),
    averagePool({ size: 2 }),
    dropout({ rate: 0.5, unit: "channel" }),
    flatten(),
    dense({ inputs: 24, outputs: 2 }),
  ]),
};

test.each([
  ["sequences", sequences],
  ["images", images],
])("networks for %s are fitted by every kind of method, saved and loaded with the same draws", async (name, { x, network }) => {
  const own = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
  const short = { epochs: 1, batchSize: 30 };
  const fits = [
    methods.bayesByBackprop({ ...short, draws: 2 }),
    methods.bayesByBackprop({ ...short, draws: 2, estimator: name === "sequences" ? "flipout" : "local" }),
    methods.mcDropout(short),
  ];
  for (const method of fits) {
    const posterior = await run(method.fit({ model: own, data: { x, y: labels } }, key(1)));
    const again = await loadPosterior(await posterior.save());
    const outputs = posterior.draw(key(5))(x);
    expect(outputs.shape).toEqual([COUNT, 2]);
    const values = await outputs.read();
    expect(values.every(Number.isFinite)).toBe(true);
    expect(await again.draw(key(5))(x).read()).toEqual(values);
    expect(await posterior.draw(key(6))(x).read()).not.toEqual(values);
    again.dispose();
    posterior.dispose();
  }
});

test.each([
  ["sequences", sequences],
  ["images", images],
])("chains side by side have weights of their own in every layer for %s: the first is that of a chain alone", async (_, { x, network }) => {
  const own = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
  const outputsOf = async (chains: number) => {
    const method = methods.hmc({ chains, warmUp: 0, draws: 2, thin: 1, stepSize: 2e-3, leapfrogs: 5, jitter: 0, mass: "unit" });
    const posterior = await run(method.fit({ model: own, data: { x, y: labels } }, key(1)));
    const functions = posterior.support!.map((draw) => draw(x).read());
    return Promise.all(functions);
  };
  const [alone, together] = [await outputsOf(1), await outputsOf(2)];
  expect([alone.length, together.length]).toEqual([2, 4]);
  // single products and products of several chains add up in another order
  for (const [draw, outputs] of alone.entries())
    for (const [i, value] of outputs.entries())
      expect(Math.abs(together[draw]![i]! - value)).toBeLessThan(1e-3 * Math.max(1, Math.abs(value)));
  expect(together[2]).not.toEqual(together[0]);
});
