import { bands, type Figure, type Palette, type PlotModule, panels } from "@credence/lab/figures";
import { type RegressionBands, trainingRegion } from "./measures.ts";
import type { RecordedBands } from "./published.ts";
import type { ShownPoints } from "./scores.ts";

/** The source's window. */
export const [left, right] = [-0.2, 1.3];
export const yWindow = [-0.5, 1.3] as const;

export const inWindow = (x: number): boolean => x >= left && x <= right;

/** The values beside inputs of the window. */
export const windowed = (x: readonly number[], values: readonly number[]): number[] => values.filter((_, i) => inWindow(x[i]));

export const curveWithoutNoise = (x: number): number => x + 0.3 * Math.sin(2 * Math.PI * x) + 0.3 * Math.sin(4 * Math.PI * x);

/** The function without noise at the inputs of the window. */
export const truthAt = (inputs: readonly number[]) => {
  const x = inputs.filter(inWindow);
  return { x, y: x.map(curveWithoutNoise) };
};

export interface BandsPanelOf {
  readonly title: string;
  readonly bands: Pick<RegressionBands, "x" | "mean" | "q05" | "q25" | "q75" | "q95">;
  /** The source's own, drawn over ours at the inputs it was recorded at. */
  readonly recorded?: RecordedBands | undefined;
}

export interface BandsFigureOptions extends Omit<Figure, "plot"> {
  readonly panels: readonly BandsPanelOf[];
  readonly points: ShownPoints;
}

/** Mean, middle half and 5-95% of f in the source's window, one panel for each network or ensemble, with what the source recorded. */
export function regressionBandsFigure({ panels: shown, points, ...said }: BandsFigureOptions): Figure {
  return {
    ...said,
    plot(Plot, palette, space) {
      const drawing = bands({
        panels: shown.map(({ title: panel, bands: { x, mean, q05, q25, q75, q95 } }) => ({
          panel,
          x: windowed(x, x),
          centre: windowed(x, mean),
          bands: [
            { label: "5% to 95%", lower: windowed(x, q05), upper: windowed(x, q95) },
            { label: "25% to 75%", lower: windowed(x, q25), upper: windowed(x, q75) },
          ],
          points,
          truth: truthAt(x),
        })),
        xLabel: "x",
        yLabel: "y",
        yWindow,
        trainingRegion,
        centreLabel: "mean",
      })(Plot, palette, space);
      const recorded = shown.filter((panel) => panel.recorded !== undefined);
      if (recorded.length === 0) return drawing;
      const grid = panels(Plot, palette, { titles: shown.map((panel) => panel.title), space });
      return {
        ...drawing,
        marks: [
          ...(drawing.marks ?? []),
          ...recorded.flatMap((panel) => recordedMarks(Plot, palette, { ...grid.place(panel.title), recorded: panel.recorded! })),
        ],
        legend: [
          ...(drawing.legend ?? []),
          { label: "published: mean, 25% to 75%, 5% to 95%", color: palette.published, shape: "diamond" },
        ],
      };
    },
  };
}

/** A diamond at the mean, a thick and a thin line for the two intervals. */
function recordedMarks(Plot: PlotModule, palette: Palette, { recorded, ...place }: { readonly recorded: RecordedBands }) {
  // at the very edge of the frame half a mark would show
  const kept = recorded.x.map((_, i) => i).filter((i) => recorded.x[i] > left && recorded.x[i] < right);
  const at = (values: readonly number[]) => (i: number) => values[i];
  const rule = (lower: readonly number[], upper: readonly number[], strokeWidth: number) =>
    Plot.ruleX(kept, { ...place, x: at(recorded.x), y1: at(lower), y2: at(upper), stroke: palette.published, strokeWidth, clip: true });
  return [
    rule(recorded.q05, recorded.q95, 1),
    rule(recorded.q25, recorded.q75, 3.2),
    Plot.dot(kept, {
      ...place,
      x: at(recorded.x),
      y: at(recorded.mean),
      r: 3.2,
      symbol: "diamond",
      fill: palette.published,
      stroke: palette.background,
      strokeWidth: 0.7,
      clip: true,
    }),
  ];
}
