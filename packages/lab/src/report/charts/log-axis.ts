import { superscript } from "../superscript.ts";

/** "10⁻⁵" for a power of ten, "1" for 1. */
const powerOfTen = (value: number): string => {
  const exponent = Math.round(Math.log10(value));
  return exponent === 0 ? "1" : `10${superscript(exponent)}`;
};

/** "10⁻⁵" for a power of ten, "3·10⁻⁵" for three times it. */
export function multipleOfTen(value: number): string {
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  const multiple = Number((value / 10 ** exponent).toPrecision(3));
  return multiple === 1 ? powerOfTen(value) : exponent === 0 ? String(multiple) : `${multiple}·${powerOfTen(10 ** exponent)}`;
}

/** Below it decimals are longer than the margin is wide. */
const shortestDecimal = 1e-3;

/** The smallest of any number of values: a call with each as an argument ends at some 100,000. Infinity of none. */
export const leastOf = (values: readonly number[]): number => values.reduce((low, value) => Math.min(low, value), Infinity);
const largestOf = (values: readonly number[]): number => values.reduce((high, value) => Math.max(high, value), -Infinity);

/** Ticks of a logarithmic axis, at least; of one whose multiples of powers of ten are too long to write, two powers do. */
const fewestTicks = { short: 4, long: 2 };
/** Decades with a tick each, at most. */
const mostTicks = 8;

/** What stands on a logarithmic axis within each decade, from the sparsest on. */
const multiples = [[1], [1, 3], [1, 2, 5], [1, 2, 3, 5, 7], [1, 2, 3, 4, 5, 6, 7, 8, 9]];

/** The same multiples of every power of ten, as few as tell the axis; none where even all nine of a decade are too few. */
function logTicks(low: number, high: number, fewest: number): readonly number[] | undefined {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const exponents = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  // 10 ** -3 is 0.001 to the last bit by division only
  const power = (exponent: number) => (exponent < 0 ? 1 / 10 ** -exponent : 10 ** exponent);
  const inside = (value: number) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  const every = Math.ceil((last - first) / mostTicks);
  if (every > 1)
    return exponents
      .filter((exponent) => exponent % every === 0)
      .map(power)
      .filter(inside);
  return multiples
    .map((some) => exponents.flatMap((exponent) => some.map((multiple) => multiple * power(exponent))).filter(inside))
    .find((ticks) => ticks.length >= fewest);
}

/** A logarithmic axis from a smallest to a largest value, both of which are positive, whose numbers stay short however small they are. */
export const logAxis = (smallest: number, largest: number) => {
  const short = smallest >= shortestDecimal;
  const ticks = logTicks(smallest, largest, short ? fewestTicks.short : fewestTicks.long);
  return { type: "log" as const, ticks: ticks ?? 6, tickFormat: short ? ",~r" : multipleOfTen };
};

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
  const [lowest, highest] = window ?? [leastOf(finite), largestOf(finite)];
  return lowest > 0 && highest >= lowest && Number.isFinite(lowest) ? logAxis(lowest, highest) : symlogAxis(window ? [...window] : finite);
}
