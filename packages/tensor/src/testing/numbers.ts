import { expect } from "vitest";

/** `count` values over [low, high] in a scrambled order without ties: a Weyl sequence. */
export function spread(
  count: number,
  { low = -2, high = 2, shift = 0 }: { low?: number; high?: number; shift?: number } = {},
): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => low + (high - low) * (((i + 1) * 0.6180339887498949 + shift) % 1));
}

/** Each value within `relative` of the expected one, or within `absolute`; NaN meets NaN only, infinities meet themselves only. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative = 1e-6, absolute = 0, label = "" } = {},
): void {
  expect(actual.length, label).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i]!, expected[i]!];
    const close = Object.is(a, e) || a === e || Math.abs(a - e) <= relative * Math.abs(e) + absolute;
    if (!close) expect.fail(`${label} [${i}]: ${a}, expected ${e} within ${relative} relative and ${absolute} absolute`);
  }
}

/** Error function in float64: power series inside 2.5, continued fraction of erfc (Lentz) outside. */
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  const a = Math.abs(x);
  if (a < 2.5) {
    let term = x;
    let total = x;
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(total); n++) {
      term *= (-x * x) / n;
      total += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * total;
  }
  return Math.sign(x) * (1 - erfcTail(a));
}

// erfc(x) = exp(-x^2) / sqrt(pi) * 1 / (x + 1/2 / (x + 1 / (x + 3/2 / (x + ...)))), x >= 2.5
function erfcTail(x: number): number {
  let fraction = x;
  for (let n = 120; n >= 1; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

/** Standard normal distribution function in float64, accurate in relative terms in the lower tail. */
export const normalCdf = (x: number): number => {
  const z = -x / Math.SQRT2;
  return 0.5 * (z >= 2.5 ? erfcTail(z) : 1 - erf(z));
};

export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
