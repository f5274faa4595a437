import { formatMeasured, formatNumber, formatPublished } from "../report/numbers.ts";
import type { Because, Claim, Verdict } from "./claim.ts";

/** How many claims came out so. */
export type VerdictCounts = Readonly<Record<Verdict, number>>;

export function verdictCounts(claims: readonly Claim[]): VerdictCounts {
  const count = (verdict: Verdict) => claims.filter((claim) => claim.verdict === verdict).length;
  return {
    "not reproduced": count("not reproduced"),
    reproduced: count("reproduced"),
    "not tested at this budget": count("not tested at this budget"),
  };
}

/** The reasons of claims that failed, the most frequent first; one nobody looked into counts as unknown. */
export function reasonCounts(claims: readonly Claim[]): readonly { readonly because: Because; readonly count: number }[] {
  const failed = claims.filter(({ verdict }) => verdict === "not reproduced");
  return [...Map.groupBy(failed, ({ because }) => because ?? "unknown")]
    .map(([because, some]) => ({ because, count: some.length }))
    .toSorted((a, b) => b.count - a.count || (a.because < b.because ? -1 : 1));
}

/** What was measured, with its spread where it has one: "1.34 ± 0.04". */
export function measuredText({ measured, spread }: Pick<Claim, "measured" | "spread">): string {
  if (typeof measured === "number") return formatMeasured(measured, spread);
  if (measured === null) return "–";
  return spread === null ? measured : `${measured} ± ${formatNumber(spread)}`;
}

/** What the source gives: a number with all of its digits, numbers as text, or its words, as a quotation. */
export function publishedText({ published }: Pick<Claim, "published">): string {
  if (typeof published === "number") return formatPublished(published);
  return /\d/.test(published) ? published : `“${published}”`;
}
