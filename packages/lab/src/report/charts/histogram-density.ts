import type { Markish } from "@observablehq/plot";
import { dashes } from "../dashes.ts";
import type { Draw, LegendEntry, Palette } from "../figure.ts";
import type { Density } from "./density.ts";
import { leastOf, logAxis } from "./log-axis.ts";
import { panels } from "./panels.ts";

export interface DensitySeries {
  readonly label: string;
  readonly panel?: string;
  /** From `histogram` or `kernelDensity`. */
  readonly density: Density;
}

export interface HistogramDensityOptions {
  /** Densities, in the order of the legend. */
  readonly series: readonly DensitySeries[];
  /** Quantity of the horizontal axis, with its unit. */
  readonly xLabel: string;
  /** Quantity of the vertical axis. @default "density" */
  readonly yLabel?: string;
  /** "steps" for a histogram, "line" for a kernel density. */
  readonly shape: "steps" | "line";
  /** A logarithmic axis shows tails; places where the density is 0 are left out. @default "linear" */
  readonly yScale?: "linear" | "log";
  /** What is drawn outside is cut off at the frame. @default all values */
  readonly yWindow?: readonly [number, number];
}

/** How several sets of numbers are distributed, as lines over one axis. */
export const histogramDensity =
  (options: HistogramDensityOptions): Draw =>
  (Plot, palette, space) => {
    const labels = [...new Set(options.series.map(({ label }) => label))];
    const grid = panels(Plot, palette, { titles: options.series.map(({ panel }) => panel), space });
    const logarithmic = options.yScale === "log";
    const marks: Markish[] = [];
    for (const { label, panel, density } of options.series) {
      const index = labels.indexOf(label);
      const color = palette.series[index % palette.series.length];
      const shape = {
        ...grid.place(panel),
        x: density.x,
        curve: options.shape === "steps" ? ("step" as const) : ("linear" as const),
        clip: true,
      };
      const y = density.density.map((value) => (logarithmic && value <= 0 ? Number.NaN : value));
      if (!logarithmic) marks.push(Plot.areaY(density.x, { ...shape, y1: 0, y2: y, fill: color, fillOpacity: 0.1 }));
      marks.push(
        Plot.line(density.x, {
          ...shape,
          y,
          stroke: color,
          strokeWidth: 1.8,
          strokeDasharray: dashes[shapeOf(index, palette)],
        }),
      );
    }
    return {
      ...grid.options,
      x: { label: options.xLabel, ticks: Math.max(3, Math.round(grid.panelWidth / 80)) },
      y: {
        label: options.yLabel ?? "density",
        grid: true,
        ...(logarithmic ? logAxis(options.yWindow?.[0] ?? leastPositive(options.series)) : {}),
        ...(options.yWindow ? { domain: [...options.yWindow] } : {}),
        ...(grid.marks.length > 0 ? { labelAnchor: "center" as const } : {}),
      },
      marks: [...(logarithmic ? [] : [Plot.ruleY([0], { stroke: palette.muted, strokeOpacity: 0.6 })]), ...marks, ...grid.marks],
      legend: labels.length > 1 || grid.marks.length === 0 ? labels.map((label, index) => entry(label, index, palette)) : [],
    };
  };

const leastPositive = (all: readonly DensitySeries[]) =>
  leastOf(all.flatMap(({ density }) => density.density.filter((value) => value > 0)));

const shapeOf = (index: number, palette: Palette) => (index < palette.series.length ? "line" : "dashed");

function entry(label: string, index: number, palette: Palette): LegendEntry {
  return { label, color: palette.series[index % palette.series.length], shape: shapeOf(index, palette) };
}
