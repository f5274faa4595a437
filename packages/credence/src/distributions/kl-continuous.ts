// Closed forms of KL[q || p] between normals and Laplace distributions. Plain numbers are worked out in float64.
import {
  abs,
  add,
  affine,
  clamp,
  constant,
  divide,
  equal,
  erf,
  exp,
  greater,
  log,
  multiply,
  square,
  subtract,
  type Tensor,
  where,
} from "@credence/tensor";
import type { DistributionParameter } from "./distribution.ts";
import type { Laplace } from "./laplace.ts";
import type { Normal } from "./normal.ts";
import { asTensor, isNumber, scaled } from "./parameters.ts";
import { expRemainder, logRemainder, smallSpreadRemainder } from "./remainders.ts";

const LOG_2PI = Math.log(2 * Math.PI);
/** Where e^(-z^2/2) is 0 and erf is 1 in float32, with room: beyond, z^2 would overflow and its gradient be NaN. */
const FAR = 30;
/** Of (s_q - s_p) / (s_q + s_p): below it a difference of float32 keeps fewer than five digits. */
const NEAR = 1 / 16;

const arePlain = (normal: Normal): normal is Normal<number> => isNumber(normal.mean) && isNumber(normal.stdDev);

const difference = (a: DistributionParameter, b: DistributionParameter): Tensor =>
  isNumber(a) && isNumber(b) ? constant(a - b) : subtract(asTensor(a), asTensor(b));
const ratio = (a: DistributionParameter, b: DistributionParameter): Tensor =>
  isNumber(a) && isNumber(b) ? constant(a / b) : divide(asTensor(a), asTensor(b));

/** (r^2 + d^2 - 1)/2 - log r,  r = s_q / s_p,  d = (m_q - m_p) / s_p; nearly equal deviations through what (r^2 - 1)/2 - log r is above 0. */
export function normalToNormal(q: Normal, p: Normal): Tensor {
  if (arePlain(q) && arePlain(p)) return constant(plainNormals(q, p));
  const [own, other] = [asTensor(q.stdDev), asTensor(p.stdDev)];
  const spread = ratio(q.stdDev, p.stdDev);
  const shift = square(divide(difference(q.mean, p.mean), other));
  // of deviations that lie further apart than float32 reaches
  const apart = subtract(log(own), log(other));
  const within = clamp(spread, { low: 1e-30, high: 1e30 });
  const logSpread = where(equal(within, spread), log(within), apart);
  const far = subtract(affine(add(square(spread), shift), { scale: 0.5, shift: -0.5 }), logSpread);
  const w =
    isNumber(q.stdDev) && isNumber(p.stdDev)
      ? constant((q.stdDev - p.stdDev) / (q.stdDev + p.stdDev))
      : divide(difference(q.stdDev, p.stdDev), add(own, other));
  const near = add(smallSpreadRemainder(clamp(w, { low: -NEAR, high: NEAR })), affine(shift, { scale: 0.5 }));
  return where(greater(constant(NEAR), abs(w)), near, far);
}

function plainNormals(q: Normal<number>, p: Normal<number>): number {
  const above = (q.stdDev - p.stdDev) / p.stdDev;
  const shift = 0.5 * ((q.mean - p.mean) / p.stdDev) ** 2;
  const spread =
    Math.abs(above) < 0.5
      ? 0.5 * above * above + logRemainder(above)
      : 0.5 * ((q.stdDev / p.stdDev) ** 2 - 1) - (Math.log(q.stdDev) - Math.log(p.stdDev));
  return spread + shift;
}

/** log(2 b) + E|x - m_p| / b - log s - log(2 pi e)/2,  x - m_p folded: E = s sqrt(2/pi) e^(-z^2/2) + d erf(z / sqrt 2),  z = d / s */
export function normalToLaplace(q: Normal, p: Laplace): Tensor {
  const constants = Math.LN2 + Math.log(p.scale) - 0.5 * (LOG_2PI + 1);
  if (arePlain(q)) {
    const d = q.mean - p.mean;
    const z = Math.max(-FAR, Math.min(FAR, d / q.stdDev));
    const folded = Math.sqrt(2 / Math.PI) * Math.exp(-0.5 * z * z) * (q.stdDev / p.scale);
    return affine(scaled(erf(constant(z * Math.SQRT1_2)), d / p.scale), { shift: folded + constants - Math.log(q.stdDev) });
  }
  const stdDev = asTensor(q.stdDev);
  const shift = difference(q.mean, p.mean);
  const z = clamp(divide(shift, stdDev), { low: -FAR, high: FAR });
  const folded = add(
    multiply(stdDev, affine(exp(affine(square(z), { scale: -0.5 })), { scale: Math.sqrt(2 / Math.PI) })),
    multiply(shift, erf(affine(z, { scale: Math.SQRT1_2 }))),
  );
  return subtract(affine(scaled(folded, 1 / p.scale), { shift: constants }), log(stdDev));
}

/** log(b_p / b_q) + (b_q e^(-d / b_q) + d) / b_p - 1,  d = |m_q - m_p| */
export function laplaceToLaplace(q: Laplace, p: Laplace): Tensor {
  const above = (q.scale - p.scale) / p.scale;
  const d = Math.abs(q.mean - p.mean);
  const spread = Math.abs(above) < 0.5 ? logRemainder(above) : above - (Math.log(q.scale) - Math.log(p.scale));
  // (b_q (e^(-t) - 1) + d) / b_p,  t = d / b_q
  const shift = d > q.scale ? (q.scale * Math.expm1(-d / q.scale) + d) / p.scale : (q.scale / p.scale) * expRemainder(-d / q.scale);
  return constant(spread + shift);
}

/** (b / s)^2 + (d / s)^2 / 2 + log s - log(2 b) + log(2 pi)/2 - 1 */
export function laplaceToNormal(q: Laplace, p: Normal): Tensor {
  const constants = 0.5 * LOG_2PI - 1 - Math.LN2 - Math.log(q.scale);
  if (arePlain(p)) return constant((q.scale / p.stdDev) ** 2 + 0.5 * ((q.mean - p.mean) / p.stdDev) ** 2 + Math.log(p.stdDev) + constants);
  const stdDev = asTensor(p.stdDev);
  const shift = affine(square(divide(difference(q.mean, p.mean), stdDev)), { scale: 0.5, shift: constants });
  return add(add(square(divide(constant(q.scale), stdDev)), shift), log(stdDev));
}
