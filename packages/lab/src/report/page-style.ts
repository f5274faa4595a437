import { paletteDeclarations } from "./palette.ts";

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
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; overflow-wrap: break-word; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .35rem; }
h2 { font-size: 1.3rem; line-height: 1.25; margin: 2.75rem 0 .75rem; padding-top: .6rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; line-height: 1.3; margin: 0 0 .25rem; }
p { margin: 0 0 .75rem; max-width: 44rem; }
a { color: var(--accent); }
code, pre { font: .875em/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
pre { margin: 0; padding: .7rem .85rem; background: var(--wash); border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; }
.top { display: flex; gap: 1rem; justify-content: space-between; align-items: flex-start; }
.quiet, .caption, .published { color: var(--quiet); }
.caption { font-size: .92rem; margin: .5rem 0 0; max-width: 44rem; }
h3.heading { margin: 1.75rem 0 .6rem; }
.published { font-size: .85rem; margin: 0 0 .5rem; }
.below { margin: .6rem 0 0; }
.theme { flex: none; font: inherit; font-size: .85rem; padding: .3rem .7rem; color: var(--ink); background: var(--wash); border: 1px solid var(--line); border-radius: 999px; cursor: pointer; }
.counts { display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; margin: 1rem 0 0; list-style: none; }
.verdict { display: inline-block; padding: .1rem .55rem; border-radius: .8rem; font-size: .85rem; font-weight: 600; line-height: 1.4; }
.verdict.good { color: var(--good); background: var(--good-wash); }
.verdict.bad { color: var(--bad); background: var(--bad-wash); }
.verdict.open { color: var(--open); background: var(--open-wash); }
.counts .verdict { font-size: .95rem; padding: .25rem .8rem; }
figure, .block { margin: 0 0 2.25rem; }
.figure-drawing { display: block; max-width: 100%; height: auto; }
.figure-drawing text, .figure-drawing tspan { white-space: pre; }
.narrow { display: none; }
.scroll { overflow-x: auto; overscroll-behavior-x: contain; }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.problem { padding: .7rem .85rem; border: 1px solid var(--bad); border-radius: 6px; color: var(--bad); background: var(--bad-wash); }
.files { font-size: .85rem; margin: .25rem 0 0; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem .7rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { font-weight: 600; border-bottom: 2px solid var(--line); vertical-align: bottom; }
th.number, td.number { text-align: right; white-space: nowrap; }
th.source, td.source { color: var(--quiet); background: var(--wash); }
.block table { min-width: max-content; }
.block th, .block td { max-width: 20rem; }
.block th:first-child, .block td:first-child { position: sticky; left: 0; background: var(--page); }
.claims { width: 100%; }
.claims th:first-child { width: 30%; }
.claims th:last-child { width: 10.5rem; }
.claims .variant { white-space: nowrap; }
.claims .id { display: block; font-size: .8rem; color: var(--quiet); }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr); gap: .3rem 1.25rem; margin: 0 0 1.25rem; font-size: .92rem; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.contents { padding-left: 1.4rem; }
.contents li { margin: 0 0 .35rem; }
.contents ul { padding-left: 1.1rem; font-size: .9rem; }
.part { margin-top: 4rem; }
.part > h2 { font-size: 1.5rem; border-top: 3px solid var(--line); padding-top: 1rem; }
@media screen and (max-width: 640px) {
  main { padding: 1rem 1rem 3rem; }
  h1 { font-size: 1.45rem; }
  .wide.has-narrow { display: none; }
  .narrow { display: block; }
  .block th:first-child, .block td:first-child { min-width: 8.5rem; max-width: 8.5rem; }
  .claims, .claims tbody, .claims tr, .claims td { display: block; }
  .claims thead { display: none; }
  .claims tr { border: 1px solid var(--line); border-radius: 8px; padding: .6rem .8rem; margin: 0 0 .75rem; }
  .claims td { border: 0; padding: .15rem 0; }
  .claims td[data-label] { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); text-align: left; white-space: normal; }
  .claims td[data-label]::before { content: attr(data-label); color: var(--quiet); }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin: 0 0 .5rem; }
}
@media print {
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  .theme, .files { display: none; }
  .block table { min-width: 0; font-size: .8rem; }
  figure, .block, .claims tr { break-inside: avoid; }
  .scroll { overflow: visible; }
  .part, .verdicts { break-before: page; }
  h2, h3 { break-after: avoid; }
  a { color: inherit; text-decoration: none; }
}
`.trim();

/** Without script the page follows the reader's setting; the button appears with it. */
export const themeScript = `
(() => {
  const root = document.documentElement, button = document.querySelector(".theme"), dark = matchMedia("(prefers-color-scheme: dark)");
  const shown = () => root.dataset.theme || (dark.matches ? "dark" : "light");
  const write = () => { button.textContent = shown() === "dark" ? "Light" : "Dark"; };
  button.hidden = false;
  button.addEventListener("click", () => { root.dataset.theme = shown() === "dark" ? "light" : "dark"; write(); });
  dark.addEventListener("change", write);
  write();
})();
`.trim();
