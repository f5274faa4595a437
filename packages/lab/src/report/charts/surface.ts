import type { Markish } from "@observablehq/plot";
import type { Draw } from "../figure.ts";
import { panels } from "./panels.ts";

/** A function of two inputs on a grid. */
export type Grid = {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly columns: number;
  readonly rows: number;
};

/** The places of a grid, row by row from the lowest y: the order in which a surface takes its values. @shape [rows * columns, 2] */
export const gridPlaces = ({ x, y, columns, rows }: Grid): [number, number][] =>
  Array.from({ length: rows * columns }, (_, i) => [
    x[0] + ((x[1] - x[0]) * ((i % columns) + 0.5)) / columns,
    y[0] + ((y[1] - y[0]) * (Math.floor(i / columns) + 0.5)) / rows,
  ]);

export interface SurfacePanel {
  /** Heading of the panel, where there are several. */
  readonly panel?: string;
  /** At `gridPlaces`, in their order. */
  readonly values: readonly number[];
  /** Data on top, a shape for each class. */
  readonly points?: readonly { readonly x: number; readonly y: number; readonly label: number }[];
}

export interface SurfaceOptions {
  /** The places of both inputs. */
  readonly grid: Grid;
  /** One drawing each, on one scale of colours. */
  readonly panels: readonly SurfacePanel[];
  /** What the colours mean, with its unit: "epistemic uncertainty (nats)". */
  readonly label: string;
  /** The colours' whole range; what lies outside takes the colour of its end. */
  readonly domain: readonly [number, number];
  /** "diverging" around the middle of the range (a probability around 1/2); "sequential" from low to high. @default "sequential" */
  readonly colors?: "sequential" | "diverging";
  /** First input, with its unit. */
  readonly xLabel: string;
  /** Second input, with its unit. */
  readonly yLabel: string;
}

const steps = 16;
const shapeOf = ({ label }: { readonly label: number }) => (label === 0 ? "circle" : "times");

/** A heat map of a function of two inputs, its level sets as filled contours, with the data on top. Panels share one scale of colours. */
export const surface =
  ({ grid, panels: shown, label, domain, colors = "sequential", xLabel, yLabel }: SurfaceOptions): Draw =>
  (Plot, palette, space) => {
    const size = grid.columns * grid.rows;
    const wrong = shown.find(({ values }) => values.length !== size);
    if (wrong) throw new Error(`surface: ${wrong.values.length} values, expected ${size} (${grid.columns} x ${grid.rows})`);
    const ratio = (grid.y[1] - grid.y[0]) / (grid.x[1] - grid.x[0]);
    const titles = shown.map(({ panel }) => panel);
    const layout = panels(Plot, palette, { titles, space, minimumWidth: 190, panelHeight: (width) => width * ratio });
    const [low, high] = domain;
    const thresholds = Array.from({ length: steps }, (_, i) => low + ((high - low) * i) / steps);
    const marks: Markish[] = [];
    for (const { panel, values, points } of shown) {
      const place = layout.place(panel);
      const clamped = values.map((value) => Math.min(high, Math.max(low, value)));
      marks.push(
        Plot.contour(clamped, {
          ...place,
          ...{ width: grid.columns, height: grid.rows, x1: grid.x[0], x2: grid.x[1], y1: grid.y[0], y2: grid.y[1] },
          fill: (value: number) => value,
          thresholds,
          clip: true,
        }),
      );
      // a light edge keeps the marks visible on every colour
      for (const [stroke, strokeWidth] of [
        ["#ffffff", 3],
        ["#1d2129", 1.2],
      ] as const)
        marks.push(Plot.dot(points ?? [], { ...place, x: "x", y: "y", symbol: shapeOf, r: 2.5, stroke, strokeWidth, clip: true }));
    }
    return {
      ...layout.options,
      x: { label: xLabel, domain: [...grid.x], ticks: Math.max(3, Math.round(layout.panelWidth / 60)) },
      y: { label: yLabel, domain: [...grid.y], labelAnchor: "center" },
      // fixed colours: light and dark pages read the same scale
      color: { type: "linear", domain: [low, high], scheme: colors === "diverging" ? "PuOr" : "YlGnBu", label, legend: true },
      symbol: { type: "identity" },
      marks: [...marks, Plot.frame({ stroke: palette.muted, strokeOpacity: 0.4 }), ...layout.marks],
    };
  };
