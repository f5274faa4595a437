import { key, randomNormal, stack } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { normal as prior } from "../distributions/normal.ts";
import { beliefsOf } from "../inference/posteriors/beliefs.ts";
import { dropoutPosterior } from "../inference/posteriors/dropout-posterior.ts";
import { defaultInitialization, initialParameters } from "../inference/training/initial-parameters.ts";
import { categoricalLikelihood } from "../model/likelihoods/index.ts";
import { model } from "../model/model.ts";
import { type ActivationName, activation } from "./activation.ts";
import { conv2d } from "./conv2d.ts";
import { dense } from "./dense.ts";
import { dropout } from "./dropout.ts";
import { flatten } from "./flatten.ts";
import { lenet } from "./lenet.ts";
import { maxPool } from "./max-pool.ts";
import { exactNoise } from "./noise.ts";
import { bindPasses } from "./passes.ts";
import { sequential } from "./sequential.ts";
import { thinnedPasses } from "./thinned-passes.ts";

const channels = (rate: number) => dropout({ rate, unit: "channel" });
const elements = (rate: number) => dropout({ rate });
const first = () => conv2d({ inputs: 2, outputs: 6, size: 3 });
const second = () => conv2d({ inputs: 6, outputs: 4, size: 3 });
const after = (name: ActivationName) => [first(), channels(0.5), activation(name), second(), flatten(), dense({ inputs: 64, outputs: 3 })];
const networks = {
  "channels, then relu": after("relu"),
  "channels, then softplus, which moves zeros": after("softplus"),
  "relu, then channels": [
    first(),
    activation("relu"),
    channels(0.4),
    second(),
    channels(0.6),
    flatten(),
    dense({ inputs: 64, outputs: 3 }),
  ],
  "channels twice in a row": [first(), channels(0.3), maxPool({ size: 2 }), channels(0.5), flatten(), dense({ inputs: 54, outputs: 3 })],
  "channels before the first weights": [channels(0.4), first(), flatten(), dense({ inputs: 216, outputs: 3 })],
  "channels, then elements": [first(), channels(0.4), elements(0.3), flatten(), elements(0.2), dense({ inputs: 216, outputs: 3 })],
  "elements, then channels": [first(), elements(0.4), channels(0.3), flatten(), dense({ inputs: 216, outputs: 3 })],
  "elements only": [first(), elements(0.4), second(), flatten(), dense({ inputs: 64, outputs: 3 })],
  "nearly all dropped": [first(), channels(0.95), second(), channels(0.95), flatten(), dense({ inputs: 64, outputs: 3 })],
  "a rate of 0": [first(), channels(0), second(), flatten(), dense({ inputs: 64, outputs: 3 })],
};

describe.each(Object.entries(networks))("%s", (_, layers) => {
  const network = sequential(layers);
  const parameters = initialParameters(network, {
    family: "point",
    initialization: { ...defaultInitialization, mean: [-0.3, 0.5] },
    key: key(1),
  });
  const beliefs = beliefsOf(network, parameters);
  const x = randomNormal(key(2), [3, 2, 8, 8]);
  const firstRandom = layers.findIndex((layer) => layer.drops);

  test.each([0, firstRandom])("the smaller network is the masked one, thinned from layer %i", async (from) => {
    for (let seed = 0; seed < 12; seed++) {
      const masked = await network
        .forward(x, bindPasses(network, { noise: exactNoise, beliefs, dropout: "function", key: key(seed) }).passes)
        .read();
      const thinned = await network.forward(x, thinnedPasses(network, { beliefs, key: key(seed), from })).read();
      const scale = Math.max(...masked.map(Math.abs));
      for (const [i, value] of thinned.entries()) expect(Math.abs(value - masked[i]!), `key ${seed}`).toBeLessThan(2e-5 * scale + 1e-6);
    }
  });
});

test("draws of a LeNet together are its draws one by one, bit for bit, and differ", async () => {
  const own = model({
    network: lenet({ filters: [6, 8], units: 12 }),
    prior: prior({ mean: 0, stdDev: 1 }),
    likelihood: categoricalLikelihood(),
  });
  const posterior = dropoutPosterior(
    own,
    initialParameters(own.network, { family: "point", initialization: defaultInitialization, key: key(1) }),
  );
  const x = randomNormal(key(2), [5, 1, 28, 28]);
  const keys = Array.from({ length: 16 }, (_, seed) => key(seed));
  const oneByOne = await stack(keys.map((one) => posterior.draw(one)(x))).read();
  // few draws share nothing; many add up what the channels of the second convolution give them
  for (const count of [2, 16])
    for (const batchSize of [3, 5]) {
      const together = await posterior.drawnOutputs!(x, { keys: keys.slice(0, count), batchSize }).read();
      expect(together).toEqual(oneByOne.slice(0, count * 50));
    }
  expect(new Set(keys.map((_, draw) => String(oneByOne.slice(draw * 50, draw * 50 + 50)))).size).toBe(16);
});
