import type { Draw, Figure, LegendEntry } from "@credence/lab/figures";
import { dashes, panels } from "@credence/lab/figures";
import { type Cost, type CostOfThreads, type LimitName, limitsOf, type PanelName, type Point, panelTitles } from "./measurements.ts";

const names = Object.keys(panelTitles) as PanelName[];

interface Placed {
  readonly panel: PanelName;
  readonly size: number;
  readonly ms: number;
}

const nameOf = (threads: number): string => (threads === 1 ? "1 thread" : `${threads} threads`);

/** How each limit is drawn. */
const shapes: Readonly<Record<LimitName, "dashed" | "dotted">> = {
  arithmetic: "dashed",
  memory: "dotted",
  functions: "dotted",
  "fixed cost": "dashed",
};

const words: Readonly<Record<LimitName, string>> = {
  arithmetic: "peak arithmetic",
  memory: "memory bandwidth",
  functions: "normals and exponentials",
  "fixed cost": "fixed cost",
};

/** Least distance between two numbers of an axis, of its length. */
const APART = 0.18;

/** Where a size stands on its panel's axis, whose ends are 0 and 1: logarithmic, since sizes of panels differ. */
const along = (points: readonly Point[]) => {
  const [low, high] = [Math.log(points[0]!.size), Math.log(points.at(-1)!.size)];
  return (size: number): number => (Math.log(size) - low) / (high - low);
};

/** Sizes that a panel's axis names: both ends, and those between that stand apart. */
function ticksOf(points: readonly Point[]): readonly number[] {
  const at = along(points);
  const [first, last] = [points[0]!.size, points.at(-1)!.size];
  const ticks = [first];
  for (const { size } of points) if (at(size) - at(ticks.at(-1)!) >= APART && at(last) - at(size) >= APART) ticks.push(size);
  return [...ticks, last];
}

const shown = (size: number): string => (size >= 1e6 ? `${size / 1e6}M` : size >= 1e4 ? `${size / 1e3}k` : size.toLocaleString("en-US"));

/** Powers of ten from one below all values to one above. */
function decades(values: readonly number[]): number[] {
  const [low, high] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))];
  return Array.from({ length: high - low + 1 }, (_, i) => Number(`1e${low + i}`));
}

/** Times by size, a panel for each of what is varied; both axes are logarithmic, and panels share the vertical one. */
const draw =
  ({ threads }: Cost): Draw =>
  (Plot, palette, space) => {
    const grid = panels(Plot, palette, { titles: names.map((name) => panelTitles[name]), space });
    const most = threads.at(-1)!;
    const place = {
      fx: ({ panel }: Placed) => grid.place(panelTitles[panel]).fx?.(),
      fy: ({ panel }: Placed) => grid.place(panelTitles[panel]).fy?.(),
      x: ({ panel, size }: Placed) => along(most.points[panel])(size),
    };
    const at = { ...place, y: "ms", z: "panel" } as const;
    const placed = (of: CostOfThreads, ms: (panel: PanelName, point: Point) => number): Placed[] =>
      names.flatMap((panel) => of.points[panel].map((point) => ({ panel, size: point.size, ms: ms(panel, point) })));
    const colorOf = (of: CostOfThreads) => palette.series[threads.indexOf(of)]!;
    const limitColors: Readonly<Record<LimitName, string>> = {
      arithmetic: palette.text,
      memory: palette.text,
      functions: palette.series[2]!,
      "fixed cost": palette.series[3]!,
    };
    const limits = Object.keys(words) as LimitName[];
    const ticks = names.flatMap((panel) => ticksOf(most.points[panel]).map((size) => ({ panel, size, ms: 0 })));
    const tens = decades(threads.flatMap((of) => names.flatMap((name) => [of.fixedMs[name], ...of.points[name].map(({ ms }) => ms)])));
    return {
      ...grid.options,
      x: { domain: [-0.04, 1.04], axis: null },
      y: { type: "log", domain: [tens[0]!, tens.at(-1)!], grid: true, label: null, ticks: tens, tickFormat: ",~g" },
      marks: [
        ...limits.map((limit) =>
          Plot.line(
            placed(most, (panel, point) => limitsOf(panel, point, most)[limit]),
            { ...at, stroke: limitColors[limit], strokeWidth: 1.2, strokeDasharray: dashes[shapes[limit]], clip: true },
          ),
        ),
        ...threads.map((of) =>
          Plot.line(
            placed(of, (_, { ms }) => ms),
            { ...at, stroke: colorOf(of), strokeWidth: 1.8 },
          ),
        ),
        ...threads.map((of) =>
          Plot.dot(
            placed(of, (_, { ms }) => ms),
            { ...place, y: "ms", fill: colorOf(of), r: 2.5 },
          ),
        ),
        Plot.tickX(ticks, { ...place, stroke: palette.muted, strokeOpacity: 0.25 }),
        Plot.text(ticks, {
          ...place,
          text: ({ size }: Placed) => shown(size),
          frameAnchor: "bottom",
          lineAnchor: "top",
          dy: 6,
          fill: palette.text,
        }),
        ...grid.marks,
      ],
      legend: [
        ...threads.map((of): LegendEntry => ({ label: nameOf(of.threads), color: colorOf(of), shape: "line" })),
        ...limits.map(
          (limit): LegendEntry => ({ label: `${words[limit]}, ${nameOf(most.threads)}`, color: limitColors[limit], shape: shapes[limit] }),
        ),
      ],
    };
  };

export const costFigure = (cost: Cost): Figure => ({
  name: "cost",
  title: "Milliseconds for one unit of work by its size",
  caption:
    "Median times in milliseconds on one thread and on two; broken lines are what each limit of the machine alone would take on two.",
  plot: draw(cost),
});
