/**
 * exp, log, sine and cosine by additions, products and quotients alone, which IEEE 754 fixes to the bit. `Math.exp` and its like may differ in the last
 * bit between two versions of an engine, and so would the predictions of one model in Node and in a browser.
 */

// ln 2 in two parts: a whole multiple of the first, of fewer bits, is exact
const [ln2High, ln2Low] = [0.6931471803691238, 1.9082149292705877e-10];

const words = new DataView(new ArrayBuffer(8));

/** 2^exponent, of a normal number. */
function powerOfTwo(exponent: number): number {
  words.setUint32(0, (exponent + 1023) << 20);
  words.setUint32(4, 0);
  return words.getFloat64(0);
}

const reciprocalFactorials = Array.from({ length: 15 }, (_, n) => {
  let factorial = 1;
  for (let i = 2; i <= n; i++) factorial *= i;
  return 1 / factorial;
});

/**
 * e^x, within 2 units of the last place of a normal result.
 *
 *   e^x = 2^k e^r,  k the whole number nearest to x / ln 2,  |r| <= ln 2 / 2
 */
export function exponential(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.78) return Infinity;
  if (x < -746) return 0;
  const k = Math.round(x / Math.LN2);
  const rest = x - k * ln2High - k * ln2Low;
  let sum = reciprocalFactorials[14];
  for (let n = 13; n >= 0; n--) sum = sum * rest + reciprocalFactorials[n];
  // in two steps where 2^k alone is too small
  return k < -1000
    ? sum * powerOfTwo(k + 100) * powerOfTwo(-100)
    : k > 1000
      ? sum * powerOfTwo(k - 100) * powerOfTwo(100)
      : sum * powerOfTwo(k);
}

/**
 * ln x, within some units of the last place.
 *
 *   ln x = e ln 2 + 2 artanh((m - 1) / (m + 1)),  x = m 2^e,  m in [sqrt(1/2), sqrt(2))
 */
export function logarithm(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x === Infinity ? x : Number.NaN;
  // a subnormal number has no exponent of its own
  if (x < 2 ** -1022) return logarithm(x * 2 ** 54) - 54 * Math.LN2;
  words.setFloat64(0, x);
  const high = words.getUint32(0);
  let exponent = (high >>> 20) - 1023;
  words.setUint32(0, (high & 0xfffff) | (1023 << 20));
  let mantissa = words.getFloat64(0);
  if (mantissa >= Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let series = 0;
  for (let n = 23; n >= 3; n -= 2) series = (series + 1 / n) * square;
  return exponent * ln2High + (2 * s * series + exponent * ln2Low + 2 * s);
}

/** Sine and cosine of a share of the whole circle, within some units of the last place of 1. */
export function onCircle(turns: number): { readonly sine: number; readonly cosine: number } {
  const share = turns - Math.round(turns);
  const quarter = Math.round(4 * share);
  const angle = 2 * Math.PI * (share - quarter / 4);
  let [sine, cosine, term] = [0, 0, 1];
  for (let n = 0; n < 20; n += 2) {
    cosine += term;
    sine += (term * angle) / (n + 1);
    term *= -(angle * angle) / ((n + 1) * (n + 2));
  }
  if (quarter === 1) return { sine: cosine, cosine: -sine };
  if (quarter === -1) return { sine: -cosine, cosine: sine };
  return quarter === 0 ? { sine, cosine } : { sine: -sine, cosine: -cosine };
}
