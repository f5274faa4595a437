import type { Claim, Verdict } from "../claims/claim.ts";
import { html, type Markup } from "./html.ts";
import { formatMeasured, formatNumber, formatPublished } from "./numbers.ts";

/** A verdict is told by its word and its sign; the colour only helps. */
const looks: Readonly<Record<Verdict, { readonly sign: string; readonly style: string }>> = {
  reproduced: { sign: "✓", style: "good" },
  "not reproduced": { sign: "✗", style: "bad" },
  "not tested at this budget": { sign: "–", style: "open" },
};

const verdicts = Object.keys(looks) as Verdict[];

export function verdictCounts(claims: readonly Claim[]): Markup {
  if (claims.length === 0) return html`<p class="quiet">No published statement is tested here.</p>`;
  const counts = verdicts.map((verdict) => ({ verdict, count: claims.filter((claim) => claim.verdict === verdict).length }));
  return html`<ul class="counts" aria-label="verdicts">${counts
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => html`<li class="verdict ${looks[verdict].style}">${looks[verdict].sign} ${count} ${verdict}</li>`)}</ul>`;
}

const published = (value: number | string) => (typeof value === "string" ? value : formatPublished(value));

function measured(claim: Claim): string {
  if (typeof claim.measured === "number") return formatMeasured(claim.measured, claim.spread);
  if (claim.measured === null) return "–";
  return claim.spread === null ? claim.measured : `${claim.measured} ± ${formatNumber(claim.spread)}`;
}

/** Each published statement with its number, ours, what counts as reproduced, and the verdict. On a phone each row is a card. */
export function claimsTable(claims: readonly Claim[], { idPrefix }: { idPrefix: string }): Markup {
  // Roles are said again, since a table shown as cards loses them.
  return html`<div class="scroll"><table class="claims" role="table">
<thead role="rowgroup"><tr role="row"><th role="columnheader">Statement</th><th role="columnheader">Variant</th><th role="columnheader">Published</th><th role="columnheader">Measured</th><th role="columnheader">Counts as reproduced</th><th role="columnheader">Verdict</th></tr></thead>
<tbody role="rowgroup">${claims.map(
    (claim) => html`<tr role="row" id="${idPrefix}-${claim.id}">
<td role="cell"><code class="id">${claim.id}</code>${claim.statement}</td>
<td role="cell" data-label="Variant" class="variant">${claim.variant}</td>
<td role="cell" data-label="Published">${published(claim.published)}</td>
<td role="cell" data-label="Measured">${measured(claim)}</td>
<td role="cell" data-label="Reproduced if">${claim.tolerance}</td>
<td role="cell"><span class="verdict ${looks[claim.verdict].style}">${looks[claim.verdict].sign}\u00a0${claim.verdict}</span></td>
</tr>`,
  )}</tbody></table></div>`;
}
