import type { Claim } from "../claims/claim.ts";
import { verdictCounts } from "../claims/outcomes.ts";
import { html, type Markup } from "./html.ts";
import { looks, verdicts } from "./verdict-look.ts";

/** A chapter as the contents name it. */
export interface ContentsEntry {
  readonly name: string;
  /** Figures and tables of the source. */
  readonly shows: string;
  readonly claims: readonly Claim[];
}

/** The chapters with their counts, at the side of a wide screen: it stays while the page scrolls. */
export function contents(entries: readonly ContentsEntry[], after: readonly (readonly [id: string, title: string])[]): Markup {
  return html`<nav class="contents" aria-labelledby="contents"><h2 id="contents">Contents</h2>
<ol>${entries.map(({ name, shows, claims }) => html`<li><a href="#${name}">${name}</a> <span class="quiet">${shows}</span>${count(claims)}</li>`)}${after.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>`;
}

/** "✗ 1 ✓ 2 – 3", in words for whoever hears the page. */
function count(claims: readonly Claim[]): Markup | false {
  const counts = verdictCounts(claims);
  const shown = verdicts.filter((verdict) => counts[verdict] > 0);
  return (
    shown.length > 0 &&
    html`<span class="tally">${shown.map(
      (verdict) =>
        html`<span class="count ${looks[verdict].style}"><span aria-hidden="true">${looks[verdict].sign}</span> ${counts[verdict]}<span class="away"> ${verdict}, </span></span>`,
    )}`
  );
}
