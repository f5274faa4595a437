/** What an experiment draws with: charts, tables, and the marks between them. */
export { answersTable } from "./answers-table.ts";
export { bends } from "./bends.ts";
export { countedDensity } from "./charts/density.ts";
export * from "./charts/index.ts";
export { panels } from "./charts/panels.ts";
export { powerOfE } from "./charts/power-of-e.ts";
export { sourceCurve } from "./charts/source-curve.ts";
export { thinned } from "./charts/thin.ts";
export { wilsonInterval } from "./charts/wilson.ts";
export { dashes } from "./dashes.ts";
export type { Draw, Drawing, Figure, LegendEntry, Palette, PlotModule, Space, Table } from "./figure.ts";
export { formatDigits, formatNumber } from "./numbers.ts";
export { leading, ranked } from "./ranked.ts";
export { superscript } from "./superscript.ts";
export { type ColumnOf, meanColumns, meanOver, tableOf } from "./table-of.ts";
export { type ShownText, told } from "./told.ts";
