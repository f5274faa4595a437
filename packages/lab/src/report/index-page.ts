import { answerOf } from "../claims/answer.ts";
import type { Claim } from "../claims/claim.ts";
import type { BudgetName, Json } from "../experiment.ts";
import type { Study } from "../study.ts";
import { contents } from "./contents.ts";
import { plainWords } from "./glossary.ts";
import { permalink } from "./heading.ts";
import { html, type Markup } from "./html.ts";
import { pageShell, pageTitle } from "./page-shell.ts";
import { placesTable } from "./places-table.ts";
import { verdictList } from "./verdict-look.ts";
import { allVerdicts, didNotHold } from "./verdicts.ts";

/** A book that the index leads to. */
export interface IndexedBook {
  /** Of its source: "weight-uncertainty". */
  readonly name: string;
  readonly study: Study;
  /** Address of the book's page, relative to the index. */
  readonly href: string;
  /** In the book's order. */
  readonly chapters: readonly {
    /** What the registry says of the experiment. */
    readonly experiment: { readonly name: string; readonly shows: string; readonly question?: string };
    readonly result: { readonly experiment: string; readonly budget: BudgetName; readonly values: Json; readonly claims: readonly Claim[] };
  }[];
  /** Experiments that have no result, with the reason. */
  readonly missing: readonly { readonly name: string; readonly reason: string }[];
}

/** All books on one page: what each asks and answers, where each figure and table has its place, and every claim in one table. */
export function indexPage(books: readonly IndexedBook[]): string {
  const chapters = books.flatMap(({ name, href, chapters: own }) =>
    own.map(({ experiment, result }) => ({
      name: experiment.name,
      claims: result.claims,
      document: name,
      href: `${href}#${experiment.name}`,
    })),
  );
  const all = chapters.flatMap(({ claims }) => claims);
  const entries = books.map(({ name, study, chapters: own }) => ({
    name,
    shows: study.title,
    claims: own.flatMap(({ result }) => result.claims),
  }));
  return pageShell({
    title: "Everything that was run again",
    description: "All books of Credence, and every published claim with its verdict",
    skips: [
      ["contents", "the contents"],
      ["verdicts", "the verdicts"],
    ],
    body: html`<main class="book">
<header>${pageTitle("Everything that was run again")}
<p>${books.length} studies, ${chapters.length} experiments, ${all.length} claims. Each study has a book of its own with figures, tables and how they were made; here is every claim in one table.</p>
${verdictList(all, "")}
${didNotHold(chapters, plainWords)}</header>
${contents(entries, [["verdicts", "Verdicts"]])}
<div class="chapters">
${books.map(bookSection)}
<section class="part verdicts"><h2 id="verdicts">Verdicts${permalink("verdicts", "the verdicts")}</h2>
${verdictList(all, "")}
${allVerdicts(chapters, { book: true, words: plainWords })}</section>
</div></main>`,
  });
}

/** A study with its answer, and its chapters by the figures and tables that they show. */
function bookSection({ name, study, href, chapters, missing }: IndexedBook): Markup {
  const answer = answerOf(
    chapters.map(({ result }) => result),
    study.highlights,
  );
  const claims = chapters.flatMap(({ result }) => result.claims);
  return html`<section class="part"><p class="label">${name}</p>
<h2 id="${name}"><a href="${href}">${study.title}</a>${permalink(name, `the study ${name}`)}</h2>
<p class="question"><strong>Question.</strong> ${study.question}</p>
<ul>${answer.map((sentence) => html`<li>${sentence}</li>`)}</ul>
${claims.length > 0 && verdictList(claims, "")}
<ul>${chapters.map(({ experiment, result }) => html`<li><a href="${href}#${experiment.name}">${experiment.question ?? experiment.name}</a> <span class="quiet">${experiment.name}: ${experiment.shows}, budget ${result.budget}</span></li>`)}${missing.map((one) => html`<li>${one.name}: not there, ${one.reason}</li>`)}</ul>
${placesTable(study.places, { href, chapters: chapters.map(({ result }) => ({ name: result.experiment, claims: result.claims })), missing })}</section>`;
}
