import { logGammaHalfStep } from "../distributions/log-gamma.ts";

/**
 * Distribution function of Student's t with location 0 and scale 1, float64.
 *
 *   P(t < -|z|) = I_x(v/2, 1/2) / 2,  x = v / (v + z^2)
 *
 * with I the regularised incomplete beta function.
 * @see abramowitz1964, 26.7.1
 */
export function studentTCdf(z: number, degreesOfFreedom: number): number {
  if (z === 0) return 0.5;
  const odds = (z * z) / degreesOfFreedom;
  const tail = 0.5 * (odds < Infinity ? incompleteBeta(degreesOfFreedom / 2, odds) : farTail(Math.abs(z), degreesOfFreedom));
  return z > 0 ? 1 - tail : tail;
}

/** I_x(v/2, 1/2) where x = v / (v + z^2) is too small for float64: its first term, x^(v/2) / (v/2 B(v/2, 1/2)). */
function farTail(distance: number, degreesOfFreedom: number): number {
  const a = degreesOfFreedom / 2;
  const logX = Math.log(degreesOfFreedom) - 2 * Math.log(distance);
  return Math.exp(logGammaHalfStep(a) + a * logX) / (a * Math.sqrt(Math.PI));
}

/** I_x(a, 1/2) at x = 1 / (1 + odds); 1 - x = odds / (1 + odds) is not a difference, which would round off for small odds. */
function incompleteBeta(a: number, odds: number): number {
  const x = 1 / (1 + odds);
  const rest = odds / (1 + odds);
  // x^a (1 - x)^(1/2) / B(a, 1/2),  B(a, 1/2) = Gamma(a) sqrt(pi) / Gamma(a + 1/2)
  const front = Math.exp(logGammaHalfStep(a) - a * Math.log1p(odds)) * Math.sqrt(rest / Math.PI);
  // the fraction converges fast on one side of the mean; on the other that of the complement does
  return x < (a + 1) / (a + 2.5) ? (front / a) * betaFraction(a, 0.5, x) : 1 - (front / 0.5) * betaFraction(0.5, a, rest);
}

/**
 * The continued fraction of the incomplete beta function by the modified method of Lentz.
 *
 *   1 / (1 + d1 / (1 + d2 / (1 + ...))),  d_2m+1 = -(a+m)(a+b+m) x / ((a+2m)(a+2m+1)),  d_2m = m (b-m) x / ((a+2m-1)(a+2m))
 *
 * @see abramowitz1964, 26.5.8
 */
function betaFraction(a: number, b: number, x: number): number {
  const away = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return value;
}
