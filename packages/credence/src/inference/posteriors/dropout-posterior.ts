import { type Key, scope, stack, type Tensor } from "@credence/tensor";
import { withLearned } from "../../model/learned-likelihood.ts";
import type { Model } from "../../model/model.ts";
import { actsBefore, channelRate } from "../../nn/channel-dropout.ts";
import { convolvedDraws } from "../../nn/convolved-draws.ts";
import type { LayerPass } from "../../nn/layer.ts";
import type { Network } from "../../nn/network.ts";
import { exactNoise } from "../../nn/noise.ts";
import { thinnedPasses } from "../../nn/thinned-passes.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { beliefsOf } from "./beliefs.ts";
import { drawnOutputs } from "./drawn-outputs.ts";
import { singleNetworkFamily } from "./family.ts";
import { holdOutputs } from "./held-draws.ts";
import type { Posterior } from "./posterior.ts";
import { printedPosterior } from "./printed-posterior.ts";
import { inRowBatches } from "./row-batches.ts";
import { expectNamedArrays, type NamedArray, savePosterior } from "./saved.ts";

/** Where draws part. @throws for a network without dropout */
export function firstDropout(network: Network): number {
  const first = network.layers.findIndex((layer) => layer.drops);
  if (first < 0)
    throw new Error("mcDropout: the network has no dropout layer, so that all draws are one function; add dropout(), or use map");
  return first;
}

/**
 * Monte Carlo dropout: a draw is a network with one mask for every example.
 * @see gal2016
 */
export function dropoutPosterior<P extends Predictive>(assumed: Model<P>, arrays: readonly NamedArray[]): Posterior<P> {
  expectNamedArrays("dropoutPosterior", assumed, arrays);
  const model = withLearned(assumed, arrays);
  const { network } = model;
  const beliefs = beliefsOf(network, arrays);
  const firstRandom = firstDropout(network);
  const thins = network.layers.some((layer) => channelRate(layer) !== undefined);
  const behind = actsBefore(network.layers, firstRandom);
  // layers before the first dropout, and those that commute with it, are the same in all draws, and computed in full by both ways below
  const passesOf = (key: Key) => thinnedPasses(network, { beliefs, key, from: firstRandom, byParts: behind });
  const drawn = (shared: Tensor, passes: readonly LayerPass[]): Tensor => {
    const dropped = network.forward(shared, passes, { from: firstRandom, end: firstRandom + 1 });
    return network.forward(dropped, passes, { from: behind });
  };
  return printedPosterior({
    kind: "dropout",
    model,
    parameters: arrays,
    draw: (key) => (x) => scope(() => network.forward(x, passesOf(key))),
    drawnOutputs(x, { keys, batchSize }) {
      // a mask by element leaves no smaller network: draws of small ones are evaluated together
      if (!thins) return drawnOutputs(network, x, { beliefs, noise: () => exactNoise, keys, batchSize });
      // the masks; the weights they leave are picked as they are used, and none is held
      const draws = keys.map(passesOf);
      return inRowBatches(x, batchSize, (rows) => {
        const before = network.forward(rows, draws[0]!, { end: firstRandom });
        const shared = network.forward(before, draws[0]!, { from: firstRandom + 1, end: behind });
        const convolved = convolvedDraws(network, { beliefs, dropout: firstRandom, at: behind }, { draws, x: shared });
        if (!convolved) return stack(draws.map((passes) => scope(() => drawn(shared, passes))));
        return inRowBatches(shared, convolved.rows, (some) => {
          const after = convolved.of(some);
          return stack(draws.map((passes, i) => scope(() => network.forward(after[i]!, passes, { from: behind + 1 }))));
        });
      });
    },
    ...(!thins && { holdDraws: (keys: readonly Key[]) => holdOutputs(network, { beliefs, noise: () => exactNoise, keys }) }),
    save: () => savePosterior("dropout", model, arrays),
    dispose: () => {
      for (const { value } of arrays) value.dispose();
    },
  });
}

/** Files hold the weights as means; the masks are the key's. */
export const dropoutFamily = singleNetworkFamily({ kind: "dropout", parts: ["mean"], make: dropoutPosterior });
