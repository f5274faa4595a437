import { type Curve, curves, type Figure, leading, powerOfE, ranked, thinned } from "@credence/lab/figures";
import { bandsWords, learningFigures, named, regressionBandsFigure, truthAt, windowed, yWindow } from "../regression/figures.ts";
import { priorId } from "../regression/networks.ts";
import { recordedCurve, storedEnergy } from "../regression/published.ts";
import { convergedAt, lateValue } from "../regression/trace.ts";
import { keptWords } from "../training/lowest-objective.ts";
import type { PriorKind } from "./groups.ts";
import type { RegressionCell, RegressionPriorsResult } from "./regression-priors.ts";

type Shown = ReturnType<typeof shownCell>;

/** A cell with its place in the figures. */
function shownCell(cell: RegressionCell) {
  const { prior, label, epochs } = cell;
  const place =
    prior.kind === "gaussian"
      ? { label: `sd ${powerOfE(prior.minusLogStdDev)}` }
      : { label: `narrow sd ${powerOfE(prior.minusLogStdDev2)}`, panel: `mixtures, wide sd ${powerOfE(prior.minusLogStdDev1)}` };
  return {
    ...cell,
    ...place,
    title: `${label.replace(/, run 1$/, "")} (${epochs.toLocaleString("en-US")} epochs)`,
    record: priorId(prior),
    stored: storedEnergy(priorId(prior)),
  };
}

/** The prior of a panel, without its epochs. */
const priorOf = ({ title }: Shown): string => title.replace(/ \(.*/, "");

/** Figures 10 to 13, from the first run of each prior. */
export function regressionPriorsFigures({ cells, points, bandDraws }: RegressionPriorsResult): Figure[] {
  const ofKind = (kind: PriorKind) => cells.filter(({ run, prior }) => run === 1 && prior.kind === kind).map(shownCell);
  const [gaussians, mixtures] = [ofKind("gaussian"), ofKind("mixture")];
  const best = mixtures.find(({ record }) => record === "mixture-1-6") ?? mixtures[0];
  const shown = [...gaussians, ...(best ? [best] : [])];
  const examples = shown.length > 1 ? [shown[0], shown[shown.length - 1]] : shown;
  const growth = ranked(
    shown.map((cell) => [priorOf(cell), cell.bands.stdDevOutside / cell.bands.stdDevInside]),
    { digits: 1 },
  );
  const spreads = examples.map(
    (cell) => `${cell.bands.stdDevInside.toFixed(2)} and ${cell.bands.stdDevOutside.toFixed(2)} (${priorOf(cell)})`,
  );
  const ofBoth = (figures: (networks: readonly Shown[], kind: PriorKind) => readonly Figure[]) => [
    ...(gaussians.length > 0 ? figures(gaussians, "gaussian") : []),
    ...(mixtures.length > 0 ? figures(mixtures, "mixture") : []),
  ];
  return [
    {
      name: "example-functions",
      title: "Ten functions drawn from the posterior",
      finding: `Standard deviation of f where there are data, x from 0 to 0.5, and where there are none: ${spreads.join("; ")}.`,
      caption: "Each line is f(x) under one draw of all weights. The source shows ten such curves for a Gaussian and for a mixture prior.",
      method: keptWords,
      published: "Figure 10",
      plot: curves({
        curves: examples.flatMap(exampleCurves),
        ...{ xLabel: "x", yLabel: "f(x)", yWindow },
      }),
    },
    regressionBandsFigure({
      name: "bands",
      title: "Uncertainty with and without data",
      finding: `Standard deviation of f outside the data over that inside: ${growth}.`,
      caption: `${bandsWords(bandDraws, shown)} The source shows narrow bands over the data that open outside.`,
      method: `Observation noise is left out. Every fourth training point is drawn. ${keptWords}`,
      published: "Figure 11",
      ...{ networks: shown, points },
    }),
    ...ofBoth(halves),
    ...ofBoth((networks, kind) => [
      learningFigures(networks).freeEnergy({
        name: `free-energy-${kind}`,
        title: `The true free energy, ${words[kind].priors}`,
        untrained: "of each",
      }),
    ]),
  ];
}

const exampleCurves = ({ title: panel, examples, bands: { x } }: Shown): Curve[] => [
  ...examples.map((y) => ({ label: "one draw", panel, x: windowed(x, x), y: windowed(x, y) })),
  { label: "function without noise", panel, ...truthAt(x) },
];

/** What the source says of its figures. */
const words = {
  gaussian: {
    ...{ priors: "Gaussian priors", figure: "Figure 12", error: "that it falls first, then rises" },
    objective: "sooner converged under narrower priors, and similar at the end",
  },
  mixture: {
    ...{ priors: "scale mixtures", figure: "Figure 13", error: "it less restless under a narrower wide component" },
    objective: "later to converge than under Gaussian priors, and higher at the end",
  },
};

/** It jumps from row to row: a thousand rows are a wall, before which nothing else is seen. */
const withFewerRows = (network: Shown): Shown => {
  const recorded = network.asPublished ? recordedCurve("rmse", network.record) : undefined;
  return { ...network, trace: thinned(network.trace, recorded?.epoch.length ?? Infinity) };
};

/** Both halves of Figure 12 (Gaussian priors) or 13 (mixtures). */
const halves = (networks: readonly Shown[], kind: PriorKind): Figure[] => [
  learningFigures(networks).objective({
    name: `objective-${kind}`,
    title: `The objective as the source records it, ${words[kind].priors}`,
    finding: leading(
      "number of epochs to 95 % of the objective's fall",
      named(networks, ({ trace }) => convergedAt(trace)),
    ),
    caption: `The source finds them ${words[kind].objective}.`,
    published: `${words[kind].figure}a`,
  }),
  learningFigures(networks.map(withFewerRows)).error({
    name: `rmse-${kind}`,
    title: `Error of the mean prediction, with and without data, ${words[kind].priors}`,
    finding: leading(
      "error at the end (mean of five rows)",
      named(networks, ({ trace }) => lateValue(trace, "rmse")),
      { digits: 2 },
    ),
    caption: `The source finds ${words[kind].error}.`,
    published: `${words[kind].figure}b`,
    yWindow: [0, 1.2],
  }),
];
