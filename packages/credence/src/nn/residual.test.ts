import { integers, key, randomNormal, tensor } from "@credence/tensor";
import { expect, test } from "vitest";
import { normal } from "../distributions/normal.ts";
import { methods } from "../index.ts";
import { beliefsOf } from "../inference/posteriors/beliefs.ts";
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
  exactNoise,
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
import { bindPasses } from "./passes.ts";

test("x + f(x), with arrays named by their place", async () => {
  const network = sequential([
    residual({ layers: [dense({ inputs: 2, outputs: 2 }), activation("relu")] }),
    dense({ inputs: 2, outputs: 1 }),
  ]);
  const names = ["0.layers.0.weight", "0.layers.0.bias", "1.weight", "1.bias"];
  expect(network.weights.map(({ name }) => name)).toEqual(names);
  const values = [
    tensor([
      [1, -2],
      [3, 4],
    ]),
    tensor([0.5, -1]),
    tensor([[1], [10]]),
    tensor([0]),
  ];
  const beliefs = beliefsOf(
    network,
    values.map((value, i) => ({ name: `${names[i]}.mean`, value })),
  );
  const { passes } = bindPasses(network, { noise: exactNoise, beliefs, dropout: "off", key: key(1) });
  // f(1, 2) = max((1 + 6 + 0.5, -2 + 8 - 1), 0)
  expect([...(await network.forward(tensor([[1, 2]]), passes).read())]).toEqual([1 + 7.5 + 10 * (2 + 5)]);
});

test("two dropouts of a block have masks of their own, and those of another block too", async () => {
  const block = () => residual({ layers: [dropout({ rate: 0.5 })], shortcut: [dropout({ rate: 0.5 })] });
  const network = sequential([block(), block()]);
  const { passes } = bindPasses(network, { noise: exactNoise, beliefs: [undefined, undefined], dropout: "each", key: key(1) });
  const ones = tensor(new Float32Array(64).fill(1), [1, 64]);
  const [first, second] = await Promise.all(network.layers.map((layer, i) => layer.forward(ones, passes[i]!).read()));
  // both drop, one does, none: 0, 2, 4 with probabilities 1/4, 1/2, 1/4
  expect([...new Set(first)].toSorted()).toEqual([0, 2, 4]);
  expect(first).not.toEqual(second);
});

test("both sides must have one shape, and layers must be some", () => {
  const network = sequential([residual({ layers: [dense({ inputs: 2, outputs: 3, bias: false })] })]);
  const beliefs = beliefsOf(network, [
    {
      name: "0.layers.0.weight.mean",
      value: tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    },
  ]);
  const { passes } = bindPasses(network, { noise: exactNoise, beliefs, dropout: "off", key: key(1) });
  expect(() => network.forward(tensor([[1, 2]]), passes)).toThrow("residual: the layers give [1, 3] beside [1, 2], expected one shape");
  expect(() => residual({ layers: [{} as Layer] })).toThrow("residual: layers[0] is an object (Object), expected a layer");
});

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
