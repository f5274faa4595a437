import { expect, test } from "vitest";
import { definitions, termLinks } from "./glossary.ts";

const glossary = [
  { term: "lppd", also: ["log pointwise predictive density"], means: "A log & a mean." },
  { term: "epistemic", also: ["epistemic uncertainty"], means: "Of the weights." },
];

test("the first use of a term leads to its definition, whichever of its spellings", () => {
  const words = termLinks(glossary);
  expect(words("The LPPD <is> the lppd.").html).toBe('The <a class="term" href="#term-lppd">LPPD</a> &lt;is&gt; the lppd.');
  expect(words("log pointwise predictive density, epistemic uncertainty").html).toBe(
    'log pointwise predictive density, <a class="term" href="#term-epistemic">epistemic uncertainty</a>',
  );
});

test("part of a word is no term, and another part of the page links anew", () => {
  expect(termLinks(glossary)("lppds, non-lppd, lppd-like").html).toBe("lppds, non-lppd, lppd-like");
  expect(termLinks(glossary)("lppd").html).toContain("<a ");
  expect(termLinks([])("lppd").html).toBe("lppd");
});

test("each is defined once", () => {
  expect(definitions(glossary).html).toContain('<div id="term-lppd"><dt>lppd</dt><dd>A log &amp; a mean.</dd></div>');
});
