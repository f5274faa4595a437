import type { Draw, Figure, LegendEntry } from "@credence/lab/figures";
import { dashes, panels } from "@credence/lab/figures";
import { type Cost, type CostOfThreads, type LimitName, limitsOf, type PanelName, type Point, panelTitles } from "./cost.ts";

const names = Object.keys(panelTitles) as PanelName[];

interface Placed {
  readonly panel: PanelName;
  readonly size: number;
  readonly ms: number;
}

const nameOf = (threads: number): string => (threads === 1 ? "1 thread" : `${threads} threads`);

/** How each limit is drawn. */
const shapes: Readonly<Record<LimitName, "dashed" | "dotted">> = { arithmetic: "dashed", memory: "dotted", "fixed cost": "dashed" };

const words: Readonly<Record<LimitName, string>> = {
  arithmetic: "peak arithmetic",
  memory: "memory bandwidth",
  "fixed cost": "fixed cost",
};

/** Sizes that a panel's axis names: no more than fit beside each other. */
function ticksOf(points: readonly Point[]): readonly number[] {
  const every = Math.ceil(points.length / 4);
  return points.map(({ size }) => size).filter((_, at) => at % every === 0 || at === points.length - 1);
}

const shown = (size: number): string => (size >= 1e6 ? `${size / 1e6}M` : size >= 1e4 ? `${size / 1e3}k` : size.toLocaleString("en-US"));

/** Times by size, a panel for each of what is varied; both axes are logarithmic, and panels share the vertical one. */
const draw =
  ({ threads }: Cost): Draw =>
  (Plot, palette, space) => {
    const grid = panels(Plot, palette, { titles: names.map((name) => panelTitles[name]), space });
    const most = threads.at(-1)!;
    // each panel has sizes of its own, so an axis from 0 to 1 stands for its range
    const along = (panel: PanelName, size: number): number => {
      const sizes = most.points[panel].map((point) => point.size);
      const [low, high] = [Math.log(sizes[0]!), Math.log(sizes.at(-1)!)];
      return (Math.log(size) - low) / (high - low);
    };
    const place = {
      fx: ({ panel }: Placed) => grid.place(panelTitles[panel]).fx?.(),
      fy: ({ panel }: Placed) => grid.place(panelTitles[panel]).fy?.(),
      x: ({ panel, size }: Placed) => along(panel, size),
    };
    const at = { ...place, y: "ms", z: "panel" } as const;
    const placed = (of: CostOfThreads, ms: (panel: PanelName, point: Point) => number): Placed[] =>
      names.flatMap((panel) => of.points[panel].map((point) => ({ panel, size: point.size, ms: ms(panel, point) })));
    const colorOf = (of: CostOfThreads) => palette.series[threads.indexOf(of)]!;
    const limitColors: Readonly<Record<LimitName, string>> = {
      arithmetic: palette.text,
      memory: palette.text,
      "fixed cost": palette.series[3]!,
    };
    const limits = Object.keys(words) as LimitName[];
    const ticks = names.flatMap((panel) => ticksOf(most.points[panel]).map((size) => ({ panel, size, ms: 0 })));
    const lowest =
      10 **
      Math.floor(
        Math.log10(
          Math.min(...threads.flatMap((of) => names.flatMap((name) => [of.fixedMs[name], ...of.points[name].map(({ ms }) => ms)]))),
        ),
      );
    const highest =
      10 ** Math.ceil(Math.log10(Math.max(...threads.flatMap((of) => names.flatMap((name) => of.points[name].map(({ ms }) => ms))))));
    return {
      ...grid.options,
      x: { domain: [-0.04, 1.04], axis: null },
      y: { type: "log", domain: [lowest, highest], grid: true, label: "milliseconds", labelAnchor: "center", ticks: 6, tickFormat: ",~g" },
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
  title: "Time of one unit of work by its size",
  caption: "Median times on one thread and on two; broken lines are the limits that no program of two threads can be below.",
  plot: draw(cost),
});
