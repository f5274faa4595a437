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

/** A figure of a report: what to draw and what to say under it. */
export interface Figure {
  /** File name without extension: "bands-gaussian". */
  readonly name: string;
  readonly title: string;
  /** Says what is drawn, with units, and what the source says of its own figure. */
  readonly caption: string;
  /** Which published figure this stands beside: "Figure 11". */
  readonly published?: string;
  /** Pure: options of Observable Plot. */
  plot(Plot: PlotModule, palette: Palette): Plot.PlotOptions;
}

export type PlotModule = typeof Plot;

/** A table of a report. Numbers are printed with the column's number of digits. */
export interface Table {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly published?: string;
  readonly columns: readonly { readonly label: string; readonly digits?: number }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}
