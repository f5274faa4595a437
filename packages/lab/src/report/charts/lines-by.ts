import type { Markish } from "@observablehq/plot";
import { dashes } from "../dashes.ts";
import type { Draw, LegendEntry } from "../figure.ts";
import { formatMeasured, formatNumber } from "../numbers.ts";
import { type ColorSlots, slotOf } from "./color-slots.ts";
import { leastOf, logarithmicAxis } from "./log-axis.ts";
import { panels } from "./panels.ts";
import { reachOf, withinReach } from "./within-reach.ts";

export interface SettingPoint {
  readonly setting: number | string;
  /** null where it was not measured. */
  readonly measured: number | null;
  /** Standard deviation over seeds. */
  readonly spread?: number | null;
  /** What stands beside it: the published value, or that of another program where `beside` says so. */
  readonly published?: number | null;
  /** As `spread`, of the published value. */
  readonly publishedSpread?: number | null;
}

export interface LinesByOptions {
  /** Lines with their points, in the order of the legend. */
  readonly series: readonly { readonly label: string; readonly panel?: string; readonly points: readonly SettingPoint[] }[];
  /** The setting with its unit: "units per hidden layer". Words or numbers; numbers are placed to scale. "ordinal" says that words have an order. */
  readonly xLabel: string;
  /** Quantity of the vertical axis, with its unit. */
  readonly yLabel: string;
  /** Scale of the horizontal axis. @default "linear" */
  readonly xScale?: "linear" | "log" | "ordinal";
  /** Where the horizontal axis begins and ends, which may be the greater first, and its numbers. @default the settings */
  readonly xAxis?: { readonly from: number; readonly to: number; readonly ticks: readonly number[] };
  /** Scale of the vertical axis. Under "log" values at or below 0 make it symlog: linear near 0, so that none is lost. @default "linear" */
  readonly yScale?: "linear" | "log";
  /** What is drawn outside is cut off at the frame. @default all values */
  readonly yWindow?: readonly [number, number];
  /** Horizontal lines with a name: "chance". @default none */
  readonly references?: readonly { readonly label: string; readonly y: number }[];
  /** Whose the values beside ours are. Only published ones are hollow circles; others are crosses. @default "published" */
  readonly beside?: string;
  /** Slots of labels in the palette. @default in order */
  readonly slots?: ColorSlots;
}

