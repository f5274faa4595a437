import { formatDigits } from "./numbers.ts";

/**
 * Named numbers as a finding tells them, from the lowest on, or from the highest; those that are not finite are left out. Names with commas are set apart by semicolons.
 *
 * @example
 * ranked([["plain", 1.86], ["BNN", 1.34]], { digits: 2, unit: " %" })  // "BNN 1.34 %, plain 1.86 %"
 */
export function ranked(
  values: readonly (readonly [name: string, value: number])[],
  {
    digits,
    unit = "",
    from = "lowest",
  }: {
    /** After the point; four significant ones in all unless told. */
    readonly digits?: number;
    /** Behind each number, with its space. @default "" */
    readonly unit?: string;
    readonly from?: "lowest" | "highest";
  } = {},
): string {
  const sign = from === "lowest" ? 1 : -1;
  const shown = values.filter(([, value]) => Number.isFinite(value)).toSorted(([, a], [, b]) => sign * (a - b));
  const told = shown.map(([name, value]) => `${name} ${formatDigits(value, digits)}${unit}`);
  return told.join(shown.some(([name]) => name.includes(",")) ? "; " : ", ");
}
