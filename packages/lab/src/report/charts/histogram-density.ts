import type { Markish } from "@observablehq/plot";
import { dashes } from "../dashes.ts";
import type { Draw, LegendEntry, Palette } from "../figure.ts";
import { type ColorSlots, slotOf } from "./color-slots.ts";
import type { Density } from "./density.ts";
import { leastOf, logAxis } from "./log-axis.ts";
import { panels } from "./panels.ts";
import { reachOf, withinReach } from "./within-reach.ts";

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
  /** A logarithmic axis shows tails; where the density is 0 a line falls to the frame. @default "linear" */
  readonly yScale?: "linear" | "log";
  /** What is drawn outside is cut off at the frame. @default all values */
  readonly yWindow?: readonly [number, number];
  /** Slots of labels in the palette. @default in order */
  readonly slots?: ColorSlots;
}

/** How several sets of numbers are distributed, as lines over one axis. */
export const histogramDensity =
  (options: HistogramDensityOptions): Draw =>
  (Plot, palette, space) => {
    const labels = [...new Set(options.series.map(({ label }) => label))];
    const grid = panels(Plot, palette, { titles: options.series.map(({ panel }) => panel), space });
    const slot = slotOf(labels, options.slots);
    const domain = options.yScale === "log" ? (options.yWindow ?? rangeOf(options.series)) : undefined;
    const reach = domain && reachOf(domain, true);
    const marks: Markish[] = [];
    for (const { label, panel, density } of options.series) {
      const color = palette.series[slot(label) % palette.series.length];
      const line = options.shape === "steps" ? outline(density) : { x: density.x, y: density.density };
      const y = line.y.map((value) => (reach ? withinReach(value, reach) : value));
      const shape = { ...grid.place(panel), x: line.x, title: () => label, clip: true };
      if (!domain) marks.push(Plot.areaY(line.x, { ...shape, y1: 0, y2: y, fill: color, fillOpacity: 0.1 }));
      marks.push(
        Plot.line(line.x, { ...shape, y, stroke: color, strokeWidth: 1.8, strokeDasharray: dashes[shapeOf(slot(label), palette)] }),
      );
    }
    return {
      ...grid.options,
      x: { label: options.xLabel, ticks: Math.max(3, Math.round(grid.panelWidth / 80)) },
      y: {
        label: options.yLabel ?? "density",
        grid: true,
        ...(domain ? { ...logAxis(...domain), domain: [...domain] } : {}),
        ...(!domain && options.yWindow ? { domain: [...options.yWindow] } : {}),
        ...(grid.marks.length > 0 ? { labelAnchor: "center" as const } : {}),
      },
      ...(reach ? { reach } : {}),
      marks: [...(domain ? [] : [Plot.ruleY([0], { stroke: palette.muted, strokeOpacity: 0.6 })]), ...marks, ...grid.marks],
      legend: labels.length > 1 || grid.marks.length === 0 ? labels.map((label) => entry(label, slot(label), palette)) : [],
    };
  };

/** The smallest and the largest density above 0; of none a decade. */
function rangeOf(all: readonly DensitySeries[]): [number, number] {
  const positive = all.flatMap(({ density }) => density.density.filter((value) => value > 0));
  return positive.length === 0 ? [0.1, 1] : [leastOf(positive), -leastOf(positive.map((value) => -value))];
}

/** Bars as a line: every bin at its height over its whole width, the first and the last down to 0 on their outer sides. */
function outline({ x, density }: Density) {
  const half = (x.length > 1 ? x[1] - x[0] : 1) / 2;
  const corners = density.flatMap((value, i) => [
    [x[i] - half, value],
    [x[i] + half, value],
  ]);
  const all = [[corners[0][0], 0], ...corners, [corners[corners.length - 1][0], 0]];
  return { x: all.map(([at]) => at), y: all.map(([, value]) => value) };
}

const shapeOf = (index: number, palette: Palette) => (index < palette.series.length ? "line" : "dashed");

function entry(label: string, index: number, palette: Palette): LegendEntry {
  return { label, color: palette.series[index % palette.series.length], shape: shapeOf(index, palette) };
}