interface Row {
  readonly setting: number | string;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

/** A measure against a setting: our points filled and joined, with one standard deviation; the published ones hollow, those of another program crosses. */
export const linesBy =
  (options: LinesByOptions): Draw =>
  (Plot, palette, space) => {
    const labels = [...new Set(options.series.map(({ label }) => label))];
    const all = options.series.flatMap(({ points }) => points);
    const words = options.xScale === "ordinal" || all.some(({ setting }) => typeof setting === "string");
    // Words have no order that a line could follow, unless it is said that they have.
    const joined = !words || options.xScale === "ordinal";
    const settings = [...new Set(all.map(({ setting }) => setting))];
    const grid = panels(Plot, palette, { titles: options.series.map(({ panel }) => panel), space });

    const slot = slotOf(labels, options.slots);
    const { beside = "published" } = options;
    const axis = options.yScale === "log" ? logarithmicAxis(valuesOf(options), options.yWindow) : undefined;
    const yDomain = options.yWindow ?? (axis?.type === "log" ? positiveRange(options) : undefined);
    const reach = yDomain && reachOf(yDomain, axis?.type === "log");
    const reachable = (value: number) => (reach ? withinReach(value, reach) : value);
    const clip = yDomain !== undefined;
    const marks: Markish[] = [];
    for (const { y } of options.references ?? [])
      for (const title of new Set(options.series.map(({ panel }) => panel)))
        marks.push(Plot.ruleY([y], { ...grid.place(title), clip, stroke: palette.muted, strokeDasharray: dashes.dotted }));
    for (const { label, panel, points } of options.series) {
      const index = labels.indexOf(label);
      const color = palette.series[slot(label) % palette.series.length];
      const place = { ...grid.place(panel), clip };
      // Side by side where settings are words, so that error bars of close values do not hide each other.
      const dx = words ? (index - (labels.length - 1) / 2) * 9 : 0;
      const ours: Row[] = points.flatMap(({ setting, measured, spread }) =>
        measured === null ? [] : [{ setting, y: measured, low: measured - (spread ?? 0), high: measured + (spread ?? 0) }],
      );
      const theirs = points.filter(({ published }) => published !== null && published !== undefined);
      const hollow = { stroke: color, fill: palette.background, r: 4.5, strokeWidth: 1.6 };
      const cross = { symbol: "times" as const, stroke: color, r: 3.5, strokeWidth: 1.8 };
      if (joined)
        marks.push(
          Plot.line(theirs, {
            ...place,
            dx,
            x: "setting",
            y: ({ published }: SettingPoint) => reachable(published!),
            title: () => `${label}, ${beside}`,
            stroke: color,
            strokeWidth: 1.2,
            strokeDasharray: "3 4",
            strokeOpacity: 0.8,
          }),
          Plot.line(ours, {
            ...place,
            dx,
            x: "setting",
            y: (row: Row) => reachable(row.y),
            title: () => label,
            stroke: color,
            strokeWidth: 1.8,
          }),
        );
      const spreads = theirs.filter(({ publishedSpread }) => publishedSpread);
      const end =
        (sign: number) =>
        ({ published, publishedSpread }: SettingPoint) =>
          reachable(published! + sign * publishedSpread!);
      marks.push(
        ...(spreads.length > 0
          ? [
              Plot.ruleX(spreads, {
                ...place,
                dx,
                x: "setting",
                y1: end(-1),
                y2: end(1),
                stroke: color,
                strokeWidth: 5,
                strokeOpacity: 0.25,
              }),
            ]
          : []),
        Plot.ruleX(
          ours.filter(({ low, high }) => high > low),
          {
            ...{ ...place, dx, x: "setting", stroke: color, strokeWidth: 1.4 },
            ...{ y1: ({ low }: Row) => reachable(low), y2: ({ high }: Row) => reachable(high) },
          },
        ),
        Plot.dot(theirs, {
          ...{ ...place, dx, x: "setting", y: ({ published }) => reachable(published!), ...(beside === "published" ? hollow : cross) },
          title: ({ setting, published }) => `${label}, ${setting}, ${beside}: ${formatNumber(published ?? Number.NaN)}`,
        }),
        Plot.dot(ours, {
          ...{ ...place, dx, x: "setting", y: (row: Row) => reachable(row.y), fill: color, r: 3.5 },
          title: ({ setting, y, high }) => `${label}, ${setting}: ${formatMeasured(y, high > y ? high - y : null)}`,
        }),
      );
    }

    const legend: LegendEntry[] = labels.map((label) => ({
      label,
      color: palette.series[slot(label) % palette.series.length],
      shape: "dot",
    }));
    if (all.some(({ published }) => typeof published === "number"))
      legend.push({ label: beside, color: palette.text, shape: beside === "published" ? "circle" : "cross" });
    for (const { label } of options.references ?? []) legend.push({ label, color: palette.muted, shape: "dotted" });
    const numbers = settings.filter((setting) => typeof setting === "number");
    return {
      ...grid.options,
      x: {
        label: options.xLabel,
        ...(words ? { type: "point" as const, domain: settings, padding: 0.5 } : { ...numberedAxis(numbers, options), inset: 14 }),
      },
      y: {
        label: options.yLabel,
        grid: true,
        inset: 6,
        ...axis,
        ...(yDomain ? { domain: [...yDomain] } : {}),
        ...(grid.marks.length > 0 ? { labelAnchor: "center" as const } : {}),
      },
      ...(reach ? { reach } : {}),
      marks: [...marks, ...grid.marks],
      legend,
    };
  };

/** The axis that was asked for; else one with each of a few settings, or as the scale has it. */
const numberedAxis = (settings: readonly number[], { xAxis, xScale = "linear" }: LinesByOptions) => {
  if (xAxis) return { type: xScale, domain: [xAxis.from, xAxis.to], ticks: [...xAxis.ticks], tickFormat: "~g" } as const;
  return settings.length <= 8 ? axisAt(settings, xScale) : ({ type: xScale, tickFormat: ",~r" } as const);
};

/** An axis with a number at each setting. A logarithmic scale would leave out some of them, so that the logarithm is taken before. */
const axisAt = (numbers: readonly number[], scale: LinesByOptions["xScale"]) => {
  const transform = scale === "log" ? Math.log10 : (value: number) => value;
  return {
    type: "linear" as const,
    transform,
    ticks: numbers.map(transform),
    tickFormat: (_: number, i: number) => numbers[i]!.toLocaleString("en-US"),
  };
};

/** From the smallest to the largest value above 0, ends of error bars among them: a bar that reaches 0 goes on to the frame. */
function positiveRange(options: LinesByOptions): [number, number] {
  const ends = options.series
    .flatMap(({ points }) => points)
    .flatMap((point) => [
      [point.measured, point.spread],
      [point.published, point.publishedSpread],
    ])
    .flatMap(([value, stdDev]) => (typeof value === "number" ? [value - (stdDev ?? 0), value + (stdDev ?? 0)] : []));
  const positive = [...valuesOf(options), ...ends].filter((value) => value > 0 && value < Infinity);
  return [leastOf(positive), -leastOf(positive.map((value) => -value))];
}

const valuesOf = ({ series, references = [] }: LinesByOptions): number[] => [
  ...references.map(({ y }) => y),
  ...series
    .flatMap(({ points }) => points.flatMap(({ measured, published }) => [measured, published]))
    .filter((value) => typeof value === "number"),
];
