import type { Claim, Variant, Verdict } from "../claims/claim.ts";
import { verdictCounts } from "../claims/outcomes.ts";
import { html, type Markup } from "./html.ts";

interface Look {
  readonly sign: string;
  readonly style: string;
  /** Of the part of the page that holds the claims with this verdict. */
  readonly id: string;
}

/** A verdict is told by its word and its sign; the colour only helps. Failures come first everywhere. */
export const looks: Readonly<Record<Verdict, Look>> = {
  "not reproduced": { sign: "✗", style: "bad", id: "not-reproduced" },
  reproduced: { sign: "✓", style: "good", id: "reproduced" },
  "not tested at this budget": { sign: "–", style: "open", id: "not-tested" },
};

export const verdicts = Object.keys(looks) as Verdict[];

/** Whose words or numbers a claim is about. */
export const variantWords: Readonly<Record<Variant, string>> = {
  "as stated": "paper text",
  "as published": "authors’ code",
  external: "third party",
};

/** How many claims came out so, each number a link to them: `#PREFIXnot-reproduced`. */
export function verdictList(claims: readonly Claim[], prefix: string): Markup {
  if (claims.length === 0) return html`<p class="quiet">No published statement is tested here.</p>`;
  const counts = verdictCounts(claims);
  return html`<ul class="counts" aria-label="verdicts">${verdicts
    .filter((verdict) => counts[verdict] > 0)
    .map(
      (verdict) =>
        html`<li><a class="verdict ${looks[verdict].style}" href="#${prefix}${looks[verdict].id}">${looks[verdict].sign} ${counts[verdict]} ${verdict}</a></li>`,
    )}</ul>`;
}

/** "✗ 1 ✓ 2 – 3", in words for whoever hears the page; nothing where there are no claims. */
export function tally(claims: readonly Claim[]): Markup | false {
  const counts = verdictCounts(claims);
  const shown = verdicts.filter((verdict) => counts[verdict] > 0);
  return (
    shown.length > 0 &&
    html`<span class="tally">${shown.map(
      (verdict) =>
        html`<span class="count ${looks[verdict].style}"><span aria-hidden="true">${looks[verdict].sign}</span> ${counts[verdict]}<span class="away"> ${verdict}, </span></span>`,
    )}</span>`
  );
}
