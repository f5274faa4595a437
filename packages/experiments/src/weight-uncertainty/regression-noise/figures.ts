import { mean } from "@credence/lab";
import { type Figure, leading, type Table, tableOf } from "@credence/lab/figures";
import { bandsWords, learningFigures, named, regressionBandsFigure } from "../regression/figures.ts";
import { recordedCurve } from "../regression/published.ts";
import { freeEnergyOf } from "../regression/scores.ts";
import { lateValue } from "../regression/trace.ts";
import { keptWords } from "../training/lowest-objective.ts";
import { published, recordOf, storedEnergy } from "./published.ts";
import type { NoiseNetwork, RegressionNoiseResult } from "./regression-noise.ts";

const whole = (value: number) => Math.round(value).toLocaleString("en-US");

/** Figures 8 and 9, and the free energy and the error beside them. */
export function regressionNoiseFigures({ networks, points, bandDraws }: RegressionNoiseResult): Figure[] {
  const shown = networks.map((network) => {
    const sd = network.likelihoodStdDev;
    return { ...network, label: `likelihood sd ${sd}`, title: `likelihood sd ${sd}`, record: recordOf(sd), stored: storedEnergy(sd) };
  });
  const figures = learningFigures(shown);
  const ends = networks.map(({ trace }) => trace[trace.length - 1].objective);
  const narrow = networks.find(({ likelihoodStdDev }) => likelihoodStdDev === 0.01)?.trace;
  const objective = (name: string, title: string, verb: "starts" | "ends", [low, high]: readonly [number, number]) => {
    const place = verb === "starts" ? 0 : -1;
    const theirs = verb === "starts" ? recordedCurve("objective", recordOf(0.01))!.value : published.list("last objectives", 0.01);
    const ofNarrow = narrow && `; under 0.01 ours ${verb} at ${whole(narrow.at(place)!.objective)}, its own at ${whole(theirs.at(place)!)}`;
    const caption = `The source finds 0.1 lowest at the end${ofNarrow ?? ""}.`;
    const finding =
      verb === "starts"
        ? leading(
            "objective at the end, mean of five rows,",
            named(shown, ({ trace }) => lateValue(trace, "objective")),
            { digits: 0, unit: "nats" },
          )
        : leading(
            "recorded objective at the end",
            named(shown, ({ likelihoodStdDev: sd }) => mean(published.list("last objectives", sd))),
            { digits: 0, unit: "nats" },
          );
    return figures.objective({ name, title, finding, published: "Figure 9", caption, yWindow: [Math.min(low, ...ends), high] });
  };
  return [
    regressionBandsFigure({
      name: "bands",
      title: "Too little, enough and too much noise in the likelihood",
      published: "Figure 8",
      finding: `Of the training points the 5-95 % band of f holds ${shown
        .map(({ bands, likelihoodStdDev }) => `${(100 * bands.coverage).toFixed(1)} % under ${likelihoodStdDev}`)
        .join(", ")}.`,
      caption: `${bandsWords(bandDraws, shown)} The source finds 0.01 overconfident, 1.0 explaining the data as noise, and 0.1 the middle ground.`,
      method: `Observation noise is left out. Prior N(0, 1), ${whole(networks[0]?.epochs ?? 0)} epochs; every fourth of 1,024 training points is drawn. ${keptWords}`,
      networks: shown,
      points,
    }),
    objective("objective", "The bound as the source records it", "starts", [-500, 8000]),
    objective("objective-near-zero", "The same, magnified where 0.1 and 1 end", "ends", [-200, 800]),
    figures.freeEnergy({ name: "free-energy", title: "The true free energy", untrained: "of all" }),
    figures.error({
      name: "rmse",
      finding: leading(
        "error at the end (mean of five rows)",
        named(shown, ({ trace }) => lateValue(trace, "rmse")),
        { digits: 2 },
      ),
      caption: "The source does not show it.",
      yWindow: [0, 2.2],
    }),
  ];
}

export function regressionNoiseTables({ networks, densityDraws }: RegressionNoiseResult): Table[] {
  const beside = (name: Parameters<typeof published.find>[0]) => (network: NoiseNetwork) => published.find(name, network.likelihoodStdDev);
  return [
    tableOf<NoiseNetwork>({
      name: "noise",
      title: "What the likelihood's noise changes",
      caption:
        "Free energies in nats over the training set; densities in nats per point: the mean of the log density (the source's code) and the log of the mean density, lppd (its text). Published: computed from the networks the source stored.",
      method: `${whole(densityDraws)} draws, in [-0.2, 1.4] the mean of the log, in [-0.5, 1.5] the log of the mean. ${keptWords}`,
      rows: networks,
      columns: [
        { label: "likelihood sd", of: ({ likelihoodStdDev }) => String(likelihoodStdDev) },
        { label: "complexity", digits: 0, of: ({ kept }) => kept.complexity, beside: beside("complexity") },
        {
          label: "free energy",
          digits: 0,
          of: ({ kept }) => freeEnergyOf(kept),
          beside: (network) => storedEnergy(network.likelihoodStdDev),
        },
        { label: "mean log density", digits: 2, of: (one) => one.published.meanLogDensity, beside: beside("mean log density") },
        { label: "lppd", digits: 2, of: ({ stated }) => stated.lppd, beside: beside("lppd") },
        { label: "sd of f", digits: 3, of: ({ bands }) => bands.stdDev, beside: beside("function sd") },
      ],
    }),
  ];
}
