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

/** A logarithmic axis whose numbers stay short, however small the smallest value on it. */
export const logAxis = (smallest: number) => ({
  type: "log" as const,
  ticks: 6,
  tickFormat: smallest < shortestDecimal ? powerOfTen : ",~g",
});
