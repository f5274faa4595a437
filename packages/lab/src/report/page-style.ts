import { paletteDeclarations } from "./palette.ts";
import { tableStyle } from "./table-style.ts";

const light =
  "color-scheme: light; --page: #ffffff; --ink: #1d2129; --quiet: #5b6270; --line: #d9dde4; --wash: #f4f6f9; --accent: #1f4fbf; " +
  "--good: #17693c; --good-wash: #e3f4ea; --bad: #b3261e; --bad-wash: #fde9e7; --open: #5b6270; --open-wash: #eceff3; ";
const dark =
  "color-scheme: dark; --page: #14171c; --ink: #e8eaee; --quiet: #a3abb8; --line: #333a45; --wash: #1d222a; --accent: #8ab4ff; " +
  "--good: #7fd6a1; --good-wash: #173425; --bad: #ff9c92; --bad-wash: #42201d; --open: #b3bac6; --open-wash: #2a303a; ";

/** The report's whole style sheet. Paper is always light; on a screen the reader's setting rules until the button is used. */
export const pageStyle = `
:root { ${light}${paletteDeclarations("light")} }
@media screen and (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { ${dark}${paletteDeclarations("dark")} } }
@media screen { :root[data-theme="dark"] { ${dark}${paletteDeclarations("dark")} } }
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
:target { scroll-margin-top: 1rem; }
.away { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip a { position: absolute; left: .5rem; top: -6rem; padding: .5rem .9rem; background: var(--page); border: 1px solid var(--line); border-radius: 6px; z-index: 2; }
.skip a:focus { top: .5rem; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; overflow-wrap: break-word; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .35rem; }
h2 { font-size: 1.3rem; line-height: 1.25; margin: 2.75rem 0 .75rem; padding-top: .6rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; line-height: 1.3; margin: 0 0 .25rem; }
p { margin: 0 0 .75rem; max-width: 44rem; }
a { color: var(--accent); }
code, pre { font: .875em/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre { margin: 0; padding: .7rem .85rem; background: var(--wash); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
summary { cursor: pointer; color: var(--accent); width: fit-content; }
details > p, details > pre { margin-top: .5rem; }
.permalink { margin-left: .4em; text-decoration: none; font-weight: 400; color: var(--quiet); opacity: .55; }
.permalink:hover, .permalink:focus { opacity: 1; }
.term { color: inherit; text-decoration: underline dotted; text-underline-offset: .2em; }
.question { font-size: 1.08rem; }
.study { color: var(--quiet); margin-bottom: .5rem; }
.top { display: flex; gap: 1rem; justify-content: space-between; align-items: flex-start; }
.quiet, .caption, .published { color: var(--quiet); }
.caption { font-size: .92rem; margin: .5rem 0 0; max-width: 44rem; }
h3.heading { margin: 1.75rem 0 .6rem; }
.published { font-size: .85rem; margin: 0 0 .5rem; }
.below { margin: .6rem 0 0; }
.theme { flex: none; font: inherit; font-size: .85rem; padding: .3rem .7rem; color: var(--ink); background: var(--wash); border: 1px solid var(--line); border-radius: 999px; cursor: pointer; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; margin: 1rem 0 1.25rem; list-style: none; }
.verdict { display: inline-block; padding: .1rem .55rem; border-radius: .8rem; font-size: .85rem; font-weight: 600; line-height: 1.4; }
.verdict.good { color: var(--good); background: var(--good-wash); }
.verdict.bad { color: var(--bad); background: var(--bad-wash); }
.verdict.open { color: var(--open); background: var(--open-wash); }
.counts .verdict { font-size: .95rem; padding: .25rem .8rem; text-decoration: none; }
.counts a.verdict:hover { text-decoration: underline; }
.answer ul, .failures ul { margin: 0 0 .75rem; padding-left: 1.2rem; max-width: 50rem; }
.answer li, .failures li { margin: 0 0 .3rem; }
header h2 { border: 0; margin: 1.1rem 0 .35rem; padding: 0; }
.reason { color: var(--bad); }
.label { margin: 0; max-width: none; font-size: .85rem; color: var(--quiet); border-top: 3px solid var(--line); padding-top: 1rem; }
.made { margin-top: 1.5rem; }
figure, .block { margin: 0 0 2.25rem; }
.figure-drawing { display: block; max-width: 100%; height: auto; }
.figure-drawing text, .figure-drawing tspan { white-space: pre; }
.narrow { display: none; }
.scroll { overflow-x: auto; overscroll-behavior-x: contain; }
.problem { padding: .7rem .85rem; border: 1px solid var(--bad); border-radius: 6px; color: var(--bad); background: var(--bad-wash); }
.files { font-size: .85rem; margin: .25rem 0 0; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem .7rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { font-weight: 600; border-bottom: 2px solid var(--line); vertical-align: bottom; }
th.number, td.number { text-align: right; white-space: nowrap; }
th.source, td.source { color: var(--quiet); background: var(--wash); }
.claims { width: 100%; table-layout: fixed; font-size: .84rem; line-height: 1.42; margin-bottom: 1rem; }
.claims th, .claims td { padding: .38rem .5rem; overflow-wrap: anywhere; }
.claims th:nth-child(1), .claims td.sign { width: 2.6rem; padding-right: 0; }
.claims thead th:nth-child(3) { width: 17%; }
.claims thead th:nth-child(4) { width: 24%; }
.claims .group th { font-size: .95rem; padding-top: 1rem; border-bottom-width: 2px; width: auto; }
.claims .explained td { border-bottom: 0; padding-bottom: .1rem; }
.claims .why td { padding-top: 0; }
.claims tr:target { background: var(--wash); outline: 2px solid var(--accent); }
.variant { font-size: .78rem; color: var(--quiet); border: 1px solid var(--line); border-radius: .6rem; padding: 0 .45rem; white-space: nowrap; }
.criterion { color: var(--quiet); }
.rest, .rest summary, .rest[open]::details-content { display: inline; }
.rest:not([open])::details-content { display: none; }
.rest summary { list-style: none; padding: 0 .3rem; background: var(--wash); border-radius: .3rem; }
.filter { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: center; padding: .6rem .85rem; background: var(--wash); border-radius: 8px; margin: 1rem 0; font-size: .92rem; }
select { font: inherit; color: var(--ink); background: var(--page); border: 1px solid var(--quiet); border-radius: 4px; padding: .15rem .3rem; max-width: 100%; }
.reasons { max-width: none; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr); gap: .3rem 1.25rem; margin: 0 0 1.25rem; font-size: .92rem; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.glossary { display: block; }
.glossary > div { margin: 0 0 .8rem; max-width: 44rem; }
.glossary > div:target { background: var(--wash); }
.glossary dt { color: var(--ink); font-weight: 600; }
.contents { font-size: .86rem; line-height: 1.35; }
.contents h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; border: 0; padding: 0; }
.contents ol { list-style: none; margin: 0; padding: 0; }
.contents li { margin: 0 0 .6rem; }
.contents .quiet, .tally { display: block; }
.contents .quiet { font-size: .95em; }
.count { margin-right: .5rem; white-space: nowrap; }
.count.good { color: var(--good); }
.count.bad { color: var(--bad); }
.part { margin-top: 4rem; }
.part > h2 { font-size: 1.5rem; border-top: 0; margin: .2rem 0 .75rem; padding-top: 0; }
.part.verdicts, .part:has(> #terms) { border-top: 3px solid var(--line); padding-top: 1rem; }
${tableStyle}
@media screen and (min-width: 1120px) {
  main.book { display: grid; grid-template-columns: 13.5rem minmax(0, 1fr); column-gap: 2rem; max-width: 80rem; }
  .book > header, .chapters { grid-column: 2; }
  .contents { grid-column: 1; grid-row: 1 / span 2; position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 1.5rem .5rem 1.5rem 0; }
  .contents h2 { margin-top: 0; }
}
@media screen and (max-width: 640px) {
  main { padding: 1rem 1rem 3rem; }
  h1 { font-size: 1.45rem; }
  .wide.has-narrow { display: none; }
  .narrow { display: block; }
  .claims, .claims tbody, .claims tr, .claims td, .claims .group th { display: block; }
  .claims thead, .claims .why td:first-child { display: none; }
  .claims tr.claim { border-top: 1px solid var(--line); padding: .6rem 0 .3rem; }
  .claims td, .claims td.sign { border: 0; padding: .1rem 0; width: auto; }
  .claims td.sign { float: left; margin-right: .5rem; }
  .claims .why { padding-bottom: .5rem; }
  .rest summary { display: none; }
  .rest:not([open])::details-content { display: inline; content-visibility: visible; }
  .claims td[data-label] { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); text-align: left; white-space: normal; }
  .claims td[data-label]::before { content: attr(data-label); color: var(--quiet); }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin: 0 0 .5rem; }
}
@page { margin: 16mm 14mm; }
@media print {
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  .theme, .files { display: none; }
  figure, .block, .claims tr { break-inside: avoid; }
  .scroll { overflow: visible; }
  .part, .verdicts { break-before: page; }
  h2, h3 { break-after: avoid; }
  a { color: inherit; text-decoration: none; }
  .permalink, .filter, .contents, .skip, .rest summary { display: none; }
  .rest:not([open])::details-content { display: inline; content-visibility: visible; }
  tr.explained { break-after: avoid; }
}
`.trim();
