import {
  integers,
  keep,
  key,
  randomNormal,
  randomUniform,
  softmaxCrossEntropy,
  sum,
  type Tensor,
  tensor,
  valueAndGradient,
} from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { checkGradient } from "../../../tensor/src/testing/check-gradient.ts";
import { spread } from "../../../tensor/src/testing/numbers.ts";
import { beliefsOf } from "../inference/posteriors/beliefs.ts";
import { defaultInitialization, initialParameters } from "../inference/training/initial-parameters.ts";
import { activation } from "./activation.ts";
import { conv2d } from "./conv2d.ts";
import { dense } from "./dense.ts";
import { flatten } from "./flatten.ts";
import { networkFromJSON } from "./from-json.ts";
import { lenet } from "./lenet.ts";
import { maxPool } from "./max-pool.ts";
import { mlp } from "./mlp.ts";
import type { Network } from "./network.ts";
import { exactNoise, localReparameterizationNoise, type Noise, sharedNoise } from "./noise.ts";
import { bindPasses } from "./passes.ts";
import { sequential } from "./sequential.ts";

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

describe("lenet", () => {
  const network = lenet({ filters: [4, 6], units: 16 });

  test("has the weights of its sizes", () => {
    // 32*25+32, 64*32*25+64, 1024*128+128, 128*10+10
    expect(lenet().size).toBe(184_586);
    expect(network.weights.map(({ name, shape }) => `${name} [${shape}]`)).toEqual([
      "0.weight [4,1,5,5]",
      "0.bias [4]",
      "4.weight [6,4,5,5]",
      "4.bias [6]",
      "9.weight [96,16]",
      "9.bias [16]",
      "12.weight [16,10]",
      "12.bias [10]",
    ]);
  });

  test.each([1, 3])("forward and backward with %i draws of the weights", async (draws) => {
    const parameters = initialParameters(network, { family: "gaussian", initialization: defaultInitialization, key: key(1) });
    const x = randomNormal(key(2), [2, 1, 28, 28]);
    const { gradients, extra } = valueAndGradient(
      parameters.map(({ value }) => value),
      () => {
        const { passes } = bindPasses(network, {
          noise: sharedNoise({ draws }),
          beliefs: beliefsOf(network, parameters),
          dropout: "each",
          key: key(3),
        });
        const outputs = network.forward(x, passes);
        return { value: sum(softmaxCrossEntropy(outputs, integers([3, 7]))), extra: outputs };
      },
    );
    expect(extra.shape).toEqual(draws === 1 ? [2, 10] : [draws, 2, 10]);
    for (const [i, { name, value }] of parameters.entries()) {
      expect(gradients[i]!.shape, name).toEqual(value.shape);
      const values = await gradients[i]!.read();
      expect(values.every(Number.isFinite), name).toBe(true);
      expect(
        values.some((g) => g !== 0),
        name,
      ).toBe(true);
    }
  });

  test("refuses rows of pixels by name", () => {
    const parameters = initialParameters(network, { family: "point", initialization: defaultInitialization, key: key(1) });
    const { passes } = bindPasses(network, { noise: exactNoise, beliefs: beliefsOf(network, parameters), dropout: "off", key: key(3) });
    expect(() => network.forward(tensor(new Float32Array(784), [1, 784]), passes)).toThrow(
      "x is [1, 784], expected [batch, channels, height, width]",
    );
  });
});

describe("gradients of a small convolutional network agree with differences", () => {
  const forward = (network: Network, noise: Noise, { x, values }: { x: Tensor; values: readonly Tensor[] }) => {
    const parts = noise.name === "exact" ? ["mean"] : ["mean", "rho"];
    const parameters = network.weights.flatMap(({ name }, i) =>
      parts.map((part, j) => ({ name: `${name}.${part}`, value: values[parts.length * i + j]! })),
    );
    const { passes } = bindPasses(network, { noise, beliefs: beliefsOf(network, parameters), dropout: "off", key: key(6) });
    return network.forward(x, passes);
  };

  test("under local noise", async () => {
    const network = sequential([
      conv2d({ inputs: 1, outputs: 2, size: 3, padding: 1, stride: 2 }),
      activation("tanh"),
      flatten(),
      dense({ inputs: 8, outputs: 2 }),
    ]);
    const x = keep(randomUniform(key(4), [2, 1, 4, 4], { low: -1, high: 1 }));
    const shapes = network.weights.flatMap(({ shape }) => [shape, shape]);
    const at = shapes.map((shape, i) => spread(sizeOf(shape), { low: -0.8 - (i % 2), high: 0.8 - (i % 2), shift: 0.3 * i }));
    await checkGradient((...values) => forward(network, localReparameterizationNoise({ draws: 2 }), { x, values }), shapes, { at });
  });

  test("through pooling", async () => {
    const network = sequential([
      conv2d({ inputs: 1, outputs: 2, size: 3, padding: 1 }),
      maxPool({ size: 2 }),
      activation("tanh"),
      flatten(),
      dense({ inputs: 8, outputs: 2 }),
    ]);
    // pixels and kernels that grow to one corner, so that no maximum changes places within a step
    const x = tensor(
      Float32Array.from({ length: 32 }, (_, i) => 0.05 * i),
      [2, 1, 4, 4],
    );
    const shapes = network.weights.map(({ shape }) => shape);
    const at = shapes.map((shape, i) => spread(sizeOf(shape), { low: 0.05, high: 0.3, shift: 0.3 * i }));
    await checkGradient((...values) => forward(network, exactNoise, { x, values }), shapes, { at });
  });
});

test("descriptions build the same network, and unknown layers are named", () => {
  for (const network of [lenet(), mlp({ inputs: 3, hidden: [4, 5], outputs: 2, activation: "gelu", dropout: 0.1 })]) {
    const description = JSON.parse(JSON.stringify(network.toJSON()));
    expect(networkFromJSON(description).toJSON()).toEqual(network.toJSON());
    expect(networkFromJSON(description).weights).toEqual(network.weights);
  }
  expect(() => networkFromJSON({ layers: [{ kind: "attention" }] })).toThrow('layer 0 is of kind "attention", expected one of dense');
});

test("dense refuses x of another width, and the activation's names are listed", () => {
  const network = mlp({ inputs: 3, hidden: [], outputs: 2 });
  const parameters = initialParameters(network, { family: "point", initialization: defaultInitialization, key: key(1) });
  const { passes } = bindPasses(network, { noise: exactNoise, beliefs: beliefsOf(network, parameters), dropout: "off", key: key(3) });
  expect(() => network.forward(tensor([[1, 2]]), passes)).toThrow("dense: x is [1, 2], expected [batch, 3]");
  expect(() => activation("swish" as never)).toThrow('activation: name is "swish", expected relu or tanh');
});
