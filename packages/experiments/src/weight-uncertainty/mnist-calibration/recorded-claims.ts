import { all, because, measuredOver, type Said, within, withinErrors } from "@credence/lab";
import { isBayesian, mnistNetworkLabels, mnistNetworkNames } from "../mnist/networks.ts";
import { memberOf } from "./groups.ts";
import { type LastBin, recordedErrorBins } from "./measure.ts";
import type { MnistCalibrationResult } from "./mnist-calibration.ts";
import { published } from "./published.ts";

/** Every test image of MNIST: the recorded numbers hold for all of them. */
export const allImages = 10_000;

/** A count may differ by this fraction of it at most, whatever chance or rounding allow: more would test nothing. */
const largestFraction = 0.05;

const sides = ["without", "with"] as const;

/** How to name them, and half of the last digit recorded: a count is whole. */
const inLastBin = [
  { what: "count", words: "scores in it", rounding: 0 },
  { what: "right", words: "accuracy", rounding: 0.00005 },
] as const;

/** On the source's own networks, against another program's numbers from the same files: the last bin, and the calibration error. */
export const recordedClaims = mnistNetworkNames.flatMap((network): Said<MnistCalibrationResult>[] => {
  const ours = ({ source }: MnistCalibrationResult) => source && memberOf(source, network).published;
  const common = (id: string, words: string) => ({
    id: `recorded-${network}-${id}`,
    variant: "external" as const,
    statement: ({ draws }: MnistCalibrationResult) =>
      `${words}, the source's network of 400 units, ${mnistNetworkLabels[network]}${isBayesian(network) ? `, ${draws.published} draws` : ""}`,
    tested: ({ source, testImages }: MnistCalibrationResult) => source !== null && testImages === allImages,
  });
  const byChance = (width: number) => withinErrors(3, { width, of: "standard deviations of one evaluation" });
  const lastBins = sides.flatMap((side) =>
    inLastBin.map(({ what, words, rounding }): Said<MnistCalibrationResult> => {
      const largest = largestFraction * published.number("last bin", network, side, "count");
      const limit = because(`${100 * largestFraction} % of the count`, within(largest));
      return {
        ...common(`${side}-${what}`, `Last bin ${side} exact ones, ${words}`),
        published: published.number("last bin", network, side, what),
        measured: (result) => measuredOver(ours(result)?.lastBins.map((one) => one[side][what] ?? 0) ?? [], "draws"),
        asks(result) {
          const [bin, ...more] = ours(result)?.lastBins ?? [];
          // With exact ones it makes no difference on which side of 1 a score is rounded.
          if (!bin || more.length > 0 || side === "with") return what === "count" ? all(byChance(0), limit) : byChance(rounding);
          const near = bin.nextToOne.count;
          const why = `what rounding ${near.toLocaleString("en-US")} scores one or two steps of float32 below 1 may move`;
          return what === "count"
            ? all(because(why, within(near)), limit)
            : because(why, within(rounding + moved(bin, Math.floor(largest))));
        },
      };
    }),
  );
  return [
    ...lastBins,
    {
      ...common("error", `Expected calibration error over ${recordedErrorBins} bins, top label`),
      published: published.number("calibration error", network),
      measured: (result) => measuredOver(ours(result)?.errors ?? [], "draws"),
      // Half of the last digit recorded, and sums of float32 scores in another order.
      asks: byChance(5e-6 + 1e-6),
    },
  ];
});

/** How far the accuracy moves if so many of the scores next to 1, the right ones or the wrong ones, leave the bin or enter it. */
function moved({ without: { count, right }, nextToOne: near }: LastBin, most: number): number {
  const hits = (right ?? 0) * count;
  const [rights, wrongs] = [Math.min(near.right, most), Math.min(near.count - near.right, most)];
  const shares = [(hits - rights) / (count - rights), (hits + rights) / (count + rights), hits / (count - wrongs), hits / (count + wrongs)];
  return Math.max(...shares.filter(Number.isFinite).map((share) => Math.abs(share - (right ?? 0))));
}
