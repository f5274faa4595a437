import { mean } from "@credence/lab";
import { type ColumnOf, type Figure, type Table, tableOf } from "@credence/lab/figures";
import { regressionBandsFigure } from "../regression/bands-figure.ts";
import { published as recorded, recordedBands, recordedCurve, storedEnergy } from "../regression/published.ts";
import { freeEnergyOf } from "../regression/scores.ts";
import type { RegressionMeasures } from "../regression/trace.ts";
import { keptWords, storedWords } from "../training/lowest-objective.ts";
import { type Trajectory, trainingCurvesFigure } from "../training/training-curves-figure.ts";
import { networkOf, published, sides } from "./published.ts";
import type { LocalReparameterizationResult, TrainedSide } from "./regression-local-reparameterization.ts";

/** Every network with its pair, its place in a figure and its name among the source's. */
const networksOf = ({ pairs }: LocalReparameterizationResult) =>
  pairs.flatMap((pair) =>
    sides.map((side) => ({
      ...{ pair, side, trained: pair[side], record: networkOf(side, pair.id) },
      place: { label: `${side} the trick`, panel: `prior ${pair.label}` },
    })),
  );
type Network = ReturnType<typeof networksOf>[number];

/** Where ours is not the source's estimator, beside all its numbers. */
const biasNoise =
  "With the trick the noise of the biases is drawn for each example here, once for each forward pass in the source; expectations are the same.";

/** What comes after half of the epochs. */
function secondHalf({ epoch, value }: Trajectory): Trajectory {
  const late = epoch.map((_, i) => i).filter((i) => 2 * epoch[i] >= (epoch.at(-1) ?? 0));
  return { epoch: late.map((i) => epoch[i]), value: late.map((i) => value[i]) };
}

const traced = ({ trace }: TrainedSide, measure: keyof RegressionMeasures): Trajectory => ({
  epoch: trace.map(({ epoch }) => epoch),
  value: trace.map((row) => row[measure]),
});

/** Figures 14 and 15, and the free energy beside them. */
export function localReparameterizationFigures(result: LocalReparameterizationResult): Figure[] {
  const networks = networksOf(result);
  const recordOf = ({ pair, record }: Network, measure: "rmse" | "objective") =>
    pair.asPublished ? recordedCurve(measure, record) : undefined;
  const dashed =
    "Dashed, where our training is the source's: its own run (without the trick the first of three). It shows prior N(0, 1), and";
  const objective = {
    caption: `Nats, summed over the minibatch, complexity weighted 1/255. The variance of its consecutive differences is the source's measure of how much the trick calms training. ${dashed} sees no faster convergence.`,
    method: biasNoise,
    published: "Figure 15a",
    yLabel: "objective (nats)",
  };
  const objectives = networks.map((network) => ({
    ...network.place,
    epoch: network.trained.objectives.map((_, i) => i + 1),
    value: network.trained.objectives,
    recorded: recordOf(network, "objective"),
  }));
  const lateObjectives = objectives.map((curve) => ({
    ...curve,
    ...secondHalf(curve),
    recorded: curve.recorded && secondHalf(curve.recorded),
  }));
  const energies = networks.flatMap(({ trained }) => traced(trained, "freeEnergy").value);
  return [
    regressionBandsFigure({
      name: "bands",
      title: "The same networks trained without and with the trick",
      caption: `Mean of ${result.bandDraws.toLocaleString("en-US")} draws of f(x) with the bands that hold half and nine tenths of them, observation noise left out. Diamonds and bars: the source's stored networks, where it recorded them and our training is its own. The source shows e⁻¹ with the trick, and finds wider bands than without.`,
      method: `Either way a draw is one set of weights, so that the panels differ in training alone. ${keptWords} ${biasNoise}`,
      published: "Figure 14",
      panels: networks.map(({ pair, place, trained, record }) => ({
        title: `${pair.label}, ${place.label}`,
        bands: trained.bands,
        recorded: pair.asPublished ? recordedBands(record) : undefined,
      })),
      points: result.points,
    }),
    trainingCurvesFigure({
      ...objective,
      name: "objective",
      title: "The objective of every epoch's last minibatch",
      curves: objectives,
    }),
    trainingCurvesFigure({
      ...objective,
      name: "objective-late",
      title: "The same, magnified in the second half of training",
      curves: lateObjectives,
      yWindow: [-170, 50],
    }),
    trainingCurvesFigure({
      name: "rmse",
      title: "Error of the mean prediction, with and without data",
      caption: `Root mean squared error of the mean of 10 draws at 128 noisy points in [-0.2, 1.4], two thirds of them without training data near, every 20 epochs. ${dashed} sees less variance with the trick.`,
      method: biasNoise,
      published: "Figure 15b",
      curves: networks.map((network) => ({ ...network.place, ...traced(network.trained, "rmse"), recorded: recordOf(network, "rmse") })),
      yLabel: "RMSE",
      yWindow: [0, 1.5],
    }),
    trainingCurvesFigure({
      name: "free-energy",
      title: "What both minimise: the true free energy",
      caption:
        "Complexity KL[q || prior] plus the expected negative log-likelihood of all training points, nats; values at or below 0 are left out. Dotted: the complexity as initialised, the same without and with the trick. The source did not judge convergence by this.",
      curves: networks.map(({ pair, place, trained }) => ({ ...place, ...traced(trained, "freeEnergy"), untrained: pair.untrained })),
      yLabel: "free energy (nats)",
      yScale: "log",
    }),
    trainingCurvesFigure({
      name: "free-energy-late",
      title: "The same, magnified in the second half of training",
      caption: `Nats, cut off upwards. Diamonds: of the networks the source stored, without the trick the mean of three, where our training is the source's, ${storedWords}; the lower one is with the trick.`,
      curves: networks.map(({ pair: { epochs, asPublished }, place, trained, record }) => ({
        ...place,
        ...secondHalf(traced(trained, "freeEnergy")),
        kept: trained.kept.epoch > epochs / 2 ? { epoch: trained.kept.epoch, value: freeEnergyOf(trained.kept) } : undefined,
        stored: asPublished ? { epoch: epochs, value: storedEnergy(record) } : undefined,
      })),
      yLabel: "free energy (nats)",
      yWindow: [Math.min(0, ...energies) - 200, 8000],
    }),
  ];
}

