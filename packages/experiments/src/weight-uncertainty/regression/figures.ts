import { blundellCurve } from "@credence/lab";
import { type BandsPanel, bands, type Figure, formatDigits, leading } from "@credence/lab/figures";
import { storedWords } from "../training/lowest-objective.ts";
import { type CurvesFigureOptions, type NetworkCurve, type Trajectory, trainingCurvesFigure } from "../training/training-curves-figure.ts";
import { type RegressionBands, trainingRegion } from "./measures.ts";
import { type RecordedBands, recordedBands, recordedCurve } from "./published.ts";
import { freeEnergyOf, type shownPoints } from "./scores.ts";
import type { MeasuredRow, RegressionMeasures } from "./trace.ts";

/** The source's window. */
const [left, right] = [-0.2, 1.3];
export const yWindow = [-0.5, 1.3] as const;
/** Times its height, to which the window grows for bands that open widely. */
const yGrowth = 3;

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

/** Mean, middle half and 5-95 % of f in the source's window, a panel for each, with what the source recorded. */
export function regressionBandsFigure({ networks, points, ...said }: BandsFigure): Figure {
  const shown = networks.map(({ title: panel, bands: { x, ...values }, asPublished, record }) => {
    const at = (name: Exclude<keyof RecordedBands, "x">) => windowed(x, values[name]);
    const nested = [
      { label: "5 % to 95 %", lower: at("q05"), upper: at("q95") },
      { label: "25 % to 75 %", lower: at("q25"), upper: at("q75") },
    ];
    const theirs = asPublished ? recordedInside(record) : undefined;
    const common = { panel, x: windowed(x, x), centre: at("mean"), bands: nested, points, truth: truthAt(x) };
    return { ...common, ...(theirs ? { published: theirs } : {}) };
  });
  return {
    ...said,
    plot: bands({
      ...{ xLabel: "x", yLabel: "y", yWindow, yGrowth, trainingRegion, centreLabel: "mean", panels: shown },
      publishedLabel: "published: mean, 25 % to 75 % (thick), 5 % to 95 % (thin)",
    }),
  };
}

/** What the source recorded, but for the very edge of the frame, where half a mark would show. */
function recordedInside(record: string): BandsPanel["published"] {
  const recorded = recordedBands(record);
  if (!recorded) return undefined;
  const kept = recorded.x.map((_, i) => i).filter((i) => recorded.x[i] > left && recorded.x[i] < right);
  const at = (name: keyof RecordedBands) => kept.map((i) => recorded[name][i]);
  const nested = [
    { lower: at("q05"), upper: at("q95") },
    { lower: at("q25"), upper: at("q75") },
  ];
  return { x: at("x"), centre: at("mean"), bands: nested };
}

/** A network among curves over its training. */
export interface ShownNetwork extends ShownBands {
  readonly label: string;
  readonly panel?: string;
  readonly epochs: number;
  readonly trace: readonly MeasuredRow[];
  /** Of every epoch, where they are more than the trace's. */
  readonly objectives?: readonly number[];
  readonly untrained: number;
  readonly kept: { readonly epoch: number; readonly complexity: number; readonly nll: number };
  /** The free energy of the network that the source stored. */
  readonly stored: number;
}

type CurvesFigure = Omit<CurvesFigureOptions, "curves" | "yLabel" | "untrained"> & {
  /** Only what comes after this fraction of the epochs; all unless told. */
  readonly from?: number;
};
type EnergyFigure = Omit<CurvesFigure, "caption"> & {
  /** The complexity before training: of each network, or the same for all. */
  readonly untrained?: "of each" | "of all";
  /** The network kept, and the one that the source stored; "shown" unless told. */
  readonly networks?: "shown" | "left out";
};

/** What a figure says of how it was measured, after what its experiment says. */
const measured = (own: string, method: string | undefined): string => (method ? `${own} ${method}` : own);

/** Names and values for a finding: of mixtures "wide sd 1, narrow e⁻⁷". */
export const named = <Network extends { readonly label: string; readonly panel?: string }>(
  networks: readonly Network[],
  value: (network: Network) => number,
) => networks.map((network) => [nameOf(network), value(network)] as const);

const nameOf = ({ panel, label }: { readonly label: string; readonly panel?: string }): string =>
  panel ? `${panel.replace(/^(mixtures|prior Gaussian), /, "")}, ${label.replace("narrow sd", "narrow")}` : label;

const after = ({ epoch, value }: Trajectory, from: number): Trajectory => {
  const late = epoch.map((_, i) => i).filter((i) => epoch[i] >= from * (epoch.at(-1) ?? 0));
  return { epoch: late.map((i) => epoch[i]), value: late.map((i) => value[i]) };
};

