import { blundellCurve } from "@credence/lab";
import { bands, type Figure, type Palette, type PlotModule, panels } from "@credence/lab/figures";
import { storedWords } from "../training/lowest-objective.ts";
import { type NetworkCurve, trainingCurvesFigure } from "../training/training-curves-figure.ts";
import { type RegressionBands, trainingRegion } from "./measures.ts";
import { type RecordedBands, recordedBands, recordedCurve } from "./published.ts";
import { freeEnergyOf, type shownPoints } from "./scores.ts";
import type { MeasuredRow, RegressionMeasures } from "./trace.ts";

/** The source's window. */
const [left, right] = [-0.2, 1.3];
export const yWindow = [-0.5, 1.3] as const;

const inWindow = (x: number): boolean => x >= left && x <= right;

/** The values beside inputs of the window. */
export const windowed = (x: readonly number[], values: readonly number[]): number[] => values.filter((_, i) => inWindow(x[i]));

/** The function without noise at the inputs of the window. */
export const truthAt = (inputs: readonly number[]) => {
  const x = inputs.filter(inWindow);
  return { x, y: x.map((at) => blundellCurve(at)) };
};

/** A network, or an ensemble, over its bands. */
interface ShownBands {
  readonly title: string;
  readonly bands: Pick<RegressionBands, keyof RecordedBands>;
  readonly asPublished: boolean;
  /** Its name among what the source recorded, which is drawn where the training is the source's. */
  readonly record: string;
}

type BandsFigure = Omit<Figure, "plot"> & { readonly networks: readonly ShownBands[]; readonly points: ReturnType<typeof shownPoints> };

/** Mean, middle half and 5-95% of f in the source's window, a panel for each, with what the source recorded. */
export function regressionBandsFigure({ networks, points, ...said }: BandsFigure): Figure {
  const shown = networks.map(({ title: panel, bands: { x, ...values }, asPublished, record }) => {
    const at = (name: Exclude<keyof RecordedBands, "x">) => windowed(x, values[name]);
    const nested = [
      { label: "5% to 95%", lower: at("q05"), upper: at("q95") },
      { label: "25% to 75%", lower: at("q25"), upper: at("q75") },
    ];
    const ours = { panel, x: windowed(x, x), centre: at("mean"), bands: nested, points, truth: truthAt(x) };
    return { panel, ours, recorded: asPublished ? recordedBands(record) : undefined };
  });
  const ours = { xLabel: "x", yLabel: "y", yWindow, trainingRegion, centreLabel: "mean", panels: shown.map((panel) => panel.ours) };
  return {
    ...said,
    plot(Plot, palette, space) {
      const drawing = bands(ours)(Plot, palette, space);
      const grid = panels(Plot, palette, { titles: shown.map(({ panel }) => panel), space });
      const marks = shown.flatMap(({ panel, recorded }) =>
        recorded ? recordedMarks(Plot, palette, { ...grid.place(panel), recorded }) : [],
      );
      const legend = { label: "published: mean, 25% to 75%, 5% to 95%", color: palette.published, shape: "diamond" } as const;
      return {
        ...drawing,
        marks: [...(drawing.marks ?? []), ...marks],
        legend: [...(drawing.legend ?? []), ...(marks.length > 0 ? [legend] : [])],
      };
    },
  };
}

/** A diamond at the mean, a thick and a thin line for the two intervals. */
function recordedMarks(Plot: PlotModule, palette: Palette, { recorded, ...place }: { readonly recorded: RecordedBands }) {
  // at the very edge of the frame half a mark would show
  const kept = recorded.x.map((_, i) => i).filter((i) => recorded.x[i] > left && recorded.x[i] < right);
  const at = (name: keyof RecordedBands) => (i: number) => recorded[name][i];
  const { published, background } = palette;
  const common = { ...place, x: at("x"), clip: true };
  return [
    Plot.ruleX(kept, { ...common, y1: at("q05"), y2: at("q95"), stroke: published, strokeWidth: 1 }),
    Plot.ruleX(kept, { ...common, y1: at("q25"), y2: at("q75"), stroke: published, strokeWidth: 3.2 }),
    Plot.dot(kept, { ...common, y: at("mean"), r: 3.2, symbol: "diamond", fill: published, stroke: background, strokeWidth: 0.7 }),
  ];
}

/** A network among curves over its training. */
export interface ShownNetwork extends ShownBands {
  readonly label: string;
  readonly panel?: string;
  readonly epochs: number;
  readonly trace: readonly MeasuredRow[];
  readonly untrained: number;
  readonly kept: { readonly epoch: number; readonly complexity: number; readonly nll: number };
}

/** A measure over the epochs of a network's trace. */
export const tracedCurve = ({ label, panel, trace }: ShownNetwork, measure: keyof RegressionMeasures): NetworkCurve => ({
  ...{ label, ...(panel === undefined ? {} : { panel }) },
  epoch: trace.map(({ epoch }) => epoch),
  value: trace.map((row) => row[measure]),
});

/** The same with what the source recorded, where the training is the source's. */
export const comparedCurve = (network: ShownNetwork, measure: "rmse" | "objective"): NetworkCurve => ({
  ...tracedCurve(network, measure),
  recorded: network.asPublished ? recordedCurve(measure, network.record) : undefined,
});

/** The free energy, with the network kept and the one that the source stored. */
export const energyCurve = (network: ShownNetwork, stored: number): NetworkCurve => ({
  ...tracedCurve(network, "freeEnergy"),
  kept: { epoch: network.kept.epoch, value: freeEnergyOf(network.kept) },
  stored: network.asPublished ? { epoch: network.epochs, value: stored } : undefined,
});

type CurvesFigure = Omit<Parameters<typeof trainingCurvesFigure>[0], "yLabel">;
const dashed = "Dashed, where our training is the source's: its own record.";

/** The objective of an epoch's last minibatch; the caption goes on with what the source says. */
export const objectiveFigure = ({ caption, ...said }: CurvesFigure): Figure =>
  trainingCurvesFigure({
    ...said,
    caption: `Sum over the LAST minibatch of each epoch, nats; under its geometric weight the complexity counts 1/255. ${dashed} ${caption}`,
    yLabel: "objective (nats)",
  });

/** The error of the trace; the caption goes on with what the source says. */
export const errorFigure = ({ title, caption, ...said }: Omit<CurvesFigure, "title"> & { readonly title?: string }): Figure =>
  trainingCurvesFigure({
    ...said,
    title: title ?? "Error of the mean prediction, with and without data",
    caption: `Root mean squared error of the mean of 10 draws at 128 noisy points in [-0.2, 1.4], two thirds of them without training data near, cut off upwards. ${dashed} ${caption}`,
    yLabel: "RMSE",
  });

/** The true free energy, which the source does not show. */
export const freeEnergyFigure = (said: Omit<CurvesFigure, "caption">): Figure =>
  trainingCurvesFigure({
    ...said,
    caption: `Complexity KL[q || prior] plus the expected negative log-likelihood of all training points, nats: what variational inference minimises, and the source does not show. Dotted: the complexity as initialised. Diamonds: of the networks the source stored, where our training is the source's, ${storedWords}.`,
    yLabel: "free energy (nats)",
    yScale: said.yWindow ? "linear" : "log",
  });

/** What bands show. */
export const bandsWords = (draws: number): string =>
  `Mean of ${draws.toLocaleString("en-US")} draws of f(x) with the bands that hold half and nine tenths of them, observation noise left out. Diamonds and bars: the source's stored networks, where our training is the source's.`;
