import type { Markish } from "@observablehq/plot";
import type { Drawing, Palette, PlotModule, Space } from "../figure.ts";

/** Where a panel lies: facet options of a mark, or nothing where there is one panel only. */
export interface Place {
  readonly fx?: () => number;
  readonly fy?: () => number;
}

export interface Panels {
  readonly columns: number;
  readonly rows: number;
  /** Width of one panel's frame in pixels, about. */
  readonly panelWidth: number;
  place(title: string | undefined): Place;
  /** Scales, margins and height of the whole drawing. */
  readonly options: Pick<Drawing, "fx" | "fy" | "height" | "marginLeft" | "marginTop" | "marginRight" | "marginBottom">;
  /** The titles, above each panel. */
  readonly marks: readonly Markish[];
}

/** Pixels: room for a title between rows, for the end ticks of neighbours between columns. */
const rowGap = 46;
const columnGap = 30;
const margins = { top: 26, right: 22, bottom: 42, left: 58 };

/**
 * Small multiples that wrap with the room there is: one below the other on a phone, side by side on a screen.
 * Titles keep their order of first appearance; `panelHeight` answers from the panel's width.
 */
export function panels(
  Plot: PlotModule,
  palette: Palette,
  options: { titles: readonly (string | undefined)[]; space: Space; minimumWidth?: number; panelHeight?: (panelWidth: number) => number },
): Panels {
  const titles = [...new Set(options.titles.filter((title) => title !== undefined))];
  const count = Math.max(1, titles.length);
  const most = Math.max(1, Math.floor((options.space.width - 60) / (options.minimumWidth ?? 250)));
  const rows = Math.ceil(count / Math.min(count, most));
  const columns = Math.ceil(count / rows);
  const panelWidth = (options.space.width - margins.left - margins.right - (columns - 1) * columnGap) / columns;
  const panelHeight = options.panelHeight?.(panelWidth) ?? Math.max(200, Math.min(320, panelWidth * 0.7));
  if (titles.length === 0)
    return {
      columns,
      rows,
      panelWidth,
      place: () => ({}),
      options: { height: Math.round(panelHeight + margins.top + margins.bottom) },
      marks: [],
    };

  const column = (title: string) => titles.indexOf(title) % columns;
  const row = (title: string) => Math.floor(titles.indexOf(title) / columns);
  const range = (length: number) => Array.from({ length }, (_, index) => index);
  return {
    columns,
    rows,
    panelWidth,
    place: (title) => (title === undefined ? {} : { fx: () => column(title), fy: () => row(title) }),
    options: {
      fx: { domain: range(columns), axis: null, paddingInner: columns > 1 ? columnGap / (panelWidth + columnGap) : 0 },
      fy: { domain: range(rows), axis: null, paddingInner: rows > 1 ? rowGap / (panelHeight + rowGap) : 0 },
      height: Math.round(rows * panelHeight + (rows - 1) * rowGap + margins.top + margins.bottom),
      marginTop: margins.top,
      marginRight: margins.right,
      marginBottom: margins.bottom,
      marginLeft: margins.left,
    },
    marks: [
      Plot.text(titles, {
        fx: (title: string) => column(title),
        fy: (title: string) => row(title),
        text: (title: string) => title,
        frameAnchor: "top",
        lineAnchor: "bottom",
        dy: -6,
        fill: palette.text,
        fontWeight: "bold",
      }),
    ],
  };
}
