import type { Claim, Variant } from "../claims/claim.ts";
import { measuredText, publishedText, reasonCounts } from "../claims/outcomes.ts";
import { because, type ClaimGroup, claimTable } from "./claim-rows.ts";
import { plainWords, type Words } from "./glossary.ts";
import { permalink } from "./heading.ts";
import { html, type Markup } from "./html.ts";
import { looks, variantWords, verdicts } from "./verdict-look.ts";

/** Chapters with their claims; of a report there is one, without a name. */
export interface JudgedChapter {
  readonly name: string;
  readonly claims: readonly Claim[];
  /** The document it belongs to, where a page has several: by it the claims are filtered. @default none: by chapter */
  readonly document?: string;
  /** Where the chapter is. @default on the page itself */
  readonly href?: string;
}

interface VerdictOptions {
  /** Whether the page has chapters, each with rows of its own. */
  readonly book: boolean;
  readonly words: Words;
}

/** Every claim: failures first, each with its reason; what was not tested is folded away. A script adds the filter. */
export function allVerdicts(chapters: readonly JudgedChapter[], { book, words }: VerdictOptions): Markup {
  const parts = verdicts.map((verdict) => {
    const groups = chapters
      .map((chapter) => ({ ...chapter, claims: chapter.claims.filter((claim) => claim.verdict === verdict) }))
      .filter(({ claims }) => claims.length > 0)
      .map(
        ({ name, claims, document, href }): ClaimGroup => ({
          chapter: document ?? name,
          prefix: book ? `${name}-` : "",
          claims,
          ...(book ? { title: html`<a href="${href ?? `#${name}`}">${name}</a>` } : {}),
        }),
      );
    const count = groups.reduce((sum, { claims }) => sum + claims.length, 0);
    return count > 0 && verdictPart(verdict, count, claimTable(groups, words));
  });
  const all = chapters.flatMap(({ claims }) => claims);
  return html`${book && filterForm(chapters, all)}${reasonList(all)}${parts}`;
}

function verdictPart(verdict: Claim["verdict"], count: number, table: Markup): Markup {
  const { sign, id } = looks[verdict];
  const title = `${verdict[0]!.toUpperCase()}${verdict.slice(1)}`;
  const heading = html`<h3 class="heading" id="${id}">${sign} ${title}: <span class="shown">${count}</span>${permalink(id, `the claims ${verdict}`)}</h3>`;
  const content =
    verdict === "not tested at this budget"
      ? html`<details class="folded"><summary>Show the ${count} claims not tested</summary>${table}</details>`
      : table;
  return html`<section class="verdict-part" data-verdict="${verdict}">${heading}${content}</section>`;
}

function reasonList(claims: readonly Claim[]): Markup | false {
  const reasons = reasonCounts(claims);
  return (
    reasons.length > 0 &&
    html`<p class="reasons">Why claims failed: ${reasons.map(({ because, count }, index) => html`${index > 0 && ", "}${because}\u00a0(${count})`)}.</p>`
  );
}

/** Hidden until the script that works it runs. */
function filterForm(chapters: readonly JudgedChapter[], claims: readonly Claim[]): Markup {
  const select = (name: string, label: string, options: readonly (readonly [value: string, text: string])[]) =>
    html`<label>${label} <select name="${name}"><option value="">all</option>${options.map(([value, text]) => html`<option value="${value}">${text}</option>`)}</select></label>`;
  const variants = (Object.entries(variantWords) as [Variant, string][]).filter(([variant]) =>
    claims.some((claim) => claim.variant === variant),
  );
  const judged = chapters.filter((chapter) => chapter.claims.length > 0);
  const documents = judged.flatMap(({ document }) => document ?? []);
  return html`<form class="filter" hidden aria-label="which claims are shown">
${select(
  "chapter",
  documents.length > 0 ? "Document" : "Chapter",
  [...new Set(documents.length > 0 ? documents : judged.map(({ name }) => name))].map((name) => [name, name]),
)}
${select("variant", "Source", variants)}
${select(
  "verdict",
  "Verdict",
  verdicts.map((verdict) => [verdict, verdict]),
)}
<output></output></form>`;
}

/** The failures that a book's head lists: at most so many. */
const mostInHead = 5;

/** The failures to know first, with their reasons: one of each chapter in turn, those with a known reason before the others. */
export function didNotHold(chapters: readonly JudgedChapter[], words: Words): Markup | false {
  const failures = chapters.map(({ name, claims }) =>
    claims
      .filter(({ verdict }) => verdict === "not reproduced")
      .toSorted((a, b) => rank(a) - rank(b))
      .map((claim) => ({ name, claim })),
  );
  const total = failures.reduce((sum, some) => sum + some.length, 0);
  if (total === 0) return false;
  const inTurn = Array.from({ length: Math.max(...failures.map(({ length }) => length)) }, (_, turn) =>
    failures.flatMap((some) => some.slice(turn, turn + 1)),
  ).flat();
  const shown = inTurn.slice(0, mostInHead);
  return html`<section class="failures"><h2 id="did-not-hold">What did not hold${permalink("did-not-hold", "what did not hold")}</h2>
<ul>${shown.map(
    ({ name, claim }) =>
      html`<li>${words(claim.statement)}: ${plainWords(`published ${publishedText(claim)}, measured ${measuredText(claim)}.`)} <span class="because">${because(claim, words)}</span> <a href="#${name}-claim-${claim.id}">${name}</a></li>`,
  )}</ul>
${total > shown.length && html`<p><a href="#not-reproduced">All ${total} that failed, with their reasons</a></p>`}</section>`;
}

const rank = ({ because }: Claim): number => (because === undefined || because === "unknown" ? 1 : 0);
