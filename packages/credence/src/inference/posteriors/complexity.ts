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
  reshape,
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
import { expectWhole } from "../../settings.ts";

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** Draws averaged where KL[q || prior] has no closed form and no number is asked for; as many are made at once. */
const COMPLEXITY_DRAWS = 20;

/** KL[q || prior] of a posterior's weights, nats. */
export interface Complexity {
  readonly value: number;
  /**
   * Of a Monte Carlo estimate, the standard deviation of a draw's log q(w) - log p(w) over the square root of their number; NaN of a single draw. 0 of a
   * closed form.
   */
  readonly standardError: number;
}

/** How a complexity without a closed form is estimated. */
export interface ComplexityOptions {
  /** Draws of the weights. With a closed form none are made. @default 20 */
  readonly draws?: number;
}

type Visit = (belief: WeightBelief, weight: { readonly name: string; readonly prior: Distribution }) => Tensor;

const each = ({ prior }: Model, beliefs: readonly (LayerBelief | undefined)[], visit: Visit): Tensor[] =>
  beliefs.flatMap((layer, index) =>
    Object.entries(layer ?? {}).flatMap(([map, { weight, bias }]) => {
      const of = (role: "weight" | "bias") => ({ name: weightName(index, map, role), prior: priorOf(prior, { layer: index, role }) });
      // a point is no density: it has no part in KL[q || prior]
      if (!weight.rho) return [];
      return [visit(weight, of("weight")), ...(bias ? [visit(bias, of("bias"))] : [])];
    }),
  );

const total = (parts: readonly Tensor[]): Tensor => parts.reduce((sum, part) => add(sum, part));

const isClosed = (prior: Distribution): boolean => closedPair(normalDensity({ mean: 0, stdDev: 1 }), prior);

/** True where KL[q || prior] of Gaussian weights has a closed form here, for every weight. */
export const hasClosedForm = ({ network, prior }: Model): boolean => network.weights.every((weight) => isClosed(priorOf(prior, weight)));

/** KL[q || prior] summed over all weights, nats. @throws where the prior of one has no closed form */
export function closedFormComplexity(model: Model, beliefs: readonly (LayerBelief | undefined)[]): Tensor {
  const parts = each(model, beliefs, (belief, { name, prior }) => {
    if (prior.fused?.kind === "normal") return normalKl(belief.mean, belief.rho!, prior.fused);
    if (!isClosed(prior))
      throw new Error(
        `closed-form complexity: the prior is ${prior.kind} for "${name}", expected normal or laplace; use complexity: "monteCarlo"`,
      );
    return sum(kl(normalDensity({ mean: belief.mean, stdDev: softplus(belief.rho!) }), prior));
  });
  return total(parts);
}

interface Drawn {
  readonly draws: number;
  readonly key: Key;
}

/** log q(w) - log p(w) of each draw, nats: an array [draws] for each array of weights. Works for any prior with a log density. */
const drawnComplexities = (model: Model, beliefs: readonly (LayerBelief | undefined)[], { draws, key }: Drawn): Tensor[] =>
  each(model, beliefs, (belief, { name, prior }) => {
    const noise = key.child(name);
    if (prior.fused) return gaussianDraw(belief.mean, belief.rho!, { noise, draws, prior: prior.fused }).complexity;
    // log q = -e^2/2 - log s - log(2 pi)/2, and the prior's own log density
    const e = randomNormal(noise, [draws, belief.mean.size]);
    const s = reshape(softplus(belief.rho!), [belief.mean.size]);
    const w = add(multiply(e, s), reshape(belief.mean, [belief.mean.size]));
    const logQ = negate(add(affine(square(e), { scale: 0.5, shift: HALF_LOG_2PI }), log(s)));
    // in the shape of the weights, of which a density may ask rows
    const logP = reshape(prior.logProb(reshape(w, [draws, ...belief.mean.shape])), [draws, belief.mean.size]);
    return sum(subtract(logQ, logP), { axis: 1 });
  });

/** Mean over draws of log q(w) - log p(w), summed over all weights, nats. */
export const klMonteCarloOfWeights = (model: Model, beliefs: readonly (LayerBelief | undefined)[], drawn: Drawn): Tensor =>
  total(drawnComplexities(model, beliefs, drawn).map((part) => mean(part)));

/**
 * KL[q || prior] of a fitted posterior: the closed form, or the Monte Carlo estimate where the prior has none.
 * @throws for a number of draws that is no whole number from 1
 */
export async function complexityOf(
  model: Model,
  beliefs: readonly (LayerBelief | undefined)[],
  { key, draws = COMPLEXITY_DRAWS }: ComplexityOptions & { readonly key: Key },
): Promise<Complexity> {
  expectWhole("complexity", "draws", draws);
  if (hasClosedForm(model)) {
    const closed = scope(() => closedFormComplexity(model, beliefs));
    const [value] = await closed.read();
    closed.dispose();
    return { value: value!, standardError: 0 };
  }
  const nats = new Float64Array(draws);
  let value = 0;
  for (let from = 0; from < draws; from += COMPLEXITY_DRAWS) {
    const count = Math.min(COMPLEXITY_DRAWS, draws - from);
    const of = from === 0 ? key : key.child("further draws").child(from);
    const { parts, average } = scope(() => {
      const drawn = drawnComplexities(model, beliefs, { draws: count, key: of });
      return { parts: drawn, average: total(drawn.map((part) => mean(part))) };
    });
    value += ((await average.read())[0]! * count) / draws;
    average.dispose();
    for (const part of parts) {
      for (const [draw, nat] of (await part.read()).entries()) nats[from + draw]! += nat;
      part.dispose();
    }
  }
  const squares = nats.reduce((sum, one) => sum + (one - value) ** 2, 0);
  return { value, standardError: Math.sqrt(squares / (draws - 1) / draws) };
}
