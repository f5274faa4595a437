import { mean } from "@credence/lab";
import { type ColumnOf, type Figure, formatNumber, type Table, tableOf } from "@credence/lab/figures";
import { endWindow } from "../regression/end-window.ts";
import { bandsWords, learningFigures, regressionBandsFigure } from "../regression/figures.ts";
import { published as recorded, storedEnergy } from "../regression/published.ts";
import { freeEnergyOf } from "../regression/scores.ts";
import { differenceVariance } from "../regression/verdicts.ts";
import { keptWords } from "../training/lowest-objective.ts";
import { catchesUpAt } from "./claims.ts";
import { networkOf, published, sides } from "./published.ts";
import type { LocalReparameterizationResult, TrainedSide } from "./regression-local-reparameterization.ts";

/** Every network with its place in a figure and its name among the source's. */
const networksOf = ({ pairs }: LocalReparameterizationResult) =>
  pairs.flatMap((pair) =>
    sides.map((side) => {
      const label = `${side} the trick`;
      const record = networkOf(side, pair.id);
      const place = { label, panel: `prior ${pair.label}`, title: `${pair.label}, ${label}`, record, stored: storedEnergy(record) };
      return { ...pair, ...pair[side], ...place, side, prior: pair.label };
    }),
  );
type Network = ReturnType<typeof networksOf>[number];

/** Where ours is not the source's estimator, beside all its numbers. */
const biasNoise =
  "With the trick the noise of the biases is drawn for each example here, once for each forward pass in the source; expectations are the same.";

/** "sd 1": all priors are Gaussian. */
const shortName = ({ label }: { readonly label: string }): string => label.replace("Gaussian, ", "");

/** Of each prior a number with the trick and without it. */
const withAndWithout = ({ pairs }: LocalReparameterizationResult, value: (side: TrainedSide) => number): string =>
  pairs.map((pair) => `${formatNumber(value(pair.with))} against ${formatNumber(value(pair.without))} (${shortName(pair)})`).join("; ");

const secondHalf = { title: "The same, magnified in the second half of training", from: 0.5 } as const;

/** Figures 14 and 15, and the free energy beside them. */
export function localReparameterizationFigures(result: LocalReparameterizationResult): Figure[] {
  const networks = networksOf(result);
  const figures = learningFigures(networks);
  const energies = networks.map(({ trace }) => ({
    epoch: trace.map(({ epoch }) => epoch),
    value: trace.map(({ freeEnergy }) => freeEnergy),
  }));
  const objective = {
    caption: "The source shows prior N(0, 1), measures calm by the variance of differences, and sees no faster convergence.",
    ...{ method: biasNoise, published: "Figure 15a" },
  };
  return [
    regressionBandsFigure({
      name: "bands",
      title: "The same networks trained without and with the trick",
      finding: `Standard deviation of f outside the data, with the trick and without: ${withAndWithout(result, ({ bands }) => bands.stdDevOutside)}.`,
      caption: `${bandsWords(result.bandDraws, networks)} The source shows e⁻¹ with the trick, and finds wider bands than without.`,
      method: `Observation noise is left out. Either way a draw is one set of weights, so that the panels differ in training alone. ${keptWords} ${biasNoise}`,
      published: "Figure 14",
      ...{ networks, points: result.points },
    }),
    figures.objective({
      ...objective,
      finding: `Variance of the objective's differences from epoch to epoch, with the trick and without: ${withAndWithout(result, (side) => side.differenceVariance)}.`,
      ...{ name: "objective", title: "The objective of every epoch's last minibatch" },
    }),
    figures.objective({
      ...{ ...objective, ...secondHalf },
      finding: `Variance of the objective's differences in the second half, with the trick and without: ${withAndWithout(result, (side) => side.lateDifferenceVariance)}.`,
      ...{ name: "objective-late", yWindow: [-170, 50] },
    }),
    figures.error({
      name: "rmse",
      finding: `Variance of the error's differences 20 epochs apart, with the trick and without: ${withAndWithout(result, ({ trace }) => differenceVariance(trace.map(({ rmse }) => rmse)))}.`,
      caption: "The source shows prior N(0, 1), and sees less variance with the trick.",
      ...{ method: biasNoise, published: "Figure 15b" },
      yWindow: [0, 1.5],
    }),
    figures.freeEnergy({
      name: "free-energy",
      title: "What both minimise: the true free energy",
      untrained: "of each",
      networks: "left out",
    }),
    {
      ...figures.freeEnergy({ ...secondHalf, name: "free-energy-late", yWindow: endWindow(energies, secondHalf.from) }),
      finding: `With the trick the free energy is as low as without at the end: ${result.pairs.map((pair) => `${Number.isFinite(catchesUpAt(pair)) ? `epoch ${formatNumber(catchesUpAt(pair))}` : "never"} of ${formatNumber(pair.epochs)} (${pair.label})`).join("; ")}.`,
    },
  ];
}

/** Without and with the trick by the same measure. */
export function localReparameterizationTables(result: LocalReparameterizationResult): Table[] {
  const theirs = (label: string, of: ColumnOf<Network>["of"]): ColumnOf<Network> => ({ label, digits: 2, published: true, of });
  return [
    tableOf<Network>({
      name: "like-with-like",
      title: "Without and with the trick, like with like",
      caption:
        "The mean log density of the source's code, the lppd of its text, free energies in nats, and the variance of consecutive differences of the last-batch objective. Published: the source's stored networks.",
      method: `Nats per point, ${result.densityDraws.toLocaleString("en-US")} draws: the mean of the log density in [-0.2, 1.4], the log of the mean density in [-0.5, 1.5]. The variance over all epochs is the source's measure, to which the fall of the first few gives most. Without the trick it stored three runs. Its text sets -26.03 with the trick (e⁻¹) against -3.21 without, which is a mixture after 3,000 epochs. ${keptWords} ${biasNoise}`,
      rows: networksOf(result),
      columns: [
        { label: "prior", of: ({ prior }) => prior },
        { label: "trick", of: ({ side }) => side },
        { label: "mean log density", digits: 2, of: (network) => network.published.meanLogDensity },
        theirs("mean log density, published", ({ record }) => mean(recorded.list("mean log density", record))),
        { label: "lppd", digits: 2, of: ({ stated }) => stated.lppd },
        theirs("lppd, stored networks", ({ record }) => mean(recorded.list("stored lppd", record))),
        { label: "free energy", digits: 0, of: ({ kept }) => freeEnergyOf(kept) },
        theirs("free energy, stored networks", ({ id, side, record }) =>
          (side === "with" ? [storedEnergy(record)] : published.list("free energies", id)).map((nats) => nats.toFixed(0)).join(" to "),
        ),
        {
          label: "variance",
          digits: 0,
          of: ({ differenceVariance }) => differenceVariance,
          beside: ({ id, side }) => (id === "gaussian-0" ? published.number("difference variance", side) : null),
        },
        { label: "variance, second half", digits: 0, of: ({ lateDifferenceVariance }) => lateDifferenceVariance },
      ],
    }),
  ];
}
