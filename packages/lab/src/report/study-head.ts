import { answerOf, type Judged } from "../claims/answer.ts";
import type { Study } from "../study.ts";
import type { Words } from "./glossary.ts";
import { permalink } from "./heading.ts";
import { html, type Markup } from "./html.ts";

/** What a book opens with: the study, its question, and the answer that these results give. */
export function studyHead(study: Study, results: readonly Judged[], words: Words): Markup {
  return html`<p class="study">${study.authors}${study.year !== undefined && ` (${study.year})`}.${study.link !== undefined && html` <a href="${study.link}">The study and its code</a>`}</p>
<p class="question"><strong>Question.</strong> ${words(study.question)}</p>
<section class="answer"><h2 id="answer">Answer${permalink("answer", "the answer")}</h2>
<ul>${answerOf(results, study.highlights).map((sentence) => html`<li>${words(sentence)}</li>`)}</ul></section>`;
}

/** How the study is cited, and what was run again. */
export const aboutStudy = (
  study: Study,
): Markup => html`<details class="cite"><summary>Cite the study (BibTeX)</summary><pre tabindex="0">${study.bibtex.join("\n")}</pre></details>
<p class="quiet">${study.summary}</p>`;
