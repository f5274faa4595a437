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
import type { Distribution } from "../../distributions/distribution.ts";
import { hasClosedForm as closedPair, kl } from "../../distributions/kl.ts";
import { normal as normalDensity } from "../../distributions/normal.ts";
import type { Model } from "../../model/model.ts";
import { priorOf } from "../../model/priors.ts";
import { weightName } from "../../nn/layer.ts";
import type { LayerBelief, WeightBelief } from "../../nn/noise.ts";

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** Draws averaged where KL[q || prior] has no closed form. */
const COMPLEXITY_DRAWS = 20;

type Visit = (belief: WeightBelief, weight: { readonly name: string; readonly prior: Distribution }) => Tensor;

const each = ({ prior }: Model, beliefs: readonly (LayerBelief | undefined)[], visit: Visit): Tensor =>
  beliefs
    .flatMap((layer, index) =>
      Object.entries(layer ?? {}).flatMap(([map, { weight, bias }]) => {
        const of = (role: "weight" | "bias") => ({ name: weightName(index, map, role), prior: priorOf(prior, { layer: index, role }) });
        return [visit(weight, of("weight")), ...(bias ? [visit(bias, of("bias"))] : [])];
      }),
    )
    .reduce((total, part) => add(total, part));

const isClosed = (prior: Distribution): boolean => closedPair(normalDensity({ mean: 0, stdDev: 1 }), prior);

/** True where KL[q || prior] of Gaussian weights has a closed form here, for every weight. */
export const hasClosedForm = ({ network, prior }: Model): boolean => network.weights.every((weight) => isClosed(priorOf(prior, weight)));

/** KL[q || prior] summed over all weights, nats. @throws where the prior of one has no closed form */
export function closedFormComplexity(model: Model, beliefs: readonly (LayerBelief | undefined)[]): Tensor {
  return each(model, beliefs, (belief, { name, prior }) => {
    if (prior.fused?.kind === "normal") return normalKl(belief.mean, belief.rho!, prior.fused);
    if (!isClosed(prior))
      throw new Error(
        `closed-form complexity: the prior is ${prior.kind} for "${name}", expected normal or laplace; use complexity: "monteCarlo"`,
      );
    return sum(kl(normalDensity({ mean: belief.mean, stdDev: softplus(belief.rho!) }), prior));
  });
}

/** Mean over draws of log q(w) - log p(w), summed over all weights, nats. Works for any prior with a log density. */
export function klMonteCarloOfWeights(
  model: Model,
  beliefs: readonly (LayerBelief | undefined)[],
  { draws, key }: { draws: number; key: Key },
): Tensor {
  return each(model, beliefs, (belief, { name, prior }) => {
    const noise = key.child(name);
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
