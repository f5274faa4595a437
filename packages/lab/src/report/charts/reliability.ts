import type { Markish } from "@observablehq/plot";
import { dashes } from "../dashes.ts";
import type { Draw, LegendEntry, Palette, PlotModule } from "../figure.ts";
import { formatNumber } from "../numbers.ts";
import { type ColorSlots, slotOf } from "./color-slots.ts";
import { type Place, panels } from "./panels.ts";
import { wilsonInterval } from "./wilson.ts";

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
  /** "published": dashed, in the published colour. "variant": hollow diamonds, in the colour of the panel. */
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
  /** Slots of labels in the palette. @default in order */
  readonly slots?: ColorSlots;
}

/** Pixels of the dot of a bin without count and of the fullest bin: the area between grows with the count. */
const [leastRadius, greatestRadius] = [2, 6];

/** The interval is that of scores which are right or not, each for itself. */
const spanOf = ({ accuracy, count }: ReliabilityBin) => wilsonInterval((accuracy ?? 0) * count, count);

/** Share of a panel's height that a count takes. */
const heightOfCount = 0.2;

/** Where a bin's count is written: at the bottom, or at the top where the bin's own mark is low. */
const countEnd = (bin: ReliabilityBin) =>
  bin.count > 0 && spanOf(bin)[0] < heightOfCount && spanOf(bin)[1] < 1 - heightOfCount ? "top" : "bottom";

/**
 * One panel per model: of each bin a dot at its mean score and the share that was right, its area by the count, on a line that is the
 * 95 % interval of that share (Wilson's), since a bin of two says little; the diagonal of perfect calibration; over it the curves of
 * others. Bins are not joined.
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
    const slot = slotOf(
      options.series.map(({ label }) => label),
      options.slots,
    );
    const marks: Markish[] = [];
    for (const { label, bins, overlays = [] } of options.series) {
      const place = grid.place(several ? label : undefined);
      const color = palette.series[slot(label) % palette.series.length];
      const filled = bins.filter(({ count, accuracy }) => count > 0 && accuracy !== null);
      const fullest = Math.max(...filled.map(({ count }) => count));
      const radius = ({ count }: ReliabilityBin) =>
        Math.sqrt(leastRadius ** 2 + ((greatestRadius ** 2 - leastRadius ** 2) * count) / fullest);
      const at = { ...place, x: "confidence", title: (bin: ReliabilityBin) => `${label}: ${inWords(bin)}` };
      marks.push(
        Plot.line([0, 1], { ...place, x: [0, 1], y: [0, 1], stroke: palette.muted, strokeDasharray: dashes.dotted, strokeWidth: 1.2 }),
        Plot.ruleX(filled, { ...at, y1: (bin) => spanOf(bin)[0], y2: (bin) => spanOf(bin)[1], stroke: color, strokeWidth: 1.4 }),
        Plot.dot(filled, { ...at, y: "accuracy", fill: color, r: { value: radius, scale: null } }),
        ...overlays.flatMap((overlay) => overlayMarks(Plot, overlay, { color, palette, place })),
        ...(["bottom", "top"] as const).map((end) =>
          Plot.text(
            bins.filter((bin) => countEnd(bin) === end),
            {
              ...place,
              x: ({ lower, upper }) => (lower + upper) / 2,
              y: end === "bottom" ? 0 : 1,
              text: ({ count }) => count.toLocaleString("en-US"),
              rotate: -90,
              textAnchor: end === "bottom" ? "start" : "end",
              dy: end === "bottom" ? -5 : 5,
              fontSize: 10,
              fill: palette.muted,
              stroke: palette.background,
              strokeWidth: 3,
              strokeOpacity: 0.75,
            },
          ),
        ),
      );
    }
    const color = several ? palette.text : palette.series[slot(options.series[0]?.label ?? "") % palette.series.length];
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
        { label: "share right at the mean score, area by count, 95 % interval", color, shape: "dot" },
        ...overlayEntries(options.series, palette, color),
        { label: "perfect calibration", color: palette.muted, shape: "dotted" },
      ],
    };
  };

const percent = (share: number) => `${formatNumber(Number((100 * share).toPrecision(3)))} %`;

function inWords(bin: ReliabilityBin): string {
  const [low, high] = spanOf(bin);
  return `mean score ${percent(bin.confidence ?? 0)}, right ${percent(bin.accuracy ?? 0)} (${percent(low)} to ${percent(high)}) of ${bin.count.toLocaleString("en-US")}`;
}

function overlayMarks(
  Plot: PlotModule,
  { label, kind, points }: ReliabilityOverlay,
  { color, palette, place }: { color: string; palette: Palette; place: Place },
): Markish[] {
  const at = { ...place, x: "confidence", y: "accuracy" };
  if (kind === "published")
    return [Plot.line(points, { ...at, title: () => label, stroke: palette.published, strokeDasharray: dashes.dashed, strokeWidth: 1.6 })];
  const title = ({ confidence, accuracy }: (typeof points)[number]) =>
    `${label}: mean score ${percent(confidence)}, right ${percent(accuracy)}`;
  return [Plot.dot(points, { ...at, title, symbol: "diamond", stroke: color, fill: "none", r: 3.5 })];
}

function overlayEntries(series: readonly ReliabilitySeries[], palette: Palette, color: string): LegendEntry[] {
  const kinds = new Map(series.flatMap(({ overlays = [] }) => overlays.map(({ label, kind }) => [label, kind] as const)));
  return [...kinds].map(([label, kind]) =>
    kind === "published" ? { label, color: palette.published, shape: "dashed" } : { label, color, shape: "open diamond" },
  );
}
