export type { DrawnFigure } from "./blocks.ts";
export { type Book, bookPage } from "./book.ts";
export * as charts from "./charts/index.ts";
export { type DrawOptions, drawSection, type FinishedRun } from "./draw-section.ts";
export type { Drawing, Figure, LegendEntry, LegendShape, Palette, PlotModule, Space, Table } from "./figure.ts";
export { reportPage } from "./page.ts";
export { cssPalette, paletteDeclarations, resolveColors, type Theme, themes } from "./palette.ts";
export { phoneWidth, type RenderOptions, renderFigure, screenWidth } from "./render-figure.ts";
export type { Section } from "./section.ts";
