import type { Claim } from "../claims/claim.ts";
import type { About } from "../experiment.ts";
import type { RunRecord, RunResult } from "../runs/run-record.ts";
import { type DrawnFigure, figureBlock, tableBlock } from "./blocks.ts";
import { claimsTable, verdictCounts } from "./claims-table.ts";
import type { Table } from "./figure.ts";
import { html, type Markup, raw } from "./html.ts";
import { pageStyle, themeScript } from "./page-style.ts";
import { provenance } from "./provenance.ts";

/** One experiment, finished and drawn: everything a page says about it. */
export interface Section {
  readonly experiment: Pick<About<unknown>, "name" | "source" | "shows" | "summary">;
  readonly result: RunResult;
  readonly record: RunRecord;
  readonly figures: readonly DrawnFigure[];
  readonly tables: readonly Table[];
}

/** The report of one run: a single HTML file that asks for nothing over the network. */
export function reportPage(section: Section): string {
  const { experiment, result } = section;
  const part = (id: string, title: string, content: Markup | readonly Markup[]) => html`<h2 id="${id}">${title}</h2>${content}`;
  return page(
    experiment.name,
    experiment.summary,
    html`${header(experiment.name, html`<p>${experiment.summary}</p><p class="quiet">${origin(section)}</p>`)}
${verdictCounts(result.claims)}
${
  section.figures.length > 0 &&
  part(
    "figures",
    "Figures",
    section.figures.map((figure) => figureBlock(figure, `figure-${figure.name}`)),
  )
}
${
  section.tables.length > 0 &&
  part(
    "tables",
    "Tables",
    section.tables.map((table) => tableBlock(table, `table-${table.name}`)),
  )
}
${result.claims.length > 0 && part("claims", "Claims", claimsTable(result.claims, { idPrefix: "claim" }))}
${part("run", "How it was made", provenance(section.record))}`,
  );
}

export interface Book {
  readonly title: string;
  readonly summary: string;
  /** In the order of the source. Experiments that are missing are named with the reason, not left out. */
  readonly sections: readonly Section[];
  readonly missing?: readonly { readonly name: string; readonly reason: string }[];
}

/** Many experiments as one file: a contents list, a section each, and a page of verdicts. */
export function bookPage(book: Book): string {
  const all = book.sections.flatMap(({ result }) => result.claims);
  return page(
    book.title,
    book.summary,
    html`${header(book.title, html`<p>${book.summary}</p>`)}
${verdictCounts(all)}
<nav aria-labelledby="contents"><h2 id="contents">Contents</h2>
<ol class="contents">${book.sections.map((section) => contentsEntry(section))}<li><a href="#verdicts">Verdicts</a></li></ol></nav>
${missing(book)}
${book.sections.map(chapter)}
<section class="part verdicts"><h2 id="verdicts">Verdicts</h2>
${verdictCounts(all)}
${book.sections
  .filter(({ result }) => result.claims.length > 0)
  .map(
    ({ experiment, result }) =>
      html`<h3 class="heading" id="${experiment.name}-verdicts"><a href="#${experiment.name}">${experiment.name}</a></h3>${claimsTable(result.claims, { idPrefix: `${experiment.name}-claim` })}`,
  )}</section>`,
  );
}

function contentsEntry({ experiment, result, figures, tables }: Section): Markup {
  const counts = summaryOf(result.claims);
  const entries = [
    ...figures.map((figure) => html`<li>${place(figure)}<a href="#${experiment.name}-figure-${figure.name}">${figure.title}</a></li>`),
    ...tables.map((table) => html`<li>${place(table)}<a href="#${experiment.name}-table-${table.name}">${table.title}</a></li>`),
  ];
  return html`<li><a href="#${experiment.name}">${experiment.name}</a>: ${experiment.shows}${counts && html` <span class="quiet">(${counts})</span>`}
<ul>${entries}</ul></li>`;
}

/** Which figure or table of the source an entry of the contents stands beside. */
function place({ published }: { readonly published?: string | undefined }): Markup | false {
  return published !== undefined && html`<span class="quiet">${published}:</span> `;
}

function chapter(section: Section): Markup {
  const { experiment, result, figures, tables } = section;
  return html`<section class="part"><h2 id="${experiment.name}">${experiment.name}</h2>
<p>${experiment.summary}</p><p class="quiet">${origin(section)}</p>
${result.claims.length > 0 && html`${verdictCounts(result.claims)}<p class="below"><a href="#${experiment.name}-verdicts">Each claim with its verdict</a></p>`}
<h3 class="heading">Figures and tables</h3>
${figures.map((figure) => figureBlock(figure, `${experiment.name}-figure-${figure.name}`))}
${tables.map((table) => tableBlock(table, `${experiment.name}-table-${table.name}`))}
<h3 class="heading">How it was made</h3>${provenance(section.record)}</section>`;
}

function missing(book: Book): Markup | false {
  return (
    (book.missing ?? []).length > 0 &&
    html`<p>Not in this book:</p><ul>${book.missing?.map(({ name, reason }) => html`<li>${name}: ${reason}</li>`)}</ul>`
  );
}

function origin({ experiment, result }: Section): string {
  return `${experiment.shows}. ${experiment.source === "credence" ? "An experiment of our own" : `Source: ${experiment.source}`}. Budget ${result.budget}, seed ${result.seed}.`;
}

function summaryOf(claims: readonly Claim[]): string {
  if (claims.length === 0) return "";
  const held = claims.filter(({ verdict }) => verdict === "reproduced").length;
  const tested = claims.filter(({ verdict }) => verdict !== "not tested at this budget").length;
  return tested === 0 ? "no claim tested at this budget" : `${held} of ${tested} tested claims reproduced`;
}

function header(title: string, below: Markup): Markup {
  return html`<header><div class="top"><h1>${title}</h1><button class="theme" type="button" hidden aria-label="switch between light and dark">Dark</button></div>${below}</header>`;
}

/** The content policy is the promise that the file asks nobody for anything. */
function page(title: string, description: string, body: Markup): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<meta name="description" content="${description}">
<title>${title} · Credence</title>
<link rel="icon" href="data:,">
<style>${raw(pageStyle)}</style>
</head>
<body>
<main>
${body}
</main>
<script>${raw(themeScript)}</script>
</body>
</html>
`.html;
}
