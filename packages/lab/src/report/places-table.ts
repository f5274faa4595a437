import type { Claim } from "../claims/claim.ts";
import { claimsNamed, type Place, type StudyPlaces } from "../claims/place.ts";
import { html, type Markup } from "./html.ts";
import { tally } from "./verdict-look.ts";

/** The kinds of a study's places, in the order of the table: what one is called, and several. */
const kinds = {
  figures: ["figure", "figures"],
  tables: ["table", "tables"],
  statements: ["statement", "statements"],
  further: ["beyond the study", "beyond the study"],
} as const satisfies Readonly<Record<keyof StudyPlaces, readonly [one: string, several: string]>>;

/** Experiments of a book that have a result, those that have none with the reason, and the book's address. */
export interface PlacedIn {
  readonly href: string;
  readonly chapters: readonly { readonly name: string; readonly claims: readonly Claim[] }[];
  readonly missing: readonly { readonly name: string; readonly reason: string }[];
}

/** A study's figures, tables and statements, folded away: where each is run again with the verdicts of its claims, or why it is not. On a phone each is a card. */
export function placesTable(places: StudyPlaces, placed: PlacedIn): Markup | false {
  const groups = (Object.keys(kinds) as (keyof StudyPlaces)[])
    .filter((kind) => places[kind].length > 0)
    .map((kind) => ({ own: places[kind], count: `${places[kind].length} ${kinds[kind][places[kind].length === 1 ? 0 : 1]}` }));
  if (groups.length === 0) return false;
  // Roles are said again, since a table shown as cards loses them.
  return html`<details class="block"><summary>Where each is: ${groups.map(({ count }) => count).join(", ")}</summary>
<div class="scroll"><table role="table" class="cards">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">In the study</th><th role="columnheader" scope="col">Where</th><th role="columnheader" scope="col">Verdicts</th></tr></thead>
${groups.map(
  ({
    own,
    count,
  }) => html`<tbody role="rowgroup"><tr role="row"><th role="rowheader" scope="rowgroup" colspan="3"><strong>${count}</strong></th></tr>
${own.map((place) => placeRow(place, placed))}</tbody>\n`,
)}</table></div></details>`;
}

const placeRow = (place: Place, placed: PlacedIn): Markup => {
  const [where, verdicts] = "why" in place ? [`not here: ${place.why}`, ""] : chapterOf(place, placed);
  return html`<tr role="row"><th role="rowheader" scope="row">${place.what}</th><td role="cell">${where}</td><td role="cell">${verdicts}</td></tr>\n`;
};

function chapterOf({ experiment, claims }: Exclude<Place, { why: string }>, { href, chapters, missing }: PlacedIn) {
  const chapter = chapters.find(({ name }) => name === experiment);
  if (!chapter) {
    const { reason } = missing.find(({ name }) => name === experiment) ?? { reason: "it was not run" };
    return [`${experiment}: not there, ${reason}`, ""] as const;
  }
  const link = html`<a href="${href}#${experiment}">${experiment}</a>`;
  if (claims.length === 0) return [link, "drawn, no claim"] as const;
  return [link, tally(claimsNamed(claims, chapter.claims)) || "not measured in this run"] as const;
}
