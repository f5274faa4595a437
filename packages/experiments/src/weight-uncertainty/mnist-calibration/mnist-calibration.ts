import type { Context, Experiment, Progress } from "@credence/lab";
import {
  type MnistTraining,
  mnistFit,
  mnistNetworkLabels,
  mnistNetworkNames,
  mnistOptions,
  mnistTensors,
  mnistTraining,
  mnistTrainingOf,
  type TableNetworkName,
} from "../mnist/networks.ts";
import { readSourceNetworks, sourceNetworkFolders, sourceNetworkOptions } from "../mnist/source-networks.ts";
import { mnistCalibrationClaims } from "./claims.ts";
import { comparisonOf, type MeasuredCalibration, measureCalibration, resamplesOf } from "./measure.ts";
import { mnistCalibrationReport } from "./report.ts";
import type { CalibrationGroup, MnistCalibrationResult } from "./result.ts";

export interface MnistCalibrationSettings extends MnistTraining {
  /** Weight draws averaged at test: what the text says, and what the code does. */
  readonly testDraws: { readonly stated: number; readonly published: number };
  /** Resamplings of the test images behind a standard error. */
  readonly resamples: number;
}

const common = { testDraws: { stated: 50, published: 10 }, resamples: 100 };

/** Figure 19: how often predictions of a score are right, for the four classifiers and for the source's own trained ones. */
export const mnistCalibration: Experiment<MnistCalibrationResult, MnistCalibrationSettings> = {
  name: "mnist-calibration",
  source: "weight-uncertainty",
  shows: "Figure 19",
  summary: "Whether a score of 90 % is right nine times of ten on MNIST: reliability diagrams, calibration errors, temperature scaling.",
  budgets: {
    smoke: { ...mnistTraining.smoke, ...common },
    default: { ...mnistTraining.default, ...common },
    paper: { ...mnistTraining.paper, ...common },
  },
  options: { ...mnistOptions, ...sourceNetworkOptions },
  folders: sourceNetworkFolders,
  checkOptions: mnistTrainingOf,
  run,
  claims: mnistCalibrationClaims,
  report: mnistCalibrationReport,
};

type Member = { readonly network: TableNetworkName; readonly epochs: number | null; readonly measured: MeasuredCalibration };

async function* run(context: Context<MnistCalibrationSettings>): AsyncGenerator<Progress, MnistCalibrationResult, void> {
  const { key } = context;
  const settings = mnistTrainingOf(context);
  const { testImages, testDraws: draws } = settings;
  const sources = await readSourceNetworks(context);
  const { train, test } = await mnistTensors(context, settings);
  const resamples = resamplesOf(key.child("resample"), { images: testImages, count: settings.resamples });
  const total = testImages * (settings.units.length * mnistNetworkNames.length + sources.length);
  let done = 0;
  const measuring = (label: string): Progress => {
    done += testImages;
    return { label: `calibration of ${label}`, done, total, unit: "images" };
  };

  const trained: CalibrationGroup[] = [];
  for (const [size, units] of settings.units.entries()) {
    const members: Member[] = [];
    for (const network of mnistNetworkNames) {
      const { posterior } = yield* context.fit(mnistFit(network, units, { training: settings, train, test, key }));
      const own = key.child("evaluate").child(network).child(units);
      const measured = await context.piece(`${network}-${units}-calibration`, () =>
        measureCalibration(posterior, { test, draws, resamples, key: own }),
      );
      posterior.dispose();
      members.push({ network, epochs: settings.epochs[network][size], measured });
      yield measuring(`${mnistNetworkLabels[network]}, ${units} units`);
    }
    trained.push(groupOf(members, { id: String(units), units }));
  }

  const members: Member[] = [];
  for (const { network, posterior } of sources) {
    const name = network.name as TableNetworkName;
    const own = key.child("evaluate-source").child(name);
    const measured = await context.piece(`source-${name}-calibration`, () =>
      measureCalibration(posterior, { test, draws, resamples, key: own }),
    );
    posterior.dispose();
    members.push({ network: name, epochs: null, measured });
    yield measuring(`the source's network, ${network.label}`);
  }
  const source = members.length > 0 ? groupOf(members, { id: "source", units: 400 }) : null;
  return { testImages, draws, resamples: settings.resamples, trained, source };
}

function groupOf(members: readonly Member[], { id, units }: { id: string; units: number }): CalibrationGroup {
  const of = (name: TableNetworkName): MeasuredCalibration => members.find(({ network }) => network === name)!.measured;
  const [bnn, plain, dropout] = [of("bnn-gaussian"), of("dnn"), of("dnn-dropout")];
  const bnnLess = (other: MeasuredCalibration, as: "stated" | "scaled") =>
    comparisonOf(bnn.stated, other[as], { first: bnn.resampled.stated, second: other.resampled[as] });
  return {
    id,
    units,
    networks: members.map(({ network, epochs, measured: { resampled: _, ...measured } }) => ({ network, units, epochs, ...measured })),
    comparisons: {
      bnnLessPlain: bnnLess(plain, "stated"),
      bnnLessDropout: bnnLess(dropout, "stated"),
      plainScaledLessPlain: comparisonOf(plain.scaled, plain.stated, { first: plain.resampled.scaled, second: plain.resampled.stated }),
      bnnLessPlainScaled: bnnLess(plain, "scaled"),
    },
  };
}
