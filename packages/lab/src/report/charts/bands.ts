import type { Markish } from "@observablehq/plot";
import { dashes } from "../dashes.ts";
import type { Draw, LegendEntry, Palette, PlotModule } from "../figure.ts";
import { leastOf } from "./log-axis.ts";
import { type Place, panels } from "./panels.ts";
import { reachOf, withinReach } from "./within-reach.ts";

export interface Band {
  /** "5 % to 95 %". */
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
  /** The source's own at some inputs: a hollow diamond at its centre, a line for each of its bands, from the widest to the narrowest. */
  readonly published?: {
    readonly x: readonly number[];
    readonly centre: readonly number[];
    readonly bands: readonly Omit<Band, "label">[];
  };
}

export interface BandsOptions {
  /** One drawing each, on shared axes. */
  readonly panels: readonly BandsPanel[];
  /** Quantity of the horizontal axis, with its unit. */
  readonly xLabel: string;
  /** Quantity of the vertical axis, with its unit. */
  readonly yLabel: string;
  /** What is seen at least: the window grows to hold the bands, the points and what is published. */
  readonly yWindow: readonly [number, number];
  /** How many times as high as `yWindow` the window may grow; what is drawn outside is cut off at the frame. @default 1 */
  readonly yGrowth?: number;
  /** Shaded: where the training inputs lie. @default none */
  readonly trainingRegion?: readonly [number, number];
  /** Name of the line in the middle. @default "median" */
  readonly centreLabel?: string;
  /** Name of the dots. @default "training points" */
  readonly pointsLabel?: string;
  /** Name of the dashed line. @default "function without noise" */
  readonly truthLabel?: string;
  /** Name of the diamonds and their lines. @default "published" */
  readonly publishedLabel?: string;
  /** Index of the palette's series. @default 0 */
  readonly series?: number;
}

/** A regression seen as its predictive distribution: points, the line in the middle and nested bands of percentiles. */
export const bands =
  (options: BandsOptions): Draw =>
  (Plot, palette, space) => {
    const color = palette.series[options.series ?? 0];
    const grid = panels(Plot, palette, { titles: options.panels.map(({ panel }) => panel), space });
    const region = options.trainingRegion;
    const [low, high] = grown(options);
    const deepest = Math.max(...options.panels.map((panel) => panel.bands.length));
    const opacity = 0.22;
    const reach = reachOf([low, high]);
    const drawn = (values: readonly number[]) => values.map((value) => withinReach(value, reach));

    const marks: Markish[] = [];
    for (const panel of options.panels) {
      const place = grid.place(panel.panel);
      if (region)
        marks.push(
          Plot.rect([0], { ...place, x1: region[0], x2: region[1], y1: low, y2: high, fill: palette.muted, fillOpacity: 0.11, clip: true }),
        );
      for (const { label, lower, upper } of panel.bands)
        marks.push(
          Plot.areaY(panel.x, {
            ...{ ...place, x: panel.x, y1: drawn(lower), y2: drawn(upper), title: () => label },
            ...{ fill: color, fillOpacity: opacity, clip: true },
          }),
        );
      // below the points, which are what the bands are judged by
      if (panel.published) marks.push(...publishedLines(Plot, palette, { place, drawn, published: panel.published }));
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
            title: () => options.truthLabel ?? "function without noise",
            clip: true,
          }),
        );
      marks.push(
        Plot.line(panel.x, {
          ...{ ...place, x: panel.x, y: drawn(panel.centre), title: () => options.centreLabel ?? "median" },
          ...{ stroke: color, strokeWidth: 2, clip: true },
        }),
      );
      if (panel.published) {
        const { x, centre } = panel.published;
        const look = { r: 3.4, symbol: "diamond", fill: palette.background, stroke: palette.published, strokeWidth: 1.3 } as const;
        marks.push(Plot.dot(x, { ...place, x, y: drawn(centre), ...look, clip: true }));
      }
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
    if (options.panels.some(({ published }) => published))
      legend.push({ label: options.publishedLabel ?? "published", color: palette.published, shape: "open diamond" });
    if (region) legend.push({ label: "training inputs", color: palette.muted, shape: "square", opacity: 0.25 });

    return {
      ...grid.options,
      x: { label: options.xLabel, grid: true, ticks: Math.max(3, Math.round(grid.panelWidth / 70)) },
      y: { label: options.yLabel, grid: true, domain: [low, high], ...(grid.marks.length > 0 ? { labelAnchor: "center" as const } : {}) },
      reach,
      marks: [Plot.frame({ stroke: palette.muted, strokeOpacity: 0.4 }), ...marks, ...grid.marks],
      legend,
    };
  };

/** The window with what it must hold, as far as it may grow; a little room above and below. */
function grown({ panels: shown, yWindow: [low, high], yGrowth = 1 }: BandsOptions): [number, number] {
  if (yGrowth <= 1) return [low, high];
  const held = shown.flatMap(({ bands: nested, points, published }) => [
    ...[...nested, ...(published?.bands ?? [])].flatMap(({ lower, upper }) => [...lower, ...upper]),
    ...(points?.y ?? []),
  ]);
  const most = ((yGrowth - 1) * (high - low)) / 2;
  const edge = 0.04 * (high - low);
  const [lowest, highest] = [Math.min(low, leastOf(held) - edge), Math.max(high, edge - leastOf(held.map((value) => -value)))];
  return [Math.max(low - most, lowest), Math.min(high + most, highest)];
}

/** Lines for the bands of others, the narrower the thicker. */
const publishedLines = (
  Plot: PlotModule,
  palette: Palette,
  {
    place,
    drawn,
    published: { x, bands: nested },
  }: {
    readonly place: Place;
    readonly drawn: (values: readonly number[]) => number[];
    readonly published: NonNullable<BandsPanel["published"]>;
  },
): Markish[] =>
  nested.map(({ lower, upper }, index) =>
    Plot.ruleX(x, { ...place, x, y1: drawn(lower), y2: drawn(upper), stroke: palette.published, strokeWidth: 1 + 1.4 * index, clip: true }),
  );
