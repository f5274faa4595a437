import type { Markish } from "@observablehq/plot";
import { dashes, type LineShape } from "../dashes.ts";
import type { Draw, LegendEntry, LegendShape, Palette, PlotModule } from "../figure.ts";
import { type ColorSlots, slotOf } from "./color-slots.ts";
import { type EndLabel, endLabels } from "./end-labels.ts";
import { leastOf, logarithmicAxis } from "./log-axis.ts";
import { type Panels, type Place, panels } from "./panels.ts";
import { thin } from "./thin.ts";
import { reachOf, withinReach } from "./within-reach.ts";

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

/** Values beside curves, each in the colour of the curve with its label. */
export interface CurveMarks {
  /** For the legend. */
  readonly label: string;
  /** "dot" for what is ours, "diamond", hollow, for what is published; "level" is a dotted line across the panel. */
  readonly shape: "dot" | "diamond" | "level";
  readonly at: readonly { readonly label: string; readonly panel?: string; readonly x?: number; readonly y: number }[];
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
  /** Scale of the vertical axis. Under "log" values at or below 0 make it symlog: linear near 0, so that none is lost. @default "linear" */
  readonly yScale?: "linear" | "log";
  /** What is drawn outside is cut off at the frame. @default all values */
  readonly yWindow?: readonly [number, number];
  /** "ends" writes each name beside its last point: for few curves with short names that end apart. @default "legend" */
  readonly labels?: "legend" | "ends";
  /** Keep at most about this many points of a curve, its peaks among them. @default 600 */
  readonly points?: number;
  /** Horizontal lines with a name: "untrained network". @default none */
  readonly references?: readonly { readonly label: string; readonly y: number }[];
  /** Values beside the curves. @default none */
  readonly marked?: readonly CurveMarks[];
  /** Slots of labels in the palette. @default in order */
  readonly slots?: ColorSlots;
}

/** Learning curves of several runs, and values that belong to them. */
export const curves =
  (options: CurvesOptions): Draw =>
  (Plot, palette, space) => {
    const titles = options.curves.map(({ panel }) => panel);
    const grid = panels(Plot, palette, { titles, space });
    const hasColor = ({ label, published }: Curve) => !published || Object.hasOwn(options.slots ?? {}, label);
    const slot = slotOf([...new Set(options.curves.filter(hasColor).map(({ label }) => label))], options.slots);
    const colorOf = ({ label }: { readonly label: string }) =>
      slot(label) < 0 ? palette.published : palette.series[slot(label) % palette.series.length];
    const shapeOf = (curve: Curve): LineShape =>
      curve.published ? "dashed" : slot(curve.label) >= palette.series.length ? "dotted" : "line";

    const { yWindow, marked = [], references = [] } = options;
    const axis = options.yScale === "log" ? logarithmicAxis(valuesOf(options), yWindow) : undefined;
    const reach = yWindow && reachOf(yWindow, axis?.type === "log");
    const reachable = (value: number) => (reach ? withinReach(value, reach) : value);
    const marks: Markish[] = [];
    for (const { y } of references)
      for (const title of new Set(titles))
        marks.push(Plot.ruleY([y], { ...grid.place(title), stroke: palette.muted, strokeDasharray: dashes.dotted }));
    for (const curve of options.curves) {
      const { lower, upper } = curve;
      const common = { ...grid.place(curve.panel), title: () => nameOf(curve), clip: true };
      if (lower && upper)
        marks.push(
          Plot.areaY(curve.x, {
            ...common,
            x: curve.x,
            y1: lower.map(reachable),
            y2: upper.map(reachable),
            fill: colorOf(curve),
            fillOpacity: 0.18,
          }),
        );
      marks.push(
        Plot.line(thin(curve.y, options.points ?? 600), {
          ...common,
          x: (index: number) => curve.x[index],
          y: (index: number) => reachable(curve.y[index]),
          stroke: colorOf(curve),
          strokeWidth: curve.published ? 1.6 : 1.8,
          strokeDasharray: dashes[shapeOf(curve)],
        }),
      );
    }
    const isSeen = ({ y }: { readonly y: number }) => !yWindow || (y >= yWindow[0] && y <= yWindow[1]);
    for (const group of marked) marks.push(...markedValues(Plot, palette, { ...group, at: group.at.filter(isSeen) }, { grid, colorOf }));

    const ends = () => options.curves.map((curve) => endOf(curve, colorOf(curve), grid.place(curve.panel)));
    const written = options.labels === "ends" ? endLabels(Plot, ends()) : undefined;
    // On a phone names beside the curves would leave the curves no room; they go above it.
    const atEnds = written !== undefined && written.marginRight < 0.28 * space.width;
    return {
      ...grid.options,
      ...(atEnds ? { marginRight: written.marginRight } : {}),
      x: {
        label: options.xLabel,
        ticks: Math.min(Math.max(3, Math.round(grid.panelWidth / 80)), wholeSteps(options.curves)),
        ...(options.xScale === "log"
          ? logarithmicAxis(
              options.curves.flatMap(({ x }) => [...x]),
              undefined,
            )
          : {}),
      },
      y: {
        label: options.yLabel,
        grid: true,
        ...axis,
        ...(yWindow ? { domain: [...yWindow] } : {}),
        ...(grid.marks.length > 0 ? { labelAnchor: "center" as const } : {}),
      },
      ...(reach ? { reach } : {}),
      marks: [...marks, ...(atEnds ? written.marks : []), ...grid.marks],
      legend: [...(atEnds ? [] : entries(options.curves, colorOf, shapeOf)), ...otherEntries(options, palette)],
    };
  };

