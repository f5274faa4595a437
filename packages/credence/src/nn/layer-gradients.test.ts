import { engine, integers, key, randomNormal, reshape, scope, slice, sum, type Tensor, tensor, valueAndGradient } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { beliefsOf } from "../inference/posteriors/beliefs.ts";
import { defaultInitialization, initialParameters } from "../inference/training/initial-parameters.ts";
import { categoricalLikelihood } from "../model/likelihoods/index.ts";
import { activation } from "./activation.ts";
import { conv2d } from "./conv2d.ts";
import { dense } from "./dense.ts";
import { flatten } from "./flatten.ts";
import { type LayerGradient, layerGradients } from "./layer-gradients.ts";
import { maxPool } from "./max-pool.ts";
import { mlp } from "./mlp.ts";
import { exactNoise } from "./noise.ts";
import { bindPasses } from "./passes.ts";
import { sequential } from "./sequential.ts";
import { recurrent } from "./testing/recurrent.ts";

const networks = {
  dense: { network: mlp({ inputs: 3, hidden: [5, 4], outputs: 2, activation: "tanh", dropout: 0.5 }), x: randomNormal(key(1), [4, 3]) },
  convolutional: {
    network: sequential([
      conv2d({ inputs: 2, outputs: 3, size: 3, padding: 1 }),
      activation("tanh"),
      maxPool({ size: 2 }),
      conv2d({ inputs: 3, outputs: 2, size: 2, stride: 2, bias: false }),
      flatten(),
      dense({ inputs: 8, outputs: 3 }),
    ]),
    x: randomNormal(key(1), [3, 2, 8, 8]),
  },
  recurrent: {
    network: sequential([recurrent({ inputs: 2, units: 4 }), dense({ inputs: 4, outputs: 3 })]),
    x: randomNormal(key(1), [3, 5, 2]),
  },
};
type Case = (typeof networks)[keyof typeof networks];

const parametersOf = ({ network }: Case) =>
  initialParameters(network, { family: "point", initialization: { ...defaultInitialization, mean: [-0.8, 0.8] }, key: key(2) });

function outputsAt({ network }: Case, parameters: ReturnType<typeof parametersOf>, x: Tensor): Tensor {
  const { passes } = bindPasses(network, { noise: exactNoise, beliefs: beliefsOf(network, parameters), dropout: "off", key: key(0) });
  return network.forward(x, passes);
}

/** Row n of an array as nested lists, whatever its axes: its own numbers, and its shape. */
interface Block {
  readonly values: Float32Array;
  readonly shape: readonly number[];
}
const blockOf = (values: Float32Array, shape: readonly number[], index: number): Block => {
  const rest = shape.slice(1);
  const size = rest.reduce((product, n) => product * n, 1);
  return { values: values.slice(index * size, (index + 1) * size), shape: rest };
};

// a outer g of one example for y = a W
function denseWeightGradient(a: Block, g: Block): number[] {
  return [...a.values].flatMap((input) => [...g.values].map((output) => input * output));
}

// for a correlation: sum over places of g[o, p, q] a[i, stride p + u - padding, stride q + v - padding]
function kernelGradient(a: Block, g: Block, { size, stride, padding }: { size: number; stride: number; padding: number }): number[] {
  const [inputs, height, width] = a.shape as [number, number, number];
  const [outputs, rows, columns] = g.shape as [number, number, number];
  const gradient: number[] = [];
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < inputs; i++)
      for (let u = 0; u < size; u++)
        for (let v = 0; v < size; v++) {
          let total = 0;
          for (let p = 0; p < rows; p++)
            for (let q = 0; q < columns; q++) {
              const [y, x] = [stride * p + u - padding, stride * q + v - padding];
              if (y >= 0 && y < height && x >= 0 && x < width)
                total += g.values[(o * rows + p) * columns + q]! * a.values[(i * height + y) * width + x]!;
            }
          gradient.push(total);
        }
  return gradient;
}

// the bias reaches every place of its channel
function biasGradient(g: Block): number[] {
  const channels = g.shape[0]!;
  const places = g.values.length / channels;
  return Array.from({ length: channels }, (_, c) =>
    g.values.slice(c * places, (c + 1) * places).reduce((total, value) => total + value, 0),
  );
}

/** d f_k(x_n) / d(weight array) put together from inputs and gradients. */
async function assembled({ network }: Case, entries: readonly LayerGradient[], name: string, k: number, n: number): Promise<number[]> {
  const weight = network.weights.find((one) => one.name === name)!;
  let total: number[] | undefined;
  for (const { layer, map, inputs, gradients } of entries) {
    if (layer !== weight.layer || map !== weight.map) continue;
    const ofOutput = blockOf((await gradients.read()) as Float32Array, gradients.shape, k);
    const g = blockOf(ofOutput.values, ofOutput.shape, n);
    const a = blockOf((await inputs.read()) as Float32Array, inputs.shape, n);
    const { size = 1, stride = 1, padding = 0 } = network.layers[layer]!.toJSON() as { size?: number; stride?: number; padding?: number };
    const part =
      weight.role === "bias"
        ? biasGradient(g)
        : weight.shape.length === 4
          ? kernelGradient(a, g, { size, stride, padding })
          : denseWeightGradient(a, g);
    total = total ? total.map((value, i) => value + part[i]!) : part;
  }
  return total!;
}