/** Without and with the trick by the same measure. */
export function localReparameterizationTables(result: LocalReparameterizationResult): Table[] {
  const theirs = (label: string, of: ColumnOf<Network>["of"]): ColumnOf<Network> => ({ label, digits: 2, published: true, of });
  return [
    tableOf<Network>({
      name: "like-with-like",
      title: "Without and with the trick, like with like",
      caption: `Densities in nats per point, ${result.densityDraws.toLocaleString("en-US")} draws: the mean of the log density in [-0.2, 1.4] (the source's code) and the log of the mean density in [-0.5, 1.5] (its text). Free energies in nats. Variance: of consecutive differences of the last-batch objective, over all epochs (the source's measure, to which the fall of the first few gives most) and over the second half. Published: the source's stored networks, without the trick three runs. Its text sets -26.03 with the trick (e⁻¹) against -3.21 without, which is a mixture after 3,000 epochs. ${keptWords} ${biasNoise}`,
      rows: networksOf(result),
      columns: [
        { label: "prior", of: ({ pair }) => pair.label },
        { label: "trick", of: ({ side }) => side },
        { label: "mean log density", digits: 2, of: ({ trained }) => trained.published.meanLogDensity },
        theirs("mean log density, published", ({ record }) => mean(recorded.list("mean log density", record))),
        { label: "lppd", digits: 2, of: ({ trained }) => trained.stated.lppd },
        theirs("lppd, stored networks", ({ record }) => mean(recorded.list("stored lppd", record))),
        { label: "free energy", digits: 0, of: ({ trained }) => freeEnergyOf(trained.kept) },
        theirs("free energy, stored networks", ({ pair, side, record }) =>
          (side === "with" ? [storedEnergy(record)] : published.list("free energies", pair.id)).map((nats) => nats.toFixed(0)).join(" to "),
        ),
        {
          label: "variance",
          digits: 0,
          of: ({ trained }) => trained.differenceVariance,
          beside: ({ pair, side }) => (pair.id === "gaussian-0" ? published.number("difference variance", side) : null),
        },
        { label: "variance, second half", digits: 0, of: ({ trained }) => trained.lateDifferenceVariance },
      ],
    }),
  ];
}
