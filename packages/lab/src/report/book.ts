import { runBudgets } from "../experiment.ts";
import type { Study } from "../study.ts";
import { figureBlock, tableBlock } from "./blocks.ts";
import { contents } from "./contents.ts";
import { definitions, termLinks } from "./glossary.ts";
import { permalink } from "./heading.ts";
import { html, type Markup } from "./html.ts";
import { pageShell, pageTitle } from "./page-shell.ts";
import { provenance } from "./provenance.ts";
import type { Section } from "./section.ts";
import { aboutStudy, studyHead } from "./study-head.ts";
import { verdictList } from "./verdict-look.ts";
import { allVerdicts, didNotHold } from "./verdicts.ts";

export interface Book {
  readonly study: Study;
  /** In the order of the source. Experiments that are missing are named with the reason, not left out. */
  readonly sections: readonly Section[];
  readonly missing?: readonly { readonly name: string; readonly reason: string }[];
}

/** Many experiments as one file: the study and what became of it, a contents list, a chapter each, all verdicts, and the terms. */
export function bookPage({ study, sections, missing = [] }: Book): string {
  const results = sections.map(({ result }) => result);
  const all = results.flatMap(({ claims }) => claims);
  const chapters = sections.map(({ experiment, result }) => ({ name: experiment.name, claims: result.claims }));
  const words = termLinks(study.glossary);
  const entries = sections.map(({ experiment, result }) => ({ name: experiment.name, shows: experiment.shows, claims: result.claims }));
  const ends: [id: string, title: string][] = [["verdicts", "Verdicts"]];
  if (study.glossary.length > 0) ends.push(["terms", "Terms"]);
  return pageShell({
    title: study.title,
    description: study.question,
    skips: [
      ["answer", "the answer"],
      ["contents", "the contents"],
      ...ends.map(([id, title]) => [id, `the ${title.toLowerCase()}`] as const),
    ],
    body: html`<main class="book">
<header>${pageTitle(study.title)}
${studyHead(study, results, words)}
${verdictList(all, "")}
${didNotHold(chapters, words)}
${budgets(sections)}${missingList(missing)}
${aboutStudy(study)}</header>
${contents(entries, ends)}
<div class="chapters">
${sections.map((section) => chapter(section, study))}
<section class="part verdicts"><h2 id="verdicts">Verdicts${permalink("verdicts", "the verdicts")}</h2>
${verdictList(all, "")}
${allVerdicts(chapters, { book: true, words: termLinks(study.glossary) })}</section>
${study.glossary.length > 0 && html`<section class="part"><h2 id="terms">Terms${permalink("terms", "the terms")}</h2>${definitions(study.glossary)}</section>`}
</div></main>`,
  });
}

/** A question of the source: what was found, with figures and tables, and how it was made. */
function chapter(section: Section, study: Study): Markup {
  const { experiment, result, figures, tables } = section;
  const { name, question, summary, shows } = experiment;
  const words = termLinks(study.glossary);
  return html`<section class="part"><p class="label">${name} · ${shows} · budget ${result.budget}, seed ${result.seed}</p>
<h2 id="${name}">${question ?? name}${permalink(name, `chapter ${name}`)}</h2>
<p>${words(summary)}</p>
${result.claims.length > 0 && verdictList(result.claims, `${name}-`)}
${figures.map((figure) => figureBlock(figure, `${name}-figure-${figure.name}`, words))}
${tables.map((table) => tableBlock(table, `${name}-table-${table.name}`, words))}
<details class="made"><summary>How it was made: command, settings, machine</summary>${provenance(section.record)}</details></section>`;
}

/** "Budgets: default for a, b; smoke for c." */
function budgets(sections: readonly Section[]): Markup {
  const names = Map.groupBy(sections, ({ result }) => result.budget);
  const listed = runBudgets.toReversed().flatMap((budget) => {
    const some = names.get(budget)?.map(({ experiment }) => experiment.name);
    if (some === undefined) return [];
    return [`${budget} for ${some.length === sections.length ? "all" : some.join(", ")}`];
  });
  return html`<p class="quiet">Budgets: ${listed.join("; ")}. Paper is the source’s own settings, default a quarter of an hour on two cores, smoke a look of seconds that tests few statements.</p>`;
}

function missingList(missing: NonNullable<Book["missing"]>): Markup | false {
  return (
    missing.length > 0 && html`<p>Not in this book:</p><ul>${missing.map(({ name, reason }) => html`<li>${name}: ${reason}</li>`)}</ul>`
  );
}
