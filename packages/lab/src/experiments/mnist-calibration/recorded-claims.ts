import type { Claim, Verdict } from "../../experiment.ts";
import { spreadOf } from "../imported-networks/result.ts";
import { mnistNetworkLabels, type TableNetworkName } from "../mnist/networks.ts";
import { recordedLastBins } from "./published.ts";
import { type LastBin, type MnistCalibrationResult, memberOf } from "./result.ts";

/** How many standard deviations may lie between two evaluations of one thing. */
export const stdDevs = 3;

/** Every test image of MNIST: the recorded numbers hold for all of them. */
export const allImages = 10_000;

export const verdictOf = (tested: boolean, holds: boolean): Verdict =>
  tested ? (holds ? "reproduced" : "not reproduced") : "not tested at this budget";

/** The last bin on the source's own networks, against another program's numbers from the same files. */
export function recordedClaims({ source, testImages, draws }: MnistCalibrationResult, network: TableNetworkName): Claim[] {
  const recorded = recordedLastBins[network]!;
  const ours = source && memberOf(source, network).published.lastBins;
  const bayesian = network === "bnn-gaussian";
  const how = `the source's network of 400 units, ${mnistNetworkLabels[network]}${bayesian ? `, ${draws.published} draws` : ""}`;
  return (["without", "with"] as const).flatMap((side) =>
    (["count", "right"] as const).map((what): Claim => {
      const { values, tolerance } = ours ? againstRecorded(ours, { side, what }) : { values: null, tolerance: null };
      const measured = values && spreadOf(values);
      const digits = what === "count" ? 0 : 4;
      const words = bayesian
        ? `${stdDevs} standard deviations of one evaluation`
        : side === "with"
          ? "rounding"
          : "what moves if the scores one or two steps of float32 below 1 are rounded to it";
      return {
        id: `recorded-${network}-${side}-${what}`,
        variant: "external",
        statement: `Last bin ${side} exact ones, ${what === "count" ? "scores in it" : "share right"}, ${how}`,
        published: recorded[side][what],
        measured: measured?.mean ?? null,
        spread: bayesian && measured ? measured.stdDev : null,
        tolerance: `within ${words}${tolerance === null ? "" : ` (${tolerance.toFixed(digits)})`}`,
        verdict: verdictOf(
          measured !== null && testImages === allImages,
          measured !== null && Math.abs(measured.mean - recorded[side][what]) <= tolerance!,
        ),
      };
    }),
  );
}

/** Our values of one number, and how far the recorded one may be: by chance for draws, by rounding for a point network. */
function againstRecorded(
  lastBins: readonly LastBin[],
  { side, what }: { side: "without" | "with"; what: "count" | "right" },
): { values: number[]; tolerance: number } {
  const values = lastBins.map((one) => one[side][what] ?? 0);
  // Half of the last digit recorded, and a count is whole.
  const rounding = what === "count" ? 0 : 0.00005;
  if (lastBins.length > 1) return { values, tolerance: rounding + stdDevs * spreadOf(values).stdDev };
  // With exact ones it makes no difference on which side of 1 a score is rounded.
  const [{ without, nextToOne }] = lastBins;
  if (side === "with") return { values, tolerance: rounding };
  return { values, tolerance: what === "count" ? nextToOne.count : rounding + shareMoved(without, nextToOne) };
}

/** How far the share right moves if as many scores as lie next to 1, the right ones or the wrong ones, leave the bin or enter it. */
function shareMoved({ count, right }: LastBin["without"], near: LastBin["nextToOne"]): number {
  const hits = (right ?? 0) * count;
  const wrong = near.count - near.right;
  const shares = [
    (hits - near.right) / (count - near.right),
    (hits + near.right) / (count + near.right),
    hits / (count - wrong),
    hits / (count + wrong),
  ];
  return Math.max(...shares.filter(Number.isFinite).map((share) => Math.abs(share - (right ?? 0))));
}
