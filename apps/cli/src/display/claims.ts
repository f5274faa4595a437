import type { Claim } from "@credence/lab";
import { textTable } from "./text-table.ts";

const colours = { reproduced: "green", "not reproduced": "red", "not tested at this budget": "yellow" } as const;

/** The claims with what was published, what was measured and the verdict. */
export function claimsText(claims: readonly Claim[], { width }: { readonly width: number }): string {
  if (claims.length === 0) return "This experiment makes no claims.\n";
  const rows = claims.map(({ statement, variant, tolerance, published, measured, spread, verdict }) => [
    `${statement} (${variant}; ${tolerance})`,
    number(published),
    measured === null ? "-" : spread === null ? number(measured) : `${number(measured)} ± ${Number(spread.toPrecision(2))}`,
    verdict,
  ]);
  const table = textTable(
    [
      { title: "claim", flexible: true },
      { title: "published", align: "right", widest: 14 },
      { title: "measured", align: "right", widest: 15 },
      { title: "verdict", widest: 14, style: (text) => colours[text as Claim["verdict"]] },
    ],
    rows,
    { width },
  );
  return `${table}\n${verdictCountsText(claims)}\n`;
}

/** "3 reproduced, 1 not reproduced". */
export function verdictCountsText(claims: readonly Claim[]): string {
  if (claims.length === 0) return "no claims";
  const count = (verdict: Claim["verdict"]) => claims.filter((claim) => claim.verdict === verdict).length;
  const totals = (Object.keys(colours) as Claim["verdict"][]).filter((verdict) => count(verdict) > 0);
  return totals.map((verdict) => `${count(verdict)} ${verdict}`).join(", ");
}

/** Four digits: more would be noise of the seed. */
function number(value: number | string): string {
  return typeof value === "string" ? value : String(Number(value.toPrecision(4)));
}
