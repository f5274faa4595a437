import type { Term } from "../study.ts";
import { html, type Markup } from "./html.ts";
import { minusSigns } from "./numbers.ts";

/** Writes text with a link at the first use of each term. */
export type Words = (text: string) => Markup;

/** Text without links: where there is no glossary. */
export const plainWords: Words = (text) => html`${minusSigns(text)}`;

const idOf = ({ term }: Term): string => `term-${term.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;

/** A writer for one part of a page: the first use of a term in that part leads to its definition. */
export function termLinks(glossary: readonly Term[]): Words {
  const targets = new Map(glossary.flatMap((term) => [term.term, ...(term.also ?? [])].map((word) => [word.toLowerCase(), term] as const)));
  if (targets.size === 0) return plainWords;
  const spellings = [...targets.keys()]
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}-])(${spellings.join("|")})(?![\\p{L}\\p{N}-])`, "giu");
  const used = new Set<Term>();
  return (text) => {
    // split keeps what the group matched, at the odd places
    const parts = minusSigns(text)
      .split(pattern)
      .map((part, index) => {
        const term = index % 2 === 1 ? targets.get(part.toLowerCase()) : undefined;
        if (term === undefined || used.has(term)) return part;
        used.add(term);
        return html`<a class="term" href="#${idOf(term)}">${part}</a>`;
      });
    return html`${parts}`;
  };
}

/** The definitions that `termLinks` leads to. */
export const definitions = (glossary: readonly Term[]): Markup =>
  html`<dl class="glossary">${glossary.map(
    (term) => html`<div id="${idOf(term)}"><dt>${term.term}</dt><dd>${term.means}</dd></div>`,
  )}</dl>`;
