import { type Key, scope, stack, type Tensor } from "@credence/tensor";
import type { Model } from "../model/model.ts";
import { exactNoise } from "../nn/noise.ts";
import { bindPasses } from "../nn/passes.ts";
import { beliefsOf } from "./mean-field.ts";
import type { Posterior } from "./posterior.ts";
import { type NamedArray, savePosterior } from "./saved.ts";

/**
 * Monte Carlo dropout: a draw is a network with one mask for every example.
 * @see gal2016
 */
export function dropoutPosterior(model: Model, arrays: readonly NamedArray[]): Posterior {
  const { network } = model;
  const beliefs = beliefsOf(network, arrays);
  const firstRandom = network.layers.findIndex((layer) => layer.drops);
  if (firstRandom < 0) throw new Error("mcDropout: the network has no dropout layer, so that all draws are one function; add dropout(), or use map");
  const passesOf = (key: Key) => bindPasses(network, { noise: exactNoise, beliefs, dropout: "function", key }).passes;
  return {
    kind: "dropout",
    model,
    draw: (key) => (x) => scope(() => network.forward(x, passesOf(key))),
    // layers before the first dropout are the same in all draws
    drawMany: (keys) => (x) =>
      scope(() => {
        const shared = network.forward(x, passesOf(keys[0]!), { end: firstRandom });
        return stack(keys.map((key): Tensor => scope(() => network.forward(shared, passesOf(key), { from: firstRandom }))));
      }),
    save: () => savePosterior("dropout", model, arrays),
    dispose: () => {
      for (const { value } of arrays) value.dispose();
    },
  };
}
