import {
  add,
  affine,
  gaussianDraw,
  type Key,
  log,
  mean,
  multiply,
  negate,
  normalKl,
  randomNormal,
  scope,
  softplus,
  square,
  subtract,
  sum,
  type Tensor,
} from "@credence/tensor";
import { hasClosedForm as closedPair, kl } from "../../distributions/kl.ts";
import { normal as normalDensity } from "../../distributions/normal.ts";
import type { Model } from "../../model/model.ts";
import { weightName } from "../../nn/layer.ts";
import type { LayerBelief, WeightBelief } from "../../nn/noise.ts";

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** Draws averaged where KL[q || prior] has no closed form. */
const COMPLEXITY_DRAWS = 20;

const each = (beliefs: readonly (LayerBelief | undefined)[], visit: (belief: WeightBelief, label: string) => Tensor): Tensor =>
  beliefs
    .flatMap((layer, index) =>
      Object.entries(layer ?? {}).flatMap(([map, { weight, bias }]) => [
        visit(weight, weightName(index, map, "weight")),
        ...(bias ? [visit(bias, weightName(index, map, "bias"))] : []),
      ]),
    )
    .reduce((total, part) => add(total, part));

/** True where KL[q || prior] of Gaussian weights has a closed form here. */
export const hasClosedForm = (model: Model): boolean => closedPair(normalDensity({ mean: 0, stdDev: 1 }), model.prior);

/** KL[q || prior] summed over all weights, nats. @throws where the prior has no closed form */
export function closedFormComplexity(model: Model, beliefs: readonly (LayerBelief | undefined)[]): Tensor {
  const { prior } = model;
  const { fused } = prior;
  if (fused?.kind === "normal") return each(beliefs, (belief) => normalKl(belief.mean, belief.rho!, fused));
  if (!hasClosedForm(model))
    throw new Error(`closed-form complexity: the prior is ${prior.kind}, expected normal or laplace; use complexity: "monteCarlo"`);
  return each(beliefs, (belief) => sum(kl(normalDensity({ mean: belief.mean, stdDev: softplus(belief.rho!) }), prior)));
}

/** Mean over draws of log q(w) - log p(w), summed over all weights, nats. Works for any prior with a log density. */
export function klMonteCarloOfWeights(
  model: Model,
  beliefs: readonly (LayerBelief | undefined)[],
  { draws, key }: { draws: number; key: Key },
): Tensor {
  const { prior } = model;
  return each(beliefs, (belief, label) => {
    const noise = key.child(label);
    if (prior.fused) return mean(gaussianDraw(belief.mean, belief.rho!, { noise, draws, prior: prior.fused }).complexity);
    // log q = -e^2/2 - log s - log(2 pi)/2, and the prior's own log density
    const e = randomNormal(noise, [draws, ...belief.mean.shape]);
    const s = softplus(belief.rho!);
    const w = add(multiply(e, s), belief.mean);
    const logQ = negate(add(affine(square(e), { scale: 0.5, shift: HALF_LOG_2PI }), log(s)));
    return affine(sum(subtract(logQ, prior.logProb(w))), { scale: 1 / draws });
  });
}

/** KL[q || prior] of a fitted posterior, nats: the closed form, or the Monte Carlo estimate where the prior has none. */
export async function complexityOf(model: Model, beliefs: readonly (LayerBelief | undefined)[], key: Key): Promise<number> {
  const total = scope(() =>
    hasClosedForm(model) ? closedFormComplexity(model, beliefs) : klMonteCarloOfWeights(model, beliefs, { draws: COMPLEXITY_DRAWS, key }),
  );
  const [value] = await total.read();
  total.dispose();
  return value!;
}
