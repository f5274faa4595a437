import { figureBlock, tableBlock } from "./blocks.ts";
import { plainWords } from "./glossary.ts";
import { permalink } from "./heading.ts";
import { html, type Markup } from "./html.ts";
import { pageShell, pageTitle } from "./page-shell.ts";
import { provenance } from "./provenance.ts";
import { origin, type Section } from "./section.ts";
import { verdictList } from "./verdict-look.ts";
import { allVerdicts } from "./verdicts.ts";

/** The report of one run: a single HTML file that asks for nothing over the network. */
export function reportPage(section: Section): string {
  const { experiment, result, figures, tables } = section;
  const { name, summary, question } = experiment;
  const verdicts = allVerdicts([{ name, claims: result.claims }], { book: false, words: plainWords });
  const parts: readonly (readonly [id: string, title: string, content: Markup | readonly Markup[]] | false)[] = [
    figures.length > 0 && ["figures", "Figures", figures.map((figure) => figureBlock(figure, `figure-${figure.name}`))],
    tables.length > 0 && ["tables", "Tables", tables.map((table) => tableBlock(table, `table-${table.name}`))],
    result.claims.length > 0 && ["claims", "Claims", verdicts],
    ["run", "How it was made", provenance(section.record)],
  ];
  const shown = parts.filter((part) => part !== false);
  return pageShell({
    title: name,
    description: summary,
    skips: shown.map(([id, title]) => [id, title.toLowerCase()]),
    body: html`<main>
<header>${pageTitle(name)}
${question && html`<p class="question">${question}</p>`}<p>${summary}</p><p class="quiet">${origin(section)}</p></header>
${verdictList(result.claims, "")}
${shown.map(([id, title, content]) => html`<h2 id="${id}">${title}${permalink(id, title.toLowerCase())}</h2>${content}`)}
</main>`,
  });
}
