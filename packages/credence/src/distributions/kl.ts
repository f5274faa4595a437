import {
  add,
  affine,
  broadcastTo,
  constant,
  divide,
  erf,
  exp,
  greater,
  log,
  logSoftmax,
  multiply,
  negate,
  sigmoid,
  softmax,
  softplus,
  square,
  subtract,
  sum,
  type Tensor,
  where,
} from "@credence/tensor";
import type { Bernoulli } from "./bernoulli.ts";
import type { Categorical } from "./categorical.ts";
import type { Distribution, DistributionParameter } from "./distribution.ts";
import { klMonteCarlo, type MonteCarloOptions } from "./kl-monte-carlo.ts";
import type { Laplace } from "./laplace.ts";
import type { Normal } from "./normal.ts";
import { asTensor, isNumber } from "./parameters.ts";
import type { ScaleMixture } from "./scale-mixture.ts";
import type { StudentT } from "./student-t.ts";

interface Kinds {
  normal: Normal;
  laplace: Laplace;
  scaleMixture: ScaleMixture;
  studentT: StudentT;
  categorical: Categorical;
  bernoulli: Bernoulli;
}

/** Closed forms of KL[q || p], by kind of q, then of p. A kind without a row does not compile; a pair left out has no closed form. */
const closedForms: { readonly [Q in keyof Kinds]: { readonly [P in keyof Kinds]?: (q: Kinds[Q], p: Kinds[P]) => Tensor } } = {
  normal: {
    // (r^2 + d^2 - 1)/2 - log r,  r = s_q / s_p,  d = (m_q - m_p) / s_p
    normal: (q, p) => {
      const spread = ratio(q.stdDev, p.stdDev);
      const shift = divide(difference(q.mean, p.mean), asTensor(p.stdDev));
      return subtract(affine(add(square(spread), square(shift)), { scale: 0.5, shift: -0.5 }), log(spread));
    },
    // log(2 b) + E|x - m_p| / b - log s - log(2 pi e)/2,  x - m_p folded: E = s sqrt(2/pi) e^(-z^2/2) + d erf(z / sqrt 2),  z = d / s
    laplace: (q, p) => {
      const stdDev = asTensor(q.stdDev);
      const shift = difference(q.mean, p.mean);
      const z = divide(shift, stdDev);
      const folded = add(
        multiply(stdDev, affine(exp(affine(square(z), { scale: -0.5 })), { scale: Math.sqrt(2 / Math.PI) })),
        multiply(shift, erf(affine(z, { scale: Math.SQRT1_2 }))),
      );
      const constants = Math.log(2 * p.scale) - 0.5 * Math.log(2 * Math.PI * Math.E);
      return subtract(affine(folded, { scale: 1 / p.scale, shift: constants }), log(stdDev));
    },
  },
  laplace: {
    // log(b_p / b_q) + (b_q e^(-d / b_q) + d) / b_p - 1,  d = |m_q - m_p|
    laplace: (q, p) => {
      const shift = Math.abs(q.mean - p.mean);
      return constant(Math.log(p.scale / q.scale) + (q.scale * Math.exp(-shift / q.scale) + shift) / p.scale - 1);
    },
    // log s + log(2 pi)/2 + (2 b^2 + d^2) / (2 s^2) - 1 - log(2 b)
    normal: (q, p) => {
      const stdDev = asTensor(p.stdDev);
      const secondMoment = affine(square(difference(q.mean, p.mean)), { shift: 2 * q.scale ** 2 });
      const constants = 0.5 * Math.log(2 * Math.PI) - 1 - Math.log(2 * q.scale);
      return add(affine(divide(secondMoment, square(stdDev)), { scale: 0.5, shift: constants }), log(stdDev));
    },
  },
  scaleMixture: {},
  studentT: {},
  categorical: {
    // sum over classes of q log(q / p)
    categorical: (q, p) => sum(expectation(softmax(q.logits), [logSoftmax(q.logits), logSoftmax(p.logits)]), { axis: -1 }),
  },
  bernoulli: {
    // q log(q / p) + (1 - q) log((1 - q) / (1 - p)),  log p = -softplus(-logit)
    bernoulli: (q, p) => {
      const a = asTensor(q.logit);
      const b = asTensor(p.logit);
      const head = expectation(sigmoid(a), [negate(softplus(negate(a))), negate(softplus(negate(b)))]);
      return add(head, expectation(sigmoid(negate(a)), [negate(softplus(a)), negate(softplus(b))]));
    },
  },
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
 * kl(normal({ mean: 1, stdDev: 0.5 }), normal({ mean: 0, stdDev: 2 })) // 1.0425
 */
export function kl(q: Distribution, p: Distribution, sampling?: MonteCarloOptions): Tensor {
  const closed = closedForm(q, p);
  if (closed) return closed();
  if (!sampling) throw new Error(`kl: no closed form from ${q.kind} to ${p.kind}, expected { draws, key } for an estimate`);
  return klMonteCarlo(q, p, sampling).estimate;
}

/** Whether `kl` of this pair is exact. */
export const hasClosedForm = (q: Distribution, p: Distribution): boolean => closedForm(q, p) !== undefined;

function closedForm(q: Distribution, p: Distribution): (() => Tensor) | undefined {
  if (!Object.hasOwn(closedForms, q.kind)) return undefined;
  const row = closedForms[q.kind as keyof Kinds] as { readonly [kind: string]: ((q: Distribution, p: Distribution) => Tensor) | undefined };
  const rule = Object.hasOwn(row, p.kind) ? row[p.kind] : undefined;
  return rule && (() => rule(q, p));
}

// plain numbers are combined in float64, before they become arrays
const difference = (a: DistributionParameter, b: DistributionParameter): Tensor =>
  isNumber(a) && isNumber(b) ? constant(a - b) : subtract(asTensor(a), asTensor(b));
const ratio = (a: DistributionParameter, b: DistributionParameter): Tensor =>
  isNumber(a) && isNumber(b) ? constant(a / b) : divide(asTensor(a), asTensor(b));

// q (log q - log p), 0 where q is 0: both logarithms are replaced there, so that no infinity meets a 0 in value or gradient
function expectation(weight: Tensor, [logQ, logP]: readonly [Tensor, Tensor]): Tensor {
  const possible = greater(weight, constant(0));
  const zero = broadcastTo(constant(0), weight.shape);
  return multiply(weight, subtract(where(possible, logQ, zero), where(possible, logP, zero)));
}