/** The figures over the training of some networks, each with what the source recorded where the training is the source's; captions go on with what it says. */
export function learningFigures(networks: readonly ShownNetwork[]) {
  const traced = ({ label, panel, trace, objectives }: ShownNetwork, measure: keyof RegressionMeasures, from = 0): NetworkCurve => {
    const rows = { epoch: trace.map(({ epoch }) => epoch), value: trace.map((row) => row[measure]) };
    const every = measure === "objective" && objectives && { epoch: objectives.map((_, i) => i + 1), value: objectives };
    return { label, ...(panel === undefined ? {} : { panel }), ...after(every || rows, from) };
  };
  /** Says of the dashes what they are, where there are any. */
  const dashed = (measure: "rmse" | "objective"): string =>
    networks.some(({ asPublished, record }) => asPublished && recordedCurve(measure, record)) ? "; dashed: the source's own record" : "";
  const compared = (measure: "rmse" | "objective", from = 0) =>
    networks.map((network): NetworkCurve => {
      const recorded = network.asPublished ? recordedCurve(measure, network.record) : undefined;
      return { ...traced(network, measure, from), recorded: recorded && after(recorded, from) };
    });
  const drawsStored = (marked: string): boolean => marked === "shown" && networks.some(({ asPublished }) => asPublished);
  const energyMarks = ({ untrained, marked, from }: { untrained: EnergyFigure["untrained"]; marked: string; from: number }): string => {
    const isShown = marked === "shown";
    const marks = [
      ...(untrained ? ["dotted, the complexity before training"] : []),
      ...(isShown && networks.some(({ kept, epochs }) => kept.epoch > from * epochs) ? ["dots, the networks kept"] : []),
      ...(drawsStored(marked) ? ["diamonds, those the source stored"] : []),
    ];
    return marks.length > 0 ? ` Beside the lines: ${marks.join("; ")}.` : "";
  };
  return {
    /** The objective of an epoch's last minibatch. */
    objective: ({ caption, from, ...said }: CurvesFigure): Figure =>
      trainingCurvesFigure({
        ...said,
        caption: `Objective of each epoch's last minibatch, nats${dashed("objective")}. ${caption}`,
        method: measured("Under its geometric weight the complexity counts 1/255 in the last minibatch.", said.method),
        curves: compared("objective", from),
        yLabel: "objective (nats)",
      }),
    /** The error of the trace. */
    error: ({ title, caption, from, ...said }: Omit<CurvesFigure, "title"> & { readonly title?: string }): Figure =>
      trainingCurvesFigure({
        ...said,
        title: title ?? "Error of the mean prediction, with and without data",
        caption: `Root mean squared error of the mean of 10 draws in [-0.2, 1.4], cut off upwards${dashed("rmse")}. ${caption}`,
        method: measured("At 128 noisy points, two thirds of them without training data near.", said.method),
        curves: compared("rmse", from),
        yLabel: "RMSE",
      }),
    /** The true free energy, which the source does not show. */
    freeEnergy: ({ untrained, networks: marked = "shown", from = 0, ...said }: EnergyFigure): Figure =>
      trainingCurvesFigure({
        ...said,
        finding: energies(networks),
        caption: `Complexity KL[q || prior] plus the expected negative log-likelihood of all training points, nats.${energyMarks({ untrained, marked, from })}`,
        method: measured(
          `What variational inference minimises; the source does not show it.${drawsStored(marked) ? ` ${storedWords}` : ""}`,
          said.method,
        ),
        curves: networks.map((network): NetworkCurve => {
          const { kept, epochs, stored, asPublished } = network;
          const isKept = marked === "shown" && kept.epoch > from * epochs;
          return {
            ...traced(network, "freeEnergy", from),
            kept: isKept ? { epoch: kept.epoch, value: freeEnergyOf(kept) } : undefined,
            stored: marked === "shown" && asPublished ? { epoch: epochs, value: stored } : undefined,
            ...(untrained === "of each" ? { untrained: network.untrained } : {}),
          };
        }),
        untrained: untrained === "of all" ? networks[0]?.untrained : undefined,
        yLabel: "free energy (nats)",
        yScale: said.yWindow ? "linear" : "log",
      }),
  };
}

/** Free energies of the networks kept, and of the source's where our training is its own. */
function energies(networks: readonly ShownNetwork[]): string {
  const alike = networks.filter(({ asPublished }) => asPublished);
  const kept = leading(
    "free energy of the networks kept",
    named(networks, (network) => freeEnergyOf(network.kept)),
    { digits: 0, unit: "nats" },
  );
  // a sentence holds four pairs of numbers
  if (alike.length === 0 || alike.length > 4) return kept;
  const inOrder = alike.toSorted((a, b) => freeEnergyOf(a.kept) - freeEnergyOf(b.kept)).map(({ stored }) => formatDigits(stored, 0));
  return `${kept.slice(0, -1)}; stored by the source, in this order: ${inOrder.join(", ")}.`;
}

/** What bands show. */
export const bandsWords = (draws: number, networks: readonly Pick<ShownBands, "asPublished" | "record">[]): string =>
  `Mean of ${draws.toLocaleString("en-US")} draws of f(x) with the bands that hold half and nine tenths of them${recordWords(networks, "the source's stored networks")}.`;

/** What the diamonds and bars are, where there are any. */
export const recordWords = (networks: readonly Pick<ShownBands, "asPublished" | "record">[], whose: string): string =>
  networks.some(({ asPublished, record }) => asPublished && recordedBands(record)) ? `; diamonds and bars, ${whose}` : "";
