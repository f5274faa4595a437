import type { Markish } from "@observablehq/plot";
import { dashes } from "../dashes.ts";
import type { Draw, LegendEntry, Palette, PlotModule } from "../figure.ts";
import { type Place, panels } from "./panels.ts";

/** Scores from `lower` to `upper`: how many, their mean, and the share that was right. Means of an empty bin are null. */
export interface ReliabilityBin {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
  readonly confidence: number | null;
  readonly accuracy: number | null;
}

/** A second curve over the bins of a panel, without counts: the source's own, or a variant of the same model. */
export interface ReliabilityOverlay {
  /** For the legend; panels that share a label share the entry. */
  readonly label: string;
  /** "published": dashed, in the published colour. "variant": hollow dots, in the colour of the panel. */
  readonly kind: "published" | "variant";
  readonly points: readonly { readonly confidence: number; readonly accuracy: number }[];
}

export interface ReliabilitySeries {
  readonly label: string;
  readonly bins: readonly ReliabilityBin[];
  readonly overlays?: readonly ReliabilityOverlay[];
}

export interface ReliabilityOptions {
  /** Diagrams, one drawing each. */
  readonly series: readonly ReliabilitySeries[];
  /** Quantity of the horizontal axis. @default "mean score in the bin" */
  readonly xLabel?: string;
  /** Quantity of the vertical axis. @default "share that is right" */
  readonly yLabel?: string;
}

/**
 * One panel per model: a bar per bin as high as the share that was right, a dot at its mean score, the diagonal of perfect calibration,
 * and the count written in each bin, since a bin of nine says little; over it the curves of others.
 */
export const reliability =
  (options: ReliabilityOptions): Draw =>
  (Plot, palette, space) => {
    const several = options.series.length > 1;
    const grid = panels(Plot, palette, {
      titles: several ? options.series.map(({ label }) => label) : [],
      space: several ? space : { width: Math.min(space.width, 440) },
      minimumWidth: 190,
      panelHeight: (width) => Math.min(width, 340),
    });
    const marks: Markish[] = [];
    options.series.forEach(({ label, bins, overlays = [] }, index) => {
      const place = grid.place(several ? label : undefined);
      const color = palette.series[index % palette.series.length];
      const filled = bins.filter(({ count, accuracy }) => count > 0 && accuracy !== null);
      marks.push(
        Plot.rect(filled, {
          ...place,
          x1: "lower",
          x2: "upper",
          y1: 0,
          y2: "accuracy",
          fill: color,
          fillOpacity: 0.3,
          insetLeft: 0.5,
          insetRight: 0.5,
        }),
        Plot.line([0, 1], { ...place, x: [0, 1], y: [0, 1], stroke: palette.muted, strokeDasharray: dashes.dotted, strokeWidth: 1.2 }),
        ...overlays.flatMap((overlay) => overlayMarks(Plot, overlay, { color, palette, place })),
        Plot.line(filled, { ...place, x: "confidence", y: "accuracy", stroke: color, strokeWidth: 1.8 }),
        Plot.dot(filled, { ...place, x: "confidence", y: "accuracy", fill: color, r: 3 }),
        Plot.text(bins, {
          ...place,
          x: ({ lower, upper }) => (lower + upper) / 2,
          y: 0,
          text: ({ count }) => count.toLocaleString("en-US"),
          rotate: -90,
          textAnchor: "start",
          dy: -5,
          fontSize: 10,
          fill: palette.text,
          stroke: palette.background,
          strokeWidth: 3,
          strokeOpacity: 0.75,
        }),
      );
    });
    const color = several ? palette.text : palette.series[0];
    return {
      ...grid.options,
      ...(several ? {} : { width: Math.min(space.width, 440) }),
      x: { label: options.xLabel ?? "mean score in the bin", domain: [0, 1], ticks: grid.panelWidth < 220 ? 3 : 5 },
      y: {
        label: options.yLabel ?? "share that is right",
        domain: [0, 1],
        ticks: 5,
        grid: true,
        ...(several ? { labelAnchor: "center" as const } : {}),
      },
      marks: [Plot.frame({ stroke: palette.muted, strokeOpacity: 0.4 }), ...marks, ...grid.marks],
      legend: [
        { label: "share right, at the mean score", color, shape: "dot" },
        ...overlayEntries(options.series, palette, color),
        { label: "perfect calibration", color: palette.muted, shape: "dotted" },
        { label: "bin, with its count", color, shape: "square", opacity: 0.3 },
      ],
    };
  };

function overlayMarks(
  Plot: PlotModule,
  { kind, points }: ReliabilityOverlay,
  { color, palette, place }: { color: string; palette: Palette; place: Place },
): Markish[] {
  const at = { ...place, x: "confidence", y: "accuracy" };
  if (kind === "published")
    return [Plot.line(points, { ...at, stroke: palette.published, strokeDasharray: dashes.dashed, strokeWidth: 1.6 })];
  return [
    Plot.line(points, { ...at, stroke: color, strokeWidth: 1, strokeOpacity: 0.6 }),
    Plot.dot(points, { ...at, stroke: color, fill: palette.background, r: 3.5 }),
  ];
}

function overlayEntries(series: readonly ReliabilitySeries[], palette: Palette, color: string): LegendEntry[] {
  const kinds = new Map(series.flatMap(({ overlays = [] }) => overlays.map(({ label, kind }) => [label, kind] as const)));
  return [...kinds].map(([label, kind]) =>
    kind === "published" ? { label, color: palette.published, shape: "dashed" } : { label, color, shape: "circle" },
  );
}
