import { formatDigits } from "./numbers.ts";

interface Ranking {
  /** After the point; four significant ones in all unless told. */
  readonly digits?: number;
  /** Behind each number, apart from it. @default none */
  readonly unit?: string;
  /** @default "lowest" */
  readonly from?: "lowest" | "highest";
}
/** Named numbers; null where one was not measured. */
type Named = readonly (readonly [name: string, value: number | null])[];

const rows = (values: Named, { digits, unit = "", from = "lowest" }: Ranking) => {
  const sign = from === "lowest" ? 1 : -1;
  const finite = values.flatMap(([name, value]) => (value !== null && Number.isFinite(value) ? [[name, value] as const] : []));
  const shown = finite.toSorted(([, a], [, b]) => sign * (a - b));
  return shown.map(([name, value]) => ({ name, written: `${formatDigits(value, digits)}${unit && ` ${unit}`}` }));
};
/** "1.34 (BNN)"; a name that has its parentheses keeps them: "6,399 (i)". */
const worded = ({ name, written }: { readonly name: string; readonly written: string }) =>
  `${written} ${/^\([^)]*\)$/.test(name) ? name : `(${name})`}`;
const list = (told: ReturnType<typeof rows>): string => {
  const words = told.map(worded);
  const first = told.some(({ name }) => name.split(" ").length > 3) ? 1 : 3;
  return (words.length > 4 ? [...words.slice(0, first), `to ${words.at(-1)}`] : words).join(", ");
};

/**
 * Named numbers as a finding tells them, from the lowest on, or from the highest; null and what is not finite are left out. Of more than four the
 * first three and the last are told, of long names the first and the last.
 *
 *   [["plain", 1.86], ["BNN", 1.34]] in "%": "1.34 % (BNN), 1.86 % (plain)"
 */
export const ranked = (values: Named, ranking: Ranking = {}): string => list(rows(values, ranking));

/**
 * A sentence on which of some named numbers is the lowest, or the highest; where the first two read alike it only lists them.
 *
 *   "test error" of the same: "The lowest test error is 1.34 % (BNN), then 1.86 (plain)."
 */
export function leading(what: string, values: Named, ranking: Ranking = {}): string {
  const told = rows(values, ranking);
  const [first, second] = told;
  if (!first || !second || first.written === second.written) return `${what[0]!.toUpperCase()}${what.slice(1)}: ${list(told)}.`;
  const others = list(rows(values, { ...ranking, unit: "" }).slice(1));
  return `The ${ranking.from ?? "lowest"} ${what} is ${worded(first)}, then ${others}.`;
}
