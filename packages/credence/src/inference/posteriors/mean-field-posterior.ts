import { scope } from "@credence/tensor";
import { withLearned } from "../../model/learned-likelihood.ts";
import type { Model } from "../../model/model.ts";
import { sharedNoise } from "../../nn/noise.ts";
import { bindPasses } from "../../nn/passes.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { fittingFlags, removedWeights } from "../pruning/kept-weights.ts";
import { prunedPosterior } from "../pruning/pruned-posterior.ts";
import { beliefsOf, isPoint, marginalsOf, noiseWhereRandom } from "./beliefs.ts";
import { complexityOf } from "./complexity.ts";
import { drawnOutputs } from "./drawn-outputs.ts";
import { singleNetworkFamily } from "./family.ts";
import { holdOutputs } from "./held-draws.ts";
import type { KeptWeights, Posterior } from "./posterior.ts";
import { printedPosterior } from "./printed-posterior.ts";
import { expectNamedArrays, type NamedArray, savePosterior } from "./saved.ts";

/** Independent Gaussians over the weights, mean and softplus(rho); over those of the last layers alone where those below have no rho. */
export function meanFieldPosterior<P extends Predictive>(assumed: Model<P>, arrays: readonly NamedArray[]): Posterior<P> {
  expectNamedArrays("meanFieldPosterior", assumed, arrays);
  const model = withLearned(assumed, arrays);
  const { network } = model;
  const beliefs = beliefsOf(network, arrays);
  const noise = (draws: number) => noiseWhereRandom(beliefs, () => sharedNoise({ draws }));
  return printedPosterior({
    kind: "mean-field",
    model,
    parameters: arrays,
    draw: (key) => (x) =>
      scope(() => {
        const { passes } = bindPasses(network, { noise: noise(1), beliefs, dropout: "function", key });
        return network.forward(x, passes);
      }),
    drawnOutputs: (x, options) => drawnOutputs(network, x, { beliefs, noise, ...options }),
    holdDraws: (keys) => holdOutputs(network, { beliefs, noise, keys }),
    weightMarginals: () => marginalsOf(network, arrays),
    complexity: (key, options) => complexityOf(model, beliefs, { ...options, key }),
    // of points among the weights none is pruned
    ...(beliefs.every((belief) => !belief || !isPoint(belief)) && {
      async keepOnly(kept: KeptWeights) {
        const own = fittingFlags(network, kept);
        return prunedPosterior(model, await removedWeights(arrays, own), own);
      },
    }),
    save: () => savePosterior("mean-field", model, arrays),
    dispose: () => {
      for (const { value } of arrays) value.dispose();
    },
  });
}

/** Files hold a mean of every weight, and a rho of every random one. */
export const meanFieldFamily = singleNetworkFamily({
  kind: "mean-field",
  formerly: "meanField",
  parts: ["mean", "rho"],
  make: meanFieldPosterior,
});
