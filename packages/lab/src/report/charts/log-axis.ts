import { superscript } from "../superscript.ts";

/** "10⁻⁵" for a power of ten, "1" for 1, nothing for what lies between. */
export function powerOfTen(value: number): string {
  const exponent = Math.round(Math.log10(value));
  if (Math.abs(value / 10 ** exponent - 1) > 1e-6) return "";
  return exponent === 0 ? "1" : `10${superscript(exponent)}`;
}

/** Below it decimals are longer than the margin is wide. */
const shortestDecimal = 1e-3;

/** The smallest of any number of values: a call with each as an argument ends at some 100,000. Infinity of none. */
export const leastOf = (values: readonly number[]): number => values.reduce((low, value) => Math.min(low, value), Infinity);
const largestOf = (values: readonly number[]): number => values.reduce((high, value) => Math.max(high, value), -Infinity);

/** A logarithmic axis whose numbers stay short, however small the smallest value on it. */
export const logAxis = (smallest: number) => ({
  type: "log" as const,
  ticks: 6,
  tickFormat: smallest < shortestDecimal ? powerOfTen : ",~r",
});

/** Decades between the largest value and the linear part of a symlog axis, at most. */
const decades = 5;

/** Ticks of a symlog axis for each sign, at most. */
const ticksASide = 6;

/**
 * An axis for values of which some are 0 or below, which a logarithm has no place for:
 *
 *   sign(y) log(1 + |y| / c)
 *
 * linear within ±c and logarithmic beyond. c is the power of ten below the lowest negative value (of none, below the smallest
 * positive one), but not more than five decades below the largest.
 */
export function symlogAxis(values: readonly number[]) {
  const [low, high] = [leastOf(values), largestOf(values)];
  const largest = Math.max(Math.abs(low), Math.abs(high), Number.MIN_VALUE);
  const wanted = low < 0 ? -low : Math.min(largest, leastOf(values.filter((value) => value > 0)));
  const below = (value: number) => Math.floor(Math.log10(value));
  const first = Math.max(below(wanted), below(largest) - decades);
  const powers = Array.from({ length: below(largest) - first + 1 }, (_, i) => first + i);
  const every = Math.ceil(powers.length / ticksASide);
  const sizes = powers.filter((_, i) => i % every === 0).map((power) => 10 ** power);
  const short = first >= Math.log10(shortestDecimal) && largest < 1e7;
  const written = (size: number) => (short ? size.toLocaleString("en-US", { maximumFractionDigits: 3 }) : powerOfTen(size));
  return {
    type: "symlog" as const,
    constant: 10 ** first,
    ticks: [...sizes.map((size) => -size).reverse(), 0, ...sizes].filter((tick) => tick >= Math.min(0, low) && tick <= Math.max(0, high)),
    tickFormat: (value: number) => (value === 0 ? "0" : `${value < 0 ? "\u2212" : ""}${written(Math.abs(value))}`),
  };
}

/** A logarithmic axis where all values are positive, or a window says what is seen; a symlog one where some are not. */
export function logarithmicAxis(values: readonly number[], window: readonly [number, number] | undefined) {
  const finite = values.filter(Number.isFinite);
  const lowest = window?.[0] ?? leastOf(finite);
  return lowest > 0 ? logAxis(lowest) : symlogAxis(window ? [...window] : finite);
}
