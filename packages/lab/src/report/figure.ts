import type * as Plot from "@observablehq/plot";

/** Colours as CSS values, so that one drawing serves light and dark pages; the renderer replaces them in files. */
export interface Palette {
  /** Categorical series colours, colour-blind safe, in a fixed order. */
  readonly series: readonly string[];
  readonly text: string;
  readonly muted: string;
  readonly background: string;
  /** For the published curve or value drawn beside ours. */
  readonly published: string;
}

/** The room a drawing has, in pixels: a page asks for each figure twice, for a screen and for a phone. */
export interface Space {
  readonly width: number;
}

/** How a legend entry looks, so that it matches its mark. */
export type LegendShape =
  | "line"
  | "dashed"
  | "dotted"
  | "band"
  | "square"
  | "dot"
  | "circle"
  | "diamond"
  | "open diamond"
  | "triangle"
  | "cross";

/** One line of a legend. */
export interface LegendEntry {
  readonly label: string;
  readonly color: string;
  /** "circle" and "open diamond" are hollow, "dot" is filled. */
  readonly shape: LegendShape;
  readonly opacity?: number;
}

/** Options of Observable Plot, and a legend that the renderer writes into the SVG itself. */
export interface Drawing extends Plot.PlotOptions {
  /** Without it, a scale that says `legend: true` gets one. */
  readonly legend?: readonly LegendEntry[];
  /** The least and the greatest value drawn at its own height: one beyond is drawn there, outside the frame, and not read back. @default all values */
  readonly reach?: readonly [number, number];
}

/** How a drawing is made. Pure: options of Observable Plot. A drawing that sets `width` keeps it on every screen and scrolls in its box. */
export type Draw = (Plot: PlotModule, palette: Palette, space: Space) => Drawing;

/** A figure of a report: what to draw and what to say about it. */
export interface Figure {
  /** File name without extension: "bands-gaussian". */
  readonly name: string;
  readonly title: string;
  /** What the figure shows, in one sentence with its number. */
  readonly finding?: string;
  /** Says what is drawn, with units, and what the source says of its own figure. */
  readonly caption: string;
  /** How it was measured, for whoever wants to know. */
  readonly method?: string;
  /** Which published figure this stands beside: "Figure 11". */
  readonly published?: string;
  readonly plot: Draw;
}

/** Observable Plot, as a figure receives it. */
export type PlotModule = typeof Plot;

/** A table of a report. Numbers are printed with the column's number of digits after the point. */
export interface Table {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  /** How it was measured, for whoever wants to know. */
  readonly method?: string;
  readonly published?: string;
  /** `published` marks a column of the source's own numbers, set apart from ours. */
  readonly columns: readonly { readonly label: string; readonly digits?: number; readonly published?: boolean }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}
