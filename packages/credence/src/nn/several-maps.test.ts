import { engine, integers, key, normals, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal } from "../distributions/normal.ts";
import { methods } from "../index.ts";
import { beliefsOf } from "../inference/posteriors/beliefs.ts";
import { loadPosterior } from "../inference/posteriors/load-posterior.ts";
import { predictOutputs } from "../inference/predict.ts";
import { run } from "../inference/run.ts";
import { keepBest } from "../inference/training/keep-best.ts";
import { categoricalLikelihood } from "../model/likelihoods/index.ts";
import { model } from "../model/model.ts";
import { decodeSafetensors } from "../saving/safetensors.ts";
import { dense } from "./dense.ts";
import { exactNoise } from "./noise.ts";
import { bindPasses } from "./passes.ts";
import { sequential } from "./sequential.ts";
import { recurrent } from "./testing/recurrent.ts";

const [COUNT, STEPS] = [200, 4];
const z = normals(key(4), COUNT * STEPS);
// the class is the sign of the first step: only a state carried on can tell it
const classes = Int32Array.from({ length: COUNT }, (_, i) => Number(z[i * STEPS]! > 0));
const data = { x: tensor(z, [COUNT, STEPS, 1]), y: integers(classes) };
const network = sequential([recurrent({ inputs: 1, units: 5 }), dense({ inputs: 5, outputs: 2 })]);
const own = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: categoricalLikelihood() });
const method = methods.bayesByBackprop({ epochs: 60, batchSize: 50, learningRate: 0.02, draws: 2 });
const fitted = run(method.fit({ model: own, data }, key(1)));

test("each map's arrays have names of their own, and those of a layer with one map stay as they were", () => {
  expect(network.weights.map(({ name, layer, map, role, shape }) => [name, layer, map, role, ...shape])).toEqual([
    ["0.input.weight", 0, "input", "weight", 1, 5],
    ["0.input.bias", 0, "input", "bias", 5],
    ["0.recurrent.weight", 0, "recurrent", "weight", 5, 5],
    ["1.weight", 1, "default", "weight", 5, 2],
    ["1.bias", 1, "default", "bias", 2],
  ]);
  expect(network.size).toBe(5 + 5 + 25 + 10 + 2);
});

test("a pass applies each map by its name: the recurrence by hand", async () => {
  const arrays = {
    "0.input.weight": tensor([[0.5, -1, 2, 0, 0]]),
    "0.input.bias": tensor([0.1, 0.2, 0, 0, 0]),
    "0.recurrent.weight": tensor(Array.from({ length: 5 }, (_, i) => [0, 1, 2, 3, 4].map((j) => (j === (i + 1) % 5 ? 0.7 : 0)))),
    "1.weight": tensor([
      [1, 0],
      [0, 1],
      [0, 0],
      [0, 0],
      [0, 0],
    ]),
    "1.bias": tensor([0, 0]),
  };
  const beliefs = beliefsOf(
    network,
    Object.entries(arrays).map(([name, value]) => ({ name: `${name}.mean`, value })),
  );
  const { passes } = bindPasses(network, { noise: exactNoise, beliefs, dropout: "off", key: key(1) });
  const outputs = await network.forward(tensor([[[1], [-2]]]), passes).read();
  const first = [0.5 + 0.1, -1 + 0.2, 2, 0, 0].map(Math.tanh);
  expect(outputs[0]).toBeCloseTo(Math.tanh(-1 + 0.1 + 0.7 * first[4]!), 6);
  expect(outputs[1]).toBeCloseTo(Math.tanh(2 + 0.2 + 0.7 * first[0]!), 6);
});

describe("Bayes by backprop over two maps", () => {
  test("learns what only the recurrent map can carry", async () => {
    const posterior = await fitted;
    const outputs = await predictOutputs(posterior, data.x, { draws: 10 }, key(3)).read();
    let right = 0;
    for (let i = 0; i < COUNT; i++) {
      let margin = 0;
      for (let draw = 0; draw < 10; draw++) margin += outputs[(draw * COUNT + i) * 2 + 1]! - outputs[(draw * COUNT + i) * 2]!;
      if (margin > 0 === (classes[i] === 1)) right++;
    }
    expect(right / COUNT).toBeGreaterThan(0.9);
  });

  test("saves and loads with the model given: same draws, complexity and file; refused without it, and with another", async () => {
    const posterior = await fitted;
    const bytes = await posterior.save();
    expect([...decodeSafetensors(bytes).arrays.keys()]).toContain("0.recurrent.weight.rho");
    const again = await loadPosterior(bytes, { model: own });
    expect(await again.draw(key(5))(data.x).read()).toEqual(await posterior.draw(key(5))(data.x).read());
    expect(await again.complexity!(key(6))).toEqual(await posterior.complexity!(key(6)));
    expect(await again.save()).toEqual(bytes);
    again.dispose();
    const held = engine.info().memoryMiB.held;
    await expect(loadPosterior(bytes)).rejects.toThrow('layer 0 is of kind "recurrent", expected one of dense');
    const other = model({ ...own, prior: normal({ mean: 0, stdDev: 2 }) });
    await expect(loadPosterior(bytes, { model: other })).rejects.toThrow(
      `loadPosterior: the file's prior is ${JSON.stringify(own.prior.toJSON())}, expected that of the model given`,
    );
    expect(engine.info().memoryMiB.held).toBe(held);
  });

  test("weights of one map can be taken away", async () => {
    const posterior = await fitted;
    const without = await posterior.keepOnly!(new Map([["0.recurrent.weight", new Uint8Array(25)]]));
    // without the recurrence the outputs are those of the last step alone
    const last = (steps: number[]) =>
      without
        .draw(key(2))(tensor([steps.map((value) => [value])]))
        .read();
    expect(await last([1, 2, 3, -0.5])).toEqual(await last([-0.5]));
    expect(await last([1, 2, 3, -0.5])).not.toEqual(await last([0.5]));
    without.dispose();
  });

  test("a fit resumes within an ensemble and under keepBest, which load what they saved", async () => {
    const short = { epochs: 2, batchSize: 100 };
    for (const inference of [
      methods.deepEnsemble({ ...short, members: 2 }),
      keepBest(methods.map(short), { score: async ({ objective }) => objective }),
    ]) {
      const checkpoints: Uint8Array[] = [];
      const whole = inference.fit({ model: own, data }, key(7));
      let next = await whole.next();
      for (; !next.done; next = await whole.next()) checkpoints.push(await next.value.checkpoint());
      const resumed = await run(inference.fit({ model: own, data }, key(7), { resume: checkpoints.at(-1)! }));
      expect(await resumed.save()).toEqual(await next.value.save());
    }
  });

  test("a noise that draws weights anew at each step is refused by a layer whose steps share them", async () => {
    await expect(
      run(methods.bayesByBackprop({ epochs: 1, batchSize: 50, estimator: "local" }).fit({ model: own, data }, key(1))),
    ).rejects.toThrow("recurrent: the noise draws weights anew");
  });

  test("a map the layer does not own is named", () => {
    const beliefs = [{ default: { weight: { mean: tensor([[1]]) } } }];
    const { passes } = bindPasses(sequential([dense({ inputs: 1, outputs: 1, bias: false })]), {
      noise: exactNoise,
      beliefs,
      dropout: "off",
      key: key(1),
    });
    expect(() => passes[0]!.apply(tensor([[1]]), "recurrent")).toThrow('dense: layer 0 has no map "recurrent" to apply, expected default');
  });
});