const example = (x: Tensor, n: number): Tensor => slice(x, [n, ...x.shape.slice(1).map(() => 0)], [1, ...x.shape.slice(1)]);

describe.each(Object.entries(networks))("a %s network", (_, one) => {
  const parameters = parametersOf(one);
  const beliefs = beliefsOf(one.network, parameters);
  const [batch, outputs] = [one.x.shape[0]!, one.network.weights.at(-1)!.shape[0]!];

  test("inputs and gradients make the Jacobian of each output by each weight, example by example", async () => {
    const entries = layerGradients(one.network, one.x, { beliefs });
    for (let n = 0; n < batch; n++)
      for (let k = 0; k < outputs; k++) {
        const { gradients } = valueAndGradient(
          parameters.map(({ value }) => value),
          () => ({ value: sum(slice(outputsAt(one, parameters, example(one.x, n)), [0, k], [1, 1])), extra: null }),
        );
        for (const [i, { name }] of one.network.weights.entries()) {
          const expected = await gradients[i]!.read();
          const got = await assembled(one, entries, name, k, n);
          expect(got.length).toBe(expected.length);
          // sums of up to 64 places in another order
          for (const [j, value] of expected.entries()) expect(got[j], `${name}[${j}], output ${k} of ${n}`).toBeCloseTo(value, 4);
        }
      }
  });

  test("the pre-activations' gradients are those of finite differences of the bias", async () => {
    const entries = layerGradients(one.network, one.x, { beliefs });
    const step = 1e-2;
    for (const weight of one.network.weights.filter(({ role }) => role === "bias")) {
      const { value } = parameters.find(({ name }) => name === `${weight.name}.mean`)!;
      const before = await value.read();
      const moved = async (by: number) => {
        const shifted = parameters.map((parameter) =>
          parameter.value === value
            ? { ...parameter, value: tensor(before.map((v, i) => (i === 1 ? v + by : v)) as Float32Array) }
            : parameter,
        );
        return outputsAt(one, shifted, one.x).read();
      };
      const [up, down] = [await moved(step), await moved(-step)];
      for (let n = 0; n < batch; n++)
        for (let k = 0; k < outputs; k++)
          // central differences of float32 outputs near 1: 1e-7 / 1e-2, and a third derivative times 1e-4
          expect((await assembled(one, entries, weight.name, k, n))[1]).toBeCloseTo(
            (up[n * outputs + k]! - down[n * outputs + k]!) / (2 * step),
            2,
          );
    }
  });

  test("a value of each example, such as its loss, has one gradient: the outputs' own weighted by its slope", async () => {
    const y = integers(Int32Array.from({ length: batch }, (_, n) => n % outputs));
    const likelihood = categoricalLikelihood();
    const entries = layerGradients(one.network, one.x, { beliefs });
    const ofLoss = layerGradients(one.network, one.x, { beliefs, of: (f) => likelihood.negativeLogProb(f, y) });
    const probabilities = await likelihood.probabilities(outputsAt(one, parameters, one.x)).read();
    const classes = await y.read();
    for (const [i, { gradients }] of ofLoss.entries()) {
      expect(gradients.shape).toEqual([1, ...entries[i]!.gradients.shape.slice(1)]);
      const [got, jacobian] = [await gradients.read(), await entries[i]!.gradients.read()];
      for (const [place, value] of got.entries()) {
        const n = Math.floor(place / (got.length / batch));
        let expected = 0;
        for (let k = 0; k < outputs; k++)
          expected += (probabilities[n * outputs + k]! - (classes[n] === k ? 1 : 0)) * jacobian[k * got.length + place]!;
        expect(value).toBeCloseTo(expected, 5);
      }
    }
  });

  test("what is asked twice is the same, and given back leaves nothing, nor takes x", async () => {
    const read = async (entries: readonly LayerGradient[]) =>
      Promise.all(entries.flatMap(({ inputs, gradients }) => [inputs.read(), gradients.read()]));
    const first = layerGradients(one.network, one.x, { beliefs });
    const held = engine.info().memoryMiB.held;
    const second = scope(() => layerGradients(one.network, one.x, { beliefs }));
    expect(await read(second)).toEqual(await read(first));
    for (const { inputs, gradients } of second) {
      inputs.dispose();
      gradients.dispose();
    }
    expect(engine.info().memoryMiB.held).toBe(held);
    expect((await reshape(one.x, [-1]).read()).length).toBe(one.x.size);
  });
});

test("each application of a map has its entry, in the order of the pass", () => {
  const one = networks.recurrent;
  const entries = layerGradients(one.network, one.x, { beliefs: beliefsOf(one.network, parametersOf(one)) });
  expect(entries.map(({ layer, map, application }) => `${layer}.${map} ${application}`)).toEqual([
    "0.input 0",
    "0.input 1",
    "0.recurrent 0",
    "0.input 2",
    "0.recurrent 1",
    "0.input 3",
    "0.recurrent 2",
    "0.input 4",
    "0.recurrent 3",
    "1.default 0",
  ]);
  expect(entries.at(-1)!.inputs.shape).toEqual([3, 4]);
  expect(entries.at(-1)!.gradients.shape).toEqual([3, 3, 3]);
});
