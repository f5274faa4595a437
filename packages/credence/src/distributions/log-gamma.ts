// Lanczos coefficients for g = 7 and nine terms (Godfrey 2001); relative error below 1e-14 for x > 0.
const G = 7;
const COEFFICIENTS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** log Gamma(x) for x > 0, float64. */
export function logGamma(x: number): number {
  // reflection: Gamma(x) Gamma(1 - x) = pi / sin(pi x)
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  let series: number = COEFFICIENTS[0];
  for (let i = 1; i < COEFFICIENTS.length; i++) series += COEFFICIENTS[i]! / (shifted + i);
  const t = shifted + G + 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(series);
}

/** log Gamma(x + 1/2) - log Gamma(x) for x > 0; the two are nearly equal for large x, where an asymptotic series avoids the difference. */
export function logGammaHalfStep(x: number): number {
  // Stirling's series of both: log(x)/2 - 1/(8x) + 1/(192 x^3) - ..., next term 1/(640 x^5)
  if (x > 1000) return 0.5 * Math.log(x) - 1 / (8 * x) + 1 / (192 * x ** 3);
  return logGamma(x + 0.5) - logGamma(x);
}
