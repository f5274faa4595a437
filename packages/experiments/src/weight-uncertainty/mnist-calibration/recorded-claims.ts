import { type Claim, repeated, verdictOf } from "@credence/lab";
import { mnistNetworkLabels, type TableNetworkName } from "../mnist/networks.ts";
import { recordedErrorBins, recordedErrors, recordedLastBins } from "./published.ts";
import { type LastBin, type MnistCalibrationResult, memberOf } from "./result.ts";

/** How many standard deviations may lie between two evaluations of one thing. */
export const stdDevs = 3;

/** Every test image of MNIST: the recorded numbers hold for all of them. */
export const allImages = 10_000;

/** A count may differ by this share of it at most, whatever chance or rounding allow: more would test nothing. */
const largestShare = 0.05;

const most = `at most ${100 * largestShare}% of the count`;

/** The last bin and the calibration error on the source's own networks, against another program's numbers from the same files. */
export const recordedClaims = (result: MnistCalibrationResult, network: TableNetworkName): Claim[] => [
  ...(["without", "with"] as const).flatMap((side) =>
    (["count", "right"] as const).map((what) => lastBinClaim(result, network, { side, what })),
  ),
  errorClaim(result, network),
];

type BinNumber = { readonly side: "without" | "with"; readonly what: "count" | "right" };

const isBayesian = (network: TableNetworkName): boolean => network.startsWith("bnn");

const subject = ({ draws }: MnistCalibrationResult, network: TableNetworkName): string =>
  `the source's network of 400 units, ${mnistNetworkLabels[network]}${isBayesian(network) ? `, ${draws.published} draws` : ""}`;

function lastBinClaim(result: MnistCalibrationResult, network: TableNetworkName, { side, what }: BinNumber): Claim {
  const recorded = recordedLastBins[network][side][what];
  const lastBins = result.source && memberOf(result.source, network).published.lastBins;
  const measured = lastBins && repeated(lastBins.map((one) => one[side][what] ?? 0));
  const allowed = lastBins && againstRecorded(lastBins, { side, what, count: recordedLastBins[network][side].count });
  const found = allowed === null ? "" : ` (${allowed.toFixed(what === "count" ? 0 : 4)})`;
  return {
    id: `recorded-${network}-${side}-${what}`,
    variant: "external",
    statement: `Last bin ${side} exact ones, ${what === "count" ? "scores in it" : "share right"}, ${subject(result, network)}`,
    published: recorded,
    measured: measured?.mean ?? null,
    spread: isBayesian(network) && measured ? measured.stdDev : null,
    tolerance: `within ${wordsOf(network, { side, what }, lastBins?.[0].nextToOne)}${found}`,
    verdict: verdictOf(
      measured !== null && result.testImages === allImages,
      measured !== null && Math.abs(measured.mean - recorded) <= allowed!,
    ),
  };
}

function wordsOf(network: TableNetworkName, { side, what }: BinNumber, near: LastBin["nextToOne"] | undefined): string {
  if (isBayesian(network)) return `${stdDevs} standard deviations of one evaluation${what === "count" ? `, ${most}` : ""}`;
  if (side === "with") return "rounding";
  const scores = near ? `the ${near.count.toLocaleString("en-US")} scores` : "the scores";
  return `what moves if ${scores} one or two steps of float32 below 1, ${most}, are rounded to it`;
}

/** Half of the last digit recorded. */
const errorRounding = 5e-6;

/** Sums of float32 scores in another order. */
const errorSumming = 1e-6;

function errorClaim(result: MnistCalibrationResult, network: TableNetworkName): Claim {
  const recorded = recordedErrors[network];
  const measured = result.source && repeated(memberOf(result.source, network).published.errors);
  const exact = errorRounding + errorSumming;
  const allowed = measured && exact + (isBayesian(network) ? stdDevs * measured.stdDev : 0);
  const words = isBayesian(network) ? `${stdDevs} standard deviations of one evaluation` : "rounding";
  return {
    id: `recorded-${network}-error`,
    variant: "external",
    statement: `Expected calibration error over ${recordedErrorBins} bins, top label, ${subject(result, network)}`,
    published: recorded,
    measured: measured?.mean ?? null,
    spread: isBayesian(network) && measured ? measured.stdDev : null,
    tolerance: `within ${words}${allowed === null ? "" : ` (${allowed.toFixed(6)})`}`,
    verdict: verdictOf(
      measured !== null && result.testImages === allImages,
      measured !== null && Math.abs(measured.mean - recorded) <= allowed!,
    ),
  };
}

/** How far one number recorded may be from ours: by chance for draws, by rounding for a point network. */
function againstRecorded(lastBins: readonly LastBin[], { side, what, count }: BinNumber & { readonly count: number }): number {
  const largest = largestShare * count;
  // Half of the last digit recorded, and a count is whole.
  const rounding = what === "count" ? 0 : 0.00005;
  if (lastBins.length > 1) {
    const chance = stdDevs * repeated(lastBins.map((one) => one[side][what] ?? 0)).stdDev;
    return what === "count" ? Math.min(chance, largest) : rounding + chance;
  }
  // With exact ones it makes no difference on which side of 1 a score is rounded.
  const [{ without, nextToOne }] = lastBins;
  if (side === "with") return rounding;
  return what === "count" ? Math.min(nextToOne.count, largest) : rounding + shareMoved(without, nextToOne, { largest });
}

/**
 * How far the share right moves if as many scores as lie next to 1, the right ones or the wrong ones, leave the bin or enter it; at most
 * `largest` of them.
 */
function shareMoved({ count, right }: LastBin["without"], near: LastBin["nextToOne"], { largest }: { readonly largest: number }): number {
  const hits = (right ?? 0) * count;
  const some = Math.floor(largest);
  const [rights, wrongs] = [Math.min(near.right, some), Math.min(near.count - near.right, some)];
  const shares = [(hits - rights) / (count - rights), (hits + rights) / (count + rights), hits / (count - wrongs), hits / (count + wrongs)];
  return Math.max(...shares.filter(Number.isFinite).map((share) => Math.abs(share - (right ?? 0))));
}
