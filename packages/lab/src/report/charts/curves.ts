import type { Markish } from "@observablehq/plot";
import { dashes, type LineShape } from "../dashes.ts";
import type { Draw, LegendEntry, Palette } from "../figure.ts";
import { type EndLabel, endLabels } from "./end-labels.ts";
import { leastOf, logAxis } from "./log-axis.ts";
import { type Place, panels } from "./panels.ts";
import { thin } from "./thin.ts";
import { withinReach } from "./within-reach.ts";

export interface Curve {
  readonly label: string;
  readonly panel?: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Beside x: what lies between is shaded, one standard deviation over seeds for example. */
  readonly lower?: readonly number[];
  readonly upper?: readonly number[];
  /** The source's own curve: dashed, in the published colour unless it shares its label's colour with ours. */
  readonly published?: boolean;
}

export interface CurvesOptions {
  /** Lines, in the order of the legend. */
  readonly curves: readonly Curve[];
  /** Quantity of the horizontal axis, with its unit. */
  readonly xLabel: string;
  /** Quantity of the vertical axis, with its unit. */
  readonly yLabel: string;
  /** Scale of the horizontal axis. @default "linear" */
  readonly xScale?: "linear" | "log";
  /** Scale of the vertical axis. @default "linear" */
  readonly yScale?: "linear" | "log";
  /** What is drawn outside is cut off at the frame. @default all values */
  readonly yWindow?: readonly [number, number];
  /** "ends" writes each name beside its last point: for few curves with short names that end apart. @default "legend" */
  readonly labels?: "legend" | "ends";
  /** Keep at most about this many points of a curve, its peaks among them. @default 600 */
  readonly points?: number;
  /** Horizontal lines with a name: "untrained network". @default none */
  readonly references?: readonly { readonly label: string; readonly y: number }[];
  /** Labels that take the first colours, in order, drawn or not: so a figure of a few keeps the colours of a figure of all. @default the order of the curves */
  readonly colorOrder?: readonly string[];
}

/** Learning curves of several runs. Errors: a value that is not positive under a logarithmic axis. */
export const curves =
  (options: CurvesOptions): Draw =>
  (Plot, palette, space) => {
    const logarithmic = options.yScale === "log";
    if (logarithmic) for (const curve of options.curves) requirePositive(curve);
    const grid = panels(Plot, palette, { titles: options.curves.map(({ panel }) => panel), space });
    const drawn = options.curves.filter(({ published }) => !published).map(({ label }) => label);
    const ours = [...new Set([...(options.colorOrder ?? []), ...drawn])];
    const colorOf = (curve: Curve) => {
      const index = ours.indexOf(curve.label);
      return index < 0 ? palette.published : palette.series[index % palette.series.length];
    };
    const shapeOf = (curve: Curve): LineShape =>
      curve.published ? "dashed" : ours.indexOf(curve.label) >= palette.series.length ? "dotted" : "line";

    const { yWindow } = options;
    const reachable = (value: number) => (yWindow ? withinReach(value, yWindow, logarithmic) : value);
    const marks: Markish[] = [];
    const titles = options.curves.map(({ panel }) => panel);
    for (const { y } of options.references ?? [])
      for (const title of new Set(titles))
        marks.push(Plot.ruleY([y], { ...grid.place(title), stroke: palette.muted, strokeDasharray: dashes.dotted }));
    for (const curve of options.curves) {
      const place = grid.place(curve.panel);
      const { lower, upper } = curve;
      if (lower && upper)
        marks.push(
          Plot.areaY(curve.x, {
            ...place,
            x: curve.x,
            y1: lower.map(reachable),
            y2: upper.map(reachable),
            fill: colorOf(curve),
            fillOpacity: 0.18,
            clip: true,
          }),
        );
      const kept = thin(curve.y, options.points ?? 600);
      marks.push(
        Plot.line(kept, {
          ...place,
          x: (index: number) => curve.x[index],
          y: (index: number) => reachable(curve.y[index]),
          stroke: colorOf(curve),
          strokeWidth: curve.published ? 1.6 : 1.8,
          strokeDasharray: dashes[shapeOf(curve)],
          clip: true,
        }),
      );
    }

    const written =
      options.labels === "ends"
        ? endLabels(
            Plot,
            options.curves.map((curve) => endOf(curve, colorOf(curve), grid.place(curve.panel))),
          )
        : undefined;
    // On a phone names beside the curves would leave the curves no room; they go above it.
    const atEnds = written !== undefined && written.marginRight < 0.28 * space.width;
    return {
      ...grid.options,
      ...(atEnds ? { marginRight: written.marginRight } : {}),
      x: {
        label: options.xLabel,
        ticks: Math.max(3, Math.round(grid.panelWidth / 80)),
        ...(options.xScale === "log" ? { type: "log" as const, tickFormat: "~g" } : {}),
      },
      y: {
        label: options.yLabel,
        grid: true,
        ...(logarithmic ? logAxis(options.yWindow?.[0] ?? least(options.curves)) : {}),
        ...(options.yWindow ? { domain: [...options.yWindow] } : {}),
        ...(grid.marks.length > 0 ? { labelAnchor: "center" as const } : {}),
      },
      marks: [...marks, ...(atEnds ? written.marks : []), ...grid.marks],
      legend: [...(atEnds ? [] : entries(options.curves, colorOf, shapeOf)), ...referenceEntries(options, palette)],
    };
  };

const least = (all: readonly Curve[]) => leastOf(all.map(({ y }) => leastOf(y)));

const nameOf = (curve: Curve) => (curve.published ? `${curve.label}, published` : curve.label);

function endOf(curve: Curve, color: string, place: Place): EndLabel {
  return { label: nameOf(curve), color, x: curve.x.at(-1) ?? 0, y: curve.y.at(-1) ?? 0, place };
}

function entries(all: readonly Curve[], colorOf: (curve: Curve) => string, shapeOf: (curve: Curve) => LineShape): LegendEntry[] {
  const named = new Map<string, LegendEntry>();
  for (const curve of all) {
    const label = nameOf(curve);
    named.set(label, { label, color: colorOf(curve), shape: shapeOf(curve) });
  }
  return [...named.values()];
}

function referenceEntries(options: CurvesOptions, palette: Palette): LegendEntry[] {
  return (options.references ?? []).map(({ label }) => ({ label, color: palette.muted, shape: "dotted" }));
}

function requirePositive(curve: Curve): void {
  const index = curve.y.findIndex((value) => value <= 0);
  if (index >= 0)
    throw new Error(
      `curves: "${curve.label}" is ${curve.y[index]} at x = ${curve.x[index]}, expected positive values on a logarithmic axis`,
    );
}
