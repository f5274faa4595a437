/** Digits that a measured number is printed with, at most. */
export const significant = 5;

/** A space that never ends a line. */
const unbroken = "\u00a0";

/** A minus sign as wide as a plus. */
const minus = (text: string) => text.replace(/^-/, "\u2212");

/** A text with the minus sign of `formatNumber` before its numbers: "−3.6 points" for "-3.6 points"; "1-50-1" and "1e-5" stay. */
export const minusSigns = (text: string) => text.replaceAll(/(?<![\p{L}\p{N}.)\]])-(?=\.?\d)/gu, "\u2212");

/** A number for reading: four significant digits, thousands apart, powers of ten only where a plain number would be long. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return minus(String(value));
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return minus(value.toExponential(3).replace(/\.?0+e/, "e"));
  if (Number.isInteger(value)) return minus(value.toLocaleString("en-US"));
  const digits = Math.max(0, Math.min(8, 3 - Math.floor(Math.log10(size))));
  return minus(value.toLocaleString("en-US", { maximumFractionDigits: digits }));
}

/** A number of a source, with all the digits the source gives. */
export function formatPublished(value: number): string {
  return Number.isFinite(value) && Math.abs(value) >= 1e-4 && Math.abs(value) < 1e9
    ? minus(value.toLocaleString("en-US", { maximumFractionDigits: 10 }))
    : minus(String(value));
}

/** With a fixed number of digits after the point, as a column of a table wants it. */
export function formatDigits(value: number, digits: number | undefined): string {
  if (digits === undefined || !Number.isFinite(value)) return formatNumber(value);
  return minus(value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
}

/** "1.31 ± 0.04": the spread with two significant digits, the value with as many decimals; "0.08318 ± 1.1e-6" where that would be more than five significant digits. */
export function formatMeasured(value: number, spread: number | null): string {
  if (spread === null || !(spread > 0) || !Number.isFinite(spread) || Math.abs(value) >= 1e9 || spread < 1e-8)
    return spread === 0 ? [formatNumber(value), "±", "0"].join(unbroken) : formatNumber(value);
  const digits = Math.max(0, Math.min(8, 1 - Math.floor(Math.log10(spread))));
  const most = value === 0 ? 8 : Math.max(0, 4 - Math.floor(Math.log10(Math.abs(value))));
  if (digits > most) return [formatDigits(value, most), "±", formatNumber(Number(spread.toPrecision(2)))].join(unbroken);
  return [formatDigits(value, digits), "±", formatDigits(spread, digits)].join(unbroken);
}

/** "2 h 3 min", "41 s", "0.4 s". */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${Number(seconds.toPrecision(2))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
