import { key, tensor } from "@credence/tensor";
import { expect, test } from "vitest";
import { beliefsOf } from "../inference/posteriors/beliefs.ts";
import { activation, dense, dropout, exactNoise, type Layer, residual, sequential } from "./index.ts";
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
