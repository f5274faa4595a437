import { scope } from "@credence/tensor";
import { withLearned } from "../../model/learned-likelihood.ts";
import type { Model } from "../../model/model.ts";
import { sharedNoise } from "../../nn/noise.ts";
import { bindPasses } from "../../nn/passes.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { fittingFlags, removedWeights } from "../pruning/kept-weights.ts";
import { prunedPosterior } from "../pruning/pruned-posterior.ts";
import { beliefsOf, marginalsOf } from "./beliefs.ts";
import { complexityOf } from "./complexity.ts";
import { drawnOutputs } from "./drawn-outputs.ts";
import { singleNetworkFamily } from "./family.ts";
import type { Posterior } from "./posterior.ts";
import { printedPosterior } from "./printed-posterior.ts";
import { expectNamedArrays, type NamedArray, savePosterior } from "./saved.ts";

/** Independent Gaussians over all weights: mean and softplus(rho). */
export function meanFieldPosterior<P extends Predictive>(assumed: Model<P>, arrays: readonly NamedArray[]): Posterior<P> {
  expectNamedArrays("meanFieldPosterior", assumed, arrays);
  const model = withLearned(assumed, arrays);
  const { network } = model;
  const beliefs = beliefsOf(network, arrays);
  return printedPosterior({
    kind: "mean-field",
    model,
    parameters: arrays,
    draw: (key) => (x) =>
      scope(() => {
        const { passes } = bindPasses(network, { noise: sharedNoise({ draws: 1 }), beliefs, dropout: "function", key });
        return network.forward(x, passes);
      }),
    drawnOutputs: (x, options) => drawnOutputs(network, x, { beliefs, noise: (draws) => sharedNoise({ draws }), ...options }),
    weightMarginals: () => marginalsOf(network, arrays),
    complexity: (key, options) => complexityOf(model, beliefs, { ...options, key }),
    async keepOnly(kept) {
      const own = fittingFlags(network, kept);
      return prunedPosterior(model, await removedWeights(arrays, own), own);
    },
    save: () => savePosterior("mean-field", model, arrays),
    dispose: () => {
      for (const { value } of arrays) value.dispose();
    },
  });
}

/** Files hold a mean and a rho of every weight. */
export const meanFieldFamily = singleNetworkFamily({
  kind: "mean-field",
  formerly: "meanField",
  parts: ["mean", "rho"],
  make: meanFieldPosterior,
});
