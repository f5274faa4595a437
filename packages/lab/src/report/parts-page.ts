import { figureBlock, tableBlock } from "./blocks.ts";
import { type DrawOptions, drawFigure } from "./draw-section.ts";
import type { Figure, Table } from "./figure.ts";
import { permalink } from "./heading.ts";
import { html } from "./html.ts";
import { pageShell, pageTitle } from "./page-shell.ts";

/** A part of a page, under a heading of its own. */
export interface PagePart {
  /** Its anchor: lower-case letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** Sentences, a paragraph each. */
  readonly text?: readonly string[];
  readonly figures?: readonly Figure[];
  readonly tables?: readonly Table[];
}

/** A page that reports on something else than an experiment. */
export interface PartsPage {
  readonly title: string;
  /** One sentence below the title. */
  readonly summary: string;
  readonly parts: readonly PagePart[];
}

/** The page as a single HTML file that asks for nothing over the network, with the look of the reports. A figure that cannot be drawn says so in its place. */
export function partsPage({ title, summary, parts }: PartsPage, options: DrawOptions): string {
  return pageShell({
    title,
    description: summary,
    skips: parts.map((part) => [part.id, part.title.toLowerCase()]),
    body: html`<main>
<header>${pageTitle(title)}
<p>${summary}</p></header>
${parts.map(
  (part) => html`<h2 id="${part.id}">${part.title}${permalink(part.id, part.title.toLowerCase())}</h2>
${part.text?.map((sentence) => html`<p>${sentence}</p>\n`)}${part.figures?.map((figure) => figureBlock(drawFigure(figure, part.id, options), `figure-${figure.name}`))}${part.tables?.map((table) => tableBlock(table, `table-${table.name}`))}`,
)}
</main>`,
  });
}
