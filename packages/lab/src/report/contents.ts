import type { Claim } from "../claims/claim.ts";
import { html, type Markup } from "./html.ts";
import { tally } from "./verdict-look.ts";

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
<ol>${entries.map(({ name, shows, claims }) => html`<li><a href="#${name}">${name}</a> <span class="quiet">${shows}</span>${tally(claims)}</li>`)}${after.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>`;
}
