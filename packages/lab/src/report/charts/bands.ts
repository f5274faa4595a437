import type { Markish } from "@observablehq/plot";
import { dashes } from "../dashes.ts";
import type { Draw, LegendEntry } from "../figure.ts";
import { panels } from "./panels.ts";
import { withinReach } from "./within-reach.ts";

export interface Band {
  /** "5% to 95%". */
  readonly label: string;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

export interface BandsPanel {
  /** Heading of the panel, where there are several. */
  readonly panel?: string;
  readonly x: readonly number[];
  /** The line in the middle, beside x. */
  readonly centre: readonly number[];
  /** From the widest to the narrowest, beside x. */
  readonly bands: readonly Band[];
  readonly points?: { readonly x: readonly number[]; readonly y: readonly number[] };
  /** The function without noise. */
  readonly truth?: { readonly x: readonly number[]; readonly y: readonly number[] };
}

export interface BandsOptions {
  /** One drawing each, on shared axes. */
  readonly panels: readonly BandsPanel[];
  /** Quantity of the horizontal axis, with its unit. */
  readonly xLabel: string;
  /** Quantity of the vertical axis, with its unit. */
  readonly yLabel: string;
  /** What is drawn outside is cut off at the frame. */
  readonly yWindow: readonly [number, number];
  /** Shaded: where the training inputs lie. @default none */
  readonly trainingRegion?: readonly [number, number];
  /** Name of the line in the middle. @default "median" */
  readonly centreLabel?: string;
  /** Name of the dots. @default "training points" */
  readonly pointsLabel?: string;
  /** Name of the dashed line. @default "function without noise" */
  readonly truthLabel?: string;
  /** Index of the palette's series. @default 0 */
  readonly series?: number;
}

/** A regression seen as its predictive distribution: points, the line in the middle and nested bands of percentiles. */
export const bands =
  (options: BandsOptions): Draw =>
  (Plot, palette, space) => {
    const color = palette.series[options.series ?? 0];
    const grid = panels(Plot, palette, { titles: options.panels.map(({ panel }) => panel), space });
    const [region, [low, high]] = [options.trainingRegion, options.yWindow];
    const deepest = Math.max(...options.panels.map((panel) => panel.bands.length));
    const opacity = 0.22;
    const drawn = (values: readonly number[]) => values.map((value) => withinReach(value, options.yWindow));

    const marks: Markish[] = [];
    for (const panel of options.panels) {
      const place = grid.place(panel.panel);
      if (region)
        marks.push(
          Plot.rect([0], { ...place, x1: region[0], x2: region[1], y1: low, y2: high, fill: palette.muted, fillOpacity: 0.11, clip: true }),
        );
      for (const { lower, upper } of panel.bands)
        marks.push(
          Plot.areaY(panel.x, { ...place, x: panel.x, y1: drawn(lower), y2: drawn(upper), fill: color, fillOpacity: opacity, clip: true }),
        );
      if (panel.points)
        marks.push(
          Plot.dot(panel.points.x, {
            ...place,
            x: panel.points.x,
            y: panel.points.y,
            r: 1.6,
            fill: palette.text,
            fillOpacity: 0.4,
            clip: true,
          }),
        );
      if (panel.truth)
        marks.push(
          Plot.line(panel.truth.x, {
            ...place,
            x: panel.truth.x,
            y: drawn(panel.truth.y),
            stroke: palette.published,
            strokeWidth: 1.3,
            strokeDasharray: dashes.dashed,
            clip: true,
          }),
        );
      marks.push(Plot.line(panel.x, { ...place, x: panel.x, y: drawn(panel.centre), stroke: color, strokeWidth: 2, clip: true }));
    }

    const legend: LegendEntry[] = [{ label: options.centreLabel ?? "median", color, shape: "line" }];
    const labels = options.panels.find((panel) => panel.bands.length === deepest)?.bands.map(({ label }) => label) ?? [];
    labels.forEach((label, index) => {
      legend.push({ label, color, shape: "band", opacity: 1 - (1 - opacity) ** (index + 1) });
    });
    if (options.panels.some(({ points }) => points))
      legend.push({ label: options.pointsLabel ?? "training points", color: palette.text, shape: "dot", opacity: 0.5 });
    if (options.panels.some(({ truth }) => truth))
      legend.push({ label: options.truthLabel ?? "function without noise", color: palette.published, shape: "dashed" });
    if (region) legend.push({ label: "training inputs", color: palette.muted, shape: "square", opacity: 0.25 });

    return {
      ...grid.options,
      x: { label: options.xLabel, grid: true, ticks: Math.max(3, Math.round(grid.panelWidth / 70)) },
      y: { label: options.yLabel, grid: true, domain: [low, high], ...(grid.marks.length > 0 ? { labelAnchor: "center" as const } : {}) },
      marks: [Plot.frame({ stroke: palette.muted, strokeOpacity: 0.4 }), ...marks, ...grid.marks],
      legend,
    };
  };