/** Values as marks: a dot or a hollow diamond where they are, or a line at their height, in the colour of their curve. */
const markedValues = (
  Plot: PlotModule,
  { background }: Palette,
  { label, shape, at }: CurveMarks,
  { grid, colorOf }: { readonly grid: Panels; readonly colorOf: (of: { readonly label: string }) => string },
): Markish[] =>
  at.map((value) => {
    const color = colorOf(value);
    const common = { ...grid.place(value.panel), title: () => `${value.label}, ${label}` };
    if (shape === "level") return Plot.ruleY([value.y], { ...common, stroke: color, strokeDasharray: dashes.dotted, strokeWidth: 1.4 });
    const place = { ...common, x: () => value.x, y: (y: number) => y };
    return shape === "dot"
      ? Plot.dot([value.y], { ...place, r: 4, fill: color, stroke: background, strokeWidth: 0.7 })
      : Plot.dot([value.y], { ...place, r: 4.5, symbol: "diamond", fill: background, stroke: color, strokeWidth: 1.8 });
  });

/** Of axes of whole numbers, such as epochs, the steps between the ends: more ticks would be fractions. */
function wholeSteps(all: readonly Curve[]): number {
  const places = all.flatMap(({ x }) => [x[0] ?? 0, x[1] ?? 0, x.at(-1) ?? 0]);
  const span = -leastOf(places.map((at) => -at)) - leastOf(places);
  return places.every(Number.isInteger) && span > 0 ? span : Infinity;
}

const valuesOf = ({ curves: all, references = [], marked = [] }: CurvesOptions): number[] => [
  ...all.flatMap(({ y, lower = [], upper = [] }) => [...y, ...lower, ...upper]),
  ...references.map(({ y }) => y),
  ...marked.flatMap(({ at }) => at.map(({ y }) => y)),
];

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

const markKeys: Readonly<Record<CurveMarks["shape"], LegendShape>> = { dot: "dot", diamond: "open diamond", level: "dotted" };

/** Marks come in the colours of their curves, so that the legend shows their shapes in none. */
const otherEntries = ({ references = [], marked = [] }: CurvesOptions, palette: Palette): LegendEntry[] => [
  ...references.map(({ label }): LegendEntry => ({ label, color: palette.muted, shape: "dotted" })),
  ...marked.flatMap(({ label, shape, at }): LegendEntry[] =>
    at.length === 0 ? [] : [{ label: `${label}, in its colour`, color: palette.text, shape: markKeys[shape] }],
  ),
];
