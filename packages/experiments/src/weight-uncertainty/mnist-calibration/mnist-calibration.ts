import { type Context, experiment, type GivenOptions, type ResultOf } from "@credence/lab";
import { metrics } from "credence";
import { mnistNetworkLabels, mnistNetworkNames, type TableNetworkName } from "../mnist/networks.ts";
import { mnistTraining } from "../mnist/training.ts";
import { type NetworkUnit, networkOf, onMnistNetworks, type PreparedMnist, sourceUnits, trainedUnits } from "../mnist/units.ts";
import { mnistCalibrationClaims } from "./claims.ts";
import { mnistCalibrationFigures, mnistCalibrationTables } from "./figures.ts";
import { groupOf } from "./groups.ts";
import { measureCalibration } from "./measure.ts";

/** Weight draws averaged at test, of the text and of the code; resamplings of the test images behind a standard error. */
const measuring = { testDraws: { stated: 50, published: 10 }, resamples: 100 };

const budgets = {
  smoke: { ...mnistTraining.smoke, ...measuring },
  default: { ...mnistTraining.default, ...measuring },
  paper: { ...mnistTraining.paper, ...measuring },
};

export type MnistCalibrationSettings = (typeof budgets)["paper"];
export type MnistCalibrationResult = ReturnType<typeof conclude>;
export type MeasuredNetwork = ResultOf<typeof perform>;

/** Figure 19: how often predictions of a score are right, for the four classifiers and for the source's own trained ones. */
export const mnistCalibration = experiment({
  ...onMnistNetworks,
  name: "mnist-calibration",
  shows: "Figure 19",
  question: "Is a network that is 90 % sure right nine times of ten?",
  summary: "Whether a score of 90 % is right nine times of ten on MNIST: reliability diagrams, calibration errors, temperature scaling.",
  budgets,
  units: (given: GivenOptions<MnistCalibrationSettings>) => [
    ...trainedUnits(given, mnistNetworkNames),
    ...sourceUnits(given, mnistNetworkNames),
  ],
  perform,
  conclude,
  claims: mnistCalibrationClaims,
  figures: mnistCalibrationFigures,
  tables: mnistCalibrationTables,
});

async function* perform(unit: NetworkUnit<TableNetworkName>, context: Context<MnistCalibrationSettings>, shared: PreparedMnist) {
  const { key, settings } = context;
  const { network, origin, units, epochs } = unit;
  const { posterior } = yield* networkOf(unit, context, shared);
  const total = settings.testImages;
  const progress = { label: `calibration of ${mnistNetworkLabels[network]}, ${units} units`, total, unit: "images" };
  yield { ...progress, done: 0 };
  const measured = await measureCalibration(posterior, {
    test: shared.test,
    draws: settings.testDraws,
    resamples: metrics.resamples(key.child("resample"), { size: total, count: settings.resamples }),
    key: origin === "ours" ? key.child("evaluate").child(network).child(units) : key.child("evaluate-source").child(network),
  });
  posterior.dispose();
  yield { ...progress, done: total };
  return { origin, network, units, epochs: origin === "ours" ? epochs : null, ...measured };
}

function conclude(values: readonly MeasuredNetwork[], { settings }: Context<MnistCalibrationSettings>) {
  const { testImages, testDraws: draws, resamples } = settings;
  const groups = Map.groupBy(values, ({ origin, units }) => (origin === "ours" ? String(units) : origin));
  const all = Array.from(groups, ([id, members]) => groupOf(id, members));
  const trained = all.filter(({ id }) => id !== "source");
  return { testImages, draws, resamples, trained, source: all.find(({ id }) => id === "source") ?? null };
}
