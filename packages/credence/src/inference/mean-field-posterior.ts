import { type Key, scope } from "@credence/tensor";
import type { Model } from "../model/model.ts";
import { sharedNoise } from "../nn/noise.ts";
import { bindPasses } from "../nn/passes.ts";
import { closedFormComplexity, hasClosedForm, klMonteCarloOfWeights } from "./complexity.ts";
import { beliefsOf, marginalsOf } from "./mean-field.ts";
import type { Posterior } from "./posterior.ts";
import { type NamedArray, savePosterior } from "./saved.ts";

/** Draws averaged where KL[q || prior] has no closed form. */
const COMPLEXITY_DRAWS = 20;

/** Independent Gaussians over all weights: mean and softplus(rho). */
export function meanFieldPosterior(model: Model, arrays: readonly NamedArray[]): Posterior {
  const { network } = model;
  const beliefs = beliefsOf(network, arrays);
  return {
    kind: "meanField",
    model,
    draw: (key) => (x) =>
      scope(() => {
        const { passes } = bindPasses(network, { noise: sharedNoise({ draws: 1 }), beliefs, dropout: "function", key });
        return network.forward(x, passes);
      }),
    weightMarginals: () => marginalsOf(network, arrays),
    async complexity(key: Key) {
      const total = scope(() =>
        hasClosedForm(model)
          ? closedFormComplexity(model, beliefs)
          : klMonteCarloOfWeights(model, beliefs, { draws: COMPLEXITY_DRAWS, key }),
      );
      const [value] = await total.read();
      total.dispose();
      return value!;
    },
    save: () => savePosterior("meanField", model, arrays),
    dispose: () => {
      for (const { value } of arrays) value.dispose();
    },
  };
}
