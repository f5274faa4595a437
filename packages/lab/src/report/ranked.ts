import { formatDigits } from "./numbers.ts";

/**
 * Named numbers as a finding tells them, from the lowest on, or from the highest; those that are not finite are left out. Of more than eight the
 * first three and the last are told.
 *
 * @example
 * ranked([["plain", 1.86], ["BNN", 1.34]], { digits: 2, unit: " %" })  // "1.34 % (BNN), 1.86 % (plain)"
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
  const told = shown.map(([name, value]) => `${formatDigits(value, digits)}${unit} (${name})`);
  return (told.length > 8 ? [...told.slice(0, 3), `to ${told.at(-1)}`] : told).join(", ");
}
