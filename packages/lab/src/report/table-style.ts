/** Files and values beside a drawing, and tables of measures: numbers to the right with digits of one width, and on a phone a card for each row where the table is wider. */
export const tableStyle = `
.block th, .block td { max-width: 24rem; }
.block tbody th { font-weight: 400; }
.block thead th { white-space: normal; }
.block .scroll + .scroll { margin-top: 1.25rem; }
.save { font: inherit; color: var(--accent); background: none; border: 0; padding: .1rem .2rem; text-decoration: underline; cursor: pointer; }
.tip { position: fixed; z-index: 2; pointer-events: none; max-width: 22rem; padding: .2rem .5rem; font-size: .85rem; color: var(--page); background: var(--ink); border-radius: 4px; font-variant-numeric: tabular-nums; }
.tip[hidden] { display: none; }
@media screen and (max-width: 640px) {
  .block .cards, .block .cards tbody, .block .cards tr { display: block; }
  .block .cards thead { display: none; }
  .block .cards tr { border-top: 1px solid var(--line); padding: .5rem 0; }
  .block .cards tbody th { display: block; max-width: none; border: 0; padding: .1rem 0; font-weight: 600; text-align: left; white-space: normal; background: none; }
  .block .cards td { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .75rem; max-width: none; border: 0; padding: .12rem .4rem; }
  .block .cards td::before { content: attr(data-label); color: var(--quiet); text-align: left; white-space: normal; }
  .block .cards td:not(.number) { grid-template-columns: minmax(0, 1fr); gap: 0; text-align: left; }
}
@media print {
  .block table { font-size: .8rem; }
}
`.trim();
