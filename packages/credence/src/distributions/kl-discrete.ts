// Closed forms of KL[q || p] of discrete distributions.

import {
  abs,
  add,
  broadcastTo,
  constant,
  greater,
  logSoftmax,
  logSumExp,
  max,
  multiply,
  negate,
  sigmoid,
  softmax,
  softplus,
  subtract,
  sum,
  type Tensor,
  where,
} from "@credence/tensor";
import type { Bernoulli } from "./bernoulli.ts";
import type { Categorical } from "./categorical.ts";
import { asTensor, isNumber } from "./parameters.ts";
import { expRemainder, logRemainder, smallExpRemainder } from "./remainders.ts";
import { softplusOf } from "./softplus.ts";

/** |log p - log q| below which q (log q - log p) is summed as q (e^t - 1 - t), t = log p - log q. */
const NEAR = 0.25;

/**
 * Sum over classes of q log(q / p). Where all of q and p are nearly equal, of q (e^t - 1 - t) with t = log(p / q), which is the same sum:
 * no term is below 0 and nothing cancels.
 */
export function categoricalToCategorical(q: Categorical, p: Categorical): Tensor {
  const own = softmax(q.logits);
  const far = sum(expectation(own, [logSoftmax(q.logits), logSoftmax(p.logits)]), { axis: -1 });
  const zero = constant(0);
  const options = { axis: -1, keepAxes: true };
  const t = subtract(subtract(p.logits, q.logits), subtract(logSumExp(p.logits, options), logSumExp(q.logits, options)));
  const possible = greater(broadcastTo(own, t.shape), zero);
  const nothing = broadcastTo(zero, t.shape);
  const usable = where(possible, t, nothing);
  const small = greater(constant(NEAR), abs(usable));
  const terms = multiply(own, smallExpRemainder(where(small, usable, nothing)));
  // a class that q rules out adds p
  const near = sum(where(possible, terms, softmax(p.logits)), { axis: -1 });
  return where(greater(constant(NEAR), max(abs(usable), { axis: -1 })), near, far);
}

/**
 * q log(q / p) + (1 - q) log((1 - q) / (1 - p)),  log p = -softplus(-logit). Where the logits a and b are nearly equal, as
 * q (e^t - 1 - t) + (1 - q) (e^u - 1 - u) with t = b - a - c, u = -c, c = softplus b - softplus a, the outcomes named so that a is 0 or less.
 */
export function bernoulliToBernoulli(q: Bernoulli, p: Bernoulli): Tensor {
  if (isNumber(q.logit) && isNumber(p.logit)) return constant(plainBernoullis(q.logit, p.logit));
  const [a, b] = [asTensor(q.logit), asTensor(p.logit)];
  const head = expectation(sigmoid(a), [negate(softplus(negate(a))), negate(softplus(negate(b)))]);
  const far = add(head, expectation(sigmoid(negate(a)), [negate(softplus(a)), negate(softplus(b))]));
  const zero = constant(0);
  const flip = greater(a, zero);
  const [own, other] = [where(flip, negate(a), a), where(flip, negate(b), b)];
  const isNear = greater(constant(NEAR), abs(subtract(other, own)));
  const close = where(isNear, other, own);
  const step = where(isNear, subtract(other, own), zero);
  const c = subtract(softplus(close), softplus(own));
  const one = multiply(sigmoid(own), smallExpRemainder(subtract(step, c)));
  return where(isNear, add(one, multiply(sigmoid(negate(own)), smallExpRemainder(negate(c)))), far);
}

function plainBernoullis(a: number, b: number): number {
  if (a > 0) return plainBernoullis(-a, -b);
  const probability = (logit: number) => 1 / (1 + Math.exp(-logit));
  const logProbability = (logit: number) => -softplusOf(-logit);
  const t = b - a;
  // log(1 + q (e^t - 1)) - q t
  if (Math.abs(t) < NEAR) return probability(a) * expRemainder(t) - logRemainder(probability(a) * Math.expm1(t));
  const term = (own: number, other: number) => (own === -Infinity ? 0 : probability(own) * (logProbability(own) - logProbability(other)));
  return term(a, b) + term(-a, -b);
}

// q (log q - log p), 0 where q is 0: both logarithms are replaced there, so that no infinity meets a 0 in value or gradient
function expectation(weight: Tensor, [logQ, logP]: readonly [Tensor, Tensor]): Tensor {
  const possible = greater(weight, constant(0));
  const zero = broadcastTo(constant(0), weight.shape);
  return multiply(weight, subtract(where(possible, logQ, zero), where(possible, logP, zero)));
}
