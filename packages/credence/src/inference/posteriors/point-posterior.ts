import { key as rootKey, scope } from "@credence/tensor";
import { withLearned } from "../../model/learned-likelihood.ts";
import type { Model } from "../../model/model.ts";
import { exactNoise } from "../../nn/noise.ts";
import { bindPasses } from "../../nn/passes.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { beliefsOf } from "./beliefs.ts";
import { singleNetworkFamily } from "./family.ts";
import type { NetworkFunction, Posterior } from "./posterior.ts";
import { printedPosterior } from "./printed-posterior.ts";
import { expectNamedArrays, type NamedArray, savePosterior } from "./saved.ts";

/** A single set of weights, dropout off. */
export function pointPosterior<P extends Predictive>(assumed: Model<P>, arrays: readonly NamedArray[]): Posterior<P> {
  expectNamedArrays("pointPosterior", assumed, arrays);
  const model = withLearned(assumed, arrays);
  const beliefs = beliefsOf(model.network, arrays);
  const evaluate: NetworkFunction = (x) =>
    scope(() => {
      const { passes } = bindPasses(model.network, { noise: exactNoise, beliefs, dropout: "off", key: rootKey(0) });
      return model.network.forward(x, passes);
    });
  return printedPosterior({
    kind: "point",
    model,
    parameters: arrays,
    draw: () => evaluate,
    support: [evaluate],
    save: () => savePosterior("point", model, arrays),
    dispose: () => {
      for (const { value } of arrays) value.dispose();
    },
  });
}

/** Files hold the weights as means. */
export const pointFamily = singleNetworkFamily({ kind: "point", parts: ["mean"], make: pointPosterior });
