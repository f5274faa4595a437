import type { Tensor } from "@credence/tensor";
import { type ArdNormal, byRows } from "./ard-normal.ts";
import type { Bernoulli } from "./bernoulli.ts";
import type { Categorical } from "./categorical.ts";
import { type Distribution, expectDistribution } from "./distribution.ts";
import { laplaceToLaplace, laplaceToNormal, normalToLaplace, normalToNormal } from "./kl-continuous.ts";
import { bernoulliToBernoulli, categoricalToCategorical } from "./kl-discrete.ts";
import { expectSampling, klMonteCarlo, type MonteCarloOptions } from "./kl-monte-carlo.ts";
import type { Laplace } from "./laplace.ts";
import type { Normal } from "./normal.ts";
import type { ScaleMixture } from "./scale-mixture.ts";
import type { StudentT } from "./student-t.ts";

interface Kinds {
  normal: Normal;
  ardNormal: ArdNormal;
  laplace: Laplace;
  scaleMixture: ScaleMixture;
  studentT: StudentT;
  categorical: Categorical;
  bernoulli: Bernoulli;
}

/** Closed forms of KL[q || p], by kind of q, then of p. A kind without a row does not compile; a pair left out has no closed form. */
const closedForms: { readonly [Q in keyof Kinds]: { readonly [P in keyof Kinds]?: (q: Kinds[Q], p: Kinds[P]) => Tensor } } = {
  normal: { normal: normalToNormal, ardNormal: (q, p) => normalToNormal(q, byRows(p, q.shape)), laplace: normalToLaplace },
  ardNormal: {},
  laplace: { laplace: laplaceToLaplace, normal: laplaceToNormal },
  scaleMixture: {},
  studentT: {},
  categorical: { categorical: categoricalToCategorical },
  bernoulli: { bernoulli: bernoulliToBernoulli },
};

/**
 * Kullback-Leibler divergence KL[q || p] of each element, nats: how far the belief p is from q, judged by q. Not symmetric.
 *
 *   KL[q || p] = E_q( log q(x) - log p(x) )
 *
 * In closed form where the pair has one (normal and Laplace among each other, categorical, Bernoulli); else the mean over draws, which
 * must then be asked for with `draws` and a `key`.
 *
 * @shape broadcast of the parameters' shapes, [] for plain numbers; not summed
 * @units nats
 * @throws where there is no closed form and no `draws` and `key` are given
 * @example
 * kl(normal({ mean: 1, stdDev: 0.5 }), normal({ mean: 0, stdDev: 2 })) // => 1.0425
 */
export function kl(q: Distribution, p: Distribution, sampling?: MonteCarloOptions): Tensor {
  expectPair("kl", q, p);
  if (sampling !== undefined) expectSampling("kl", sampling);
  const closed = closedForm(q, p);
  if (closed) return closed();
  if (!sampling) throw new Error(`kl: no closed form from ${q.kind} to ${p.kind}, expected { draws, key } for an estimate`);
  return klMonteCarlo(q, p, sampling).estimate;
}

/** Whether `kl` of this pair is exact. */
export function hasClosedForm(q: Distribution, p: Distribution): boolean {
  expectPair("hasClosedForm", q, p);
  return closedForm(q, p) !== undefined;
}

function expectPair(where: string, q: Distribution, p: Distribution): void {
  expectDistribution(where, "q", q);
  expectDistribution(where, "p", p);
}

function closedForm(q: Distribution, p: Distribution): (() => Tensor) | undefined {
  if (!Object.hasOwn(closedForms, q.kind)) return undefined;
  const row = closedForms[q.kind as keyof Kinds] as { readonly [kind: string]: ((q: Distribution, p: Distribution) => Tensor) | undefined };
  const rule = Object.hasOwn(row, p.kind) ? row[p.kind] : undefined;
  return rule && (() => rule(q, p));
}
