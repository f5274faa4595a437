import { repeated } from "@credence/lab";
import type { TableNetworkName } from "../mnist/networks.ts";
import type { MeasuredNetwork, MnistCalibrationResult } from "./mnist-calibration.ts";

/** The networks of one size, or of the source (without epochs here), and differences of calibration errors, as stated or scaled. */
export type CalibrationGroup = ReturnType<typeof groupOf>;
export type NetworkCalibration = CalibrationGroup["networks"][number];

export function groupOf(id: string, members: readonly MeasuredNetwork[]) {
  const errorsOf = (name: TableNetworkName, as: "stated" | "scaled") => {
    const one = members.find(({ network }) => network === name)!;
    return { ece: one[as].ece, resampled: one.resampled[as] };
  };
  const [bnn, plain, softened] = [errorsOf("bnn-gaussian", "stated"), errorsOf("dnn", "stated"), errorsOf("dnn", "scaled")];
  return {
    id,
    units: members[0].units,
    networks: members.map(({ origin: _, resampled: __, ...network }) => network),
    comparisons: {
      bnnLessPlain: comparisonOf(bnn, plain),
      bnnLessDropout: comparisonOf(bnn, errorsOf("dnn-dropout", "stated")),
      plainScaledLessPlain: comparisonOf(softened, plain),
      bnnLessPlainScaled: comparisonOf(bnn, softened),
    },
  };
}

type Errors = { readonly ece: number; readonly resampled: readonly number[] };

/** Difference of two expected calibration errors on the same images, with its standard error over resamplings of them. */
export const comparisonOf = (first: Errors, second: Errors) => ({
  difference: first.ece - second.ece,
  standardError: repeated(first.resampled.map((error, i) => error - second.resampled[i])).stdDev,
});

/** Every group of a result, the source's own last. */
export const groupsOf = ({ trained, source }: MnistCalibrationResult): readonly CalibrationGroup[] => [
  ...trained,
  ...(source ? [source] : []),
];

export const groupLabel = ({ id, units, networks: [{ epochs }] }: CalibrationGroup): string =>
  id === "source" ? `the source's networks of ${units} units` : `${units} units, ${epochs} epochs`;

export const memberOf = (group: CalibrationGroup, network: TableNetworkName): NetworkCalibration =>
  group.networks.find((one) => one.network === network)!;
