import { type Figure, type Table, tableOf } from "@credence/lab/figures";
import { regressionBandsFigure } from "../regression/bands-figure.ts";
import { recordedBands } from "../regression/published.ts";
import { freeEnergyOf } from "../regression/scores.ts";
import type { RegressionMeasures } from "../regression/trace.ts";
import { keptWords, storedWords } from "../training/lowest-objective.ts";
import { trainingCurvesFigure } from "../training/training-curves-figure.ts";
import { published, recordedCurve, recordOf } from "./published.ts";
import type { NoiseNetwork, RegressionNoiseResult } from "./regression-noise.ts";

const whole = (value: number) => Math.round(value).toLocaleString("en-US");

/** The free energy of the network the source stored. */
function storedEnergy({ likelihoodStdDev }: NoiseNetwork): number | undefined {
  const [nll, complexity] = [published.find("nll", likelihoodStdDev), published.find("complexity", likelihoodStdDev)];
  return nll === undefined || complexity === undefined ? undefined : nll + complexity;
}

/** Figures 8 and 9, and the free energy and the error beside them. */
export function regressionNoiseFigures({ networks, points, bandDraws }: RegressionNoiseResult): Figure[] {
  const traced = (measure: keyof RegressionMeasures) =>
    networks.map(({ likelihoodStdDev, trace }) => ({
      label: `sd ${likelihoodStdDev}`,
      epoch: trace.map(({ epoch }) => epoch),
      value: trace.map((row) => row[measure]),
    }));
  const withRecord = (measure: "rmse" | "objective") =>
    traced(measure).map((curve, i) => ({
      ...curve,
      recorded: networks[i].asPublished ? recordedCurve(measure, networks[i].likelihoodStdDev) : undefined,
    }));
  const objectives = traced("objective");
  const ends = objectives.map(({ value }) => value[value.length - 1]);
  const narrow = networks.findIndex(({ likelihoodStdDev }) => likelihoodStdDev === 0.01);
  const ofNarrow = (verb: string, ours: number | undefined, theirs: number) =>
    ours === undefined ? "" : ` Under 0.01 it ${verb} at ${whole(ours)} (the source's: ${whole(theirs)}).`;
  const objective = {
    published: "Figure 9",
    caption:
      "Sum over the LAST minibatch of each epoch, nats, cut off upwards; under its geometric weight the complexity counts 1/255, so late in training this is almost the likelihood. Dashed, where our training is the source's: its own curve. The source: 0.1 ends lowest.",
    curves: withRecord("objective"),
    yLabel: "objective (nats)",
  };
  return [
    regressionBandsFigure({
      name: "bands",
      title: "Too little, enough and too much noise in the likelihood",
      published: "Figure 8",
      caption: `Mean of ${whole(bandDraws)} draws of f(x) with the bands that hold half and nine tenths of them, observation noise left out; prior N(0, 1). Diamonds and bars: the source's stored networks, where our training is the source's. It says that 0.01 is overconfident, 1.0 explains the data through the noise, 0.1 is the middle ground.`,
      method: `${whole(networks[0]?.epochs ?? 0)} epochs; every fourth of 1,024 training points is drawn. ${keptWords}`,
      panels: networks.map(({ likelihoodStdDev, bands, asPublished }) => ({
        title: `likelihood sd ${likelihoodStdDev}`,
        bands,
        recorded: asPublished ? recordedBands(recordOf(likelihoodStdDev)) : undefined,
      })),
      points,
    }),
    trainingCurvesFigure({
      ...objective,
      name: "objective",
      title: "The bound as the source records it",
      caption: objective.caption + ofNarrow("starts", objectives[narrow]?.value[0], recordedCurve("objective", 0.01)!.value[0]),
      yWindow: [Math.min(-500, ...ends), 8000],
    }),
    trainingCurvesFigure({
      ...objective,
      name: "objective-near-zero",
      title: "The same, magnified where 0.1 and 1 end",
      caption: objective.caption + ofNarrow("ends", ends[narrow], published.list("last objectives", 0.01).at(-1)!),
      yWindow: [Math.min(-200, ...ends), 800],
    }),
    trainingCurvesFigure({
      name: "free-energy",
      title: "The true free energy",
      caption: `Complexity KL[q || prior] plus the expected negative log-likelihood of all training points, nats: the bound of the source's text, which it does not show. Dotted: the complexity as initialised. Diamonds: of the networks the source stored, where our training is the source's, ${storedWords}. Values at or below 0 are left out.`,
      curves: traced("freeEnergy").map((curve, i) => {
        const { kept, epochs, asPublished } = networks[i];
        const stored = asPublished ? storedEnergy(networks[i]) : undefined;
        return {
          ...curve,
          kept: { epoch: kept.epoch, value: freeEnergyOf(kept) },
          stored: stored === undefined ? undefined : { epoch: epochs, value: stored },
        };
      }),
      untrained: networks[0]?.untrained,
      yLabel: "free energy (nats)",
      yScale: "log",
    }),
    trainingCurvesFigure({
      name: "rmse",
      title: "Error of the mean prediction, with and without data",
      caption:
        "Root mean squared error of the mean of 10 draws at 128 noisy points in [-0.2, 1.4], two thirds of them without training data near, every 20 epochs. Dashed, where our training is the source's: its own record, which it does not show.",
      curves: withRecord("rmse"),
      yLabel: "RMSE",
      yWindow: [0, 2.2],
    }),
  ];
}

export const regressionNoiseTables = ({ networks, densityDraws }: RegressionNoiseResult): Table[] => {
  const beside = (name: Parameters<typeof published.find>[0]) => (network: NoiseNetwork) => published.find(name, network.likelihoodStdDev);
  return [
    tableOf<NoiseNetwork>({
      name: "noise",
      title: "What the likelihood's noise changes",
      caption: `Densities in nats per point, ${whole(densityDraws)} draws: the mean of the log density in [-0.2, 1.4] (the source's code) and the log of the mean density in [-0.5, 1.5] (its text). Free energies in nats over the training set. Published: computed from the networks the source stored. ${keptWords}`,
      rows: networks,
      columns: [
        { label: "likelihood sd", of: ({ likelihoodStdDev }) => String(likelihoodStdDev) },
        { label: "complexity", digits: 0, of: ({ kept }) => kept.complexity, beside: beside("complexity") },
        { label: "free energy", digits: 0, of: ({ kept }) => freeEnergyOf(kept), beside: storedEnergy },
        { label: "mean log density", digits: 2, of: (one) => one.published.meanLogDensity, beside: beside("mean log density") },
        { label: "lppd", digits: 2, of: ({ stated }) => stated.lppd, beside: beside("lppd") },
        { label: "sd of f", digits: 3, of: ({ bands }) => bands.stdDev, beside: beside("function sd") },
      ],
    }),
  ];
};
