import type { Claim } from "../claims/claim.ts";
import { measuredText, publishedText } from "../claims/outcomes.ts";
import { plainWords, type Words } from "./glossary.ts";
import { permalink } from "./heading.ts";
import { html, type Markup } from "./html.ts";
import { looks, variantWords } from "./verdict-look.ts";

/** Claims of one chapter with one verdict. */
export interface ClaimGroup {
  readonly chapter: string;
  /** What the rows say of their chapter above them. @default no row of its own */
  readonly title?: Markup;
  /** Ids of rows are `PREFIXclaim-ID`. */
  readonly prefix: string;
  readonly claims: readonly Claim[];
}

/** Characters of a statement, and of a statement with its criterion, that fill three lines of a wide screen; the rest is folded away. */
const room = { statement: 175, both: 186, published: 46 };

/** A text is not cut to less than this: a word or two tell nothing. */
const fewest = 25;

/** Each published statement with its number, ours, what counts as reproduced and, where it failed, the reason. On a phone each row is a card. */
export function claimTable(groups: readonly ClaimGroup[], words: Words): Markup {
  // Roles are said again, since a table shown as cards loses them.
  return html`<table class="claims" role="table">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col"><span class="away">Verdict</span></th><th role="columnheader" scope="col">Statement, and what counts as reproduced</th><th role="columnheader" scope="col">Published</th><th role="columnheader" scope="col">Measured</th></tr></thead>
${groups.map((group) => claimGroup(group, words))}</table>`;
}

function claimGroup({ chapter, title, prefix, claims }: ClaimGroup, words: Words): Markup {
  const { id } = looks[claims[0]!.verdict];
  return html`<tbody role="rowgroup" data-chapter="${chapter}" ${title && html`id="${prefix}${id}"`}>
${title && html`<tr role="row" class="group"><th role="rowheader" scope="rowgroup" colspan="4">${title}</th></tr>`}
${claims.map((claim) => claimRow(claim, `${prefix}claim-${claim.id}`, words))}</tbody>`;
}

function claimRow(claim: Claim, id: string, words: Words): Markup {
  const look = looks[claim.verdict];
  const reason = claim.verdict === "not reproduced" && because(claim, words);
  return html`<tr role="row" id="${id}" class="claim ${reason && "explained"}" data-variant="${claim.variant}" data-verdict="${claim.verdict}">
<td role="cell" class="sign"><span class="verdict ${look.style}" title="${claim.verdict}">${look.sign}<span class="away"> ${claim.verdict}</span></span></td>
<td role="cell" class="statement">${cut(claim.statement, room.statement, words)} <span class="variant">${variantWords[claim.variant]}</span> ${criterion(claim.tolerance, room.both - claim.statement.length)} ${permalink(id, `claim ${claim.id}`)}</td>
<td role="cell" data-label="Published"><div>${cut(publishedText(claim), room.published, plainWords)}</div></td>
<td role="cell" data-label="Measured">${plainWords(measuredText(claim))}</td></tr>
${reason && html`<tr role="row" class="why" data-of="${id}"><td role="cell"></td><td role="cell" colspan="3">${reason}</td></tr>`}`;
}

/** Why a claim failed, and what shows it. */
export function because({ because: reason, evidence }: Claim, words: Words): Markup {
  return html`<strong class="reason">${reason ?? "unknown"}</strong>${evidence ? html`: ${words(evidence)}` : reason ? "" : ": not looked into"}`;
}

function criterion(text: string, left: number): Markup {
  return html`<span class="criterion">Asked: ${cut(`${text}.`, left, plainWords)}</span>`;
}

/** A text of at most so many characters; what is longer ends in a sign that unfolds the rest. */
function cut(text: string, characters: number, write: Words): Markup {
  if (text.length <= characters) return write(text);
  const end = characters < fewest ? 0 : text.lastIndexOf(" ", characters - 2);
  return html`${end > 0 && write(text.slice(0, end))} <details class="rest"><summary aria-label="the rest of the text">…</summary>${write(text.slice(end).trim())}</details>`;
}
