import { type Claim, verdictOf } from "@credence/lab";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { externalAccuracy, type PrunedNetworkName, prunedNetworkNames, publishedRun, publishedShares } from "./published.ts";
import { accuracyOf, accuracySpread, type MnistPruningResult, type PrunedNetwork, pointAt } from "./result.ts";

/** Points of accuracy between two evaluations of one network. */
const evaluationPoints = 0.15;

/** A recorded accuracy is one evaluation of ten draws: so many standard deviations of one are no difference, as for calibration's bins. */
const standardDeviations = 3;

/** Half of the last digit recorded, points. */
const rounding = 0.0005;

/** Recorded to four digits; three are asked for. */
const layerTolerance = 5e-4;

/** Shares of the rarest and the most frequent digit among the test images, %: what naming one digit for all can score. */
const oneDigit = [8.92, 11.35] as const;

/** What the source recorded of its own two networks, and what another program measured from the same files. */
export const sourceNetworkClaims = ({ networks }: MnistPruningResult, { tested }: { tested: boolean }): Claim[] =>
  prunedNetworkNames.flatMap((name) => {
    const measured = networks.find(({ origin, network }) => origin === "source" && network === name);
    const own = { name, measured, tested };
    return [
      ...publishedShares.flatMap((share) => accuracyClaims(own, { share, from: "source" })),
      ...publishedShares.filter((share) => share < 1).flatMap((share) => accuracyClaims(own, { share, from: "external" })),
      ...[0, 1, 2].map((layer) => layerClaim(own, layer)),
    ];
  });

interface Subject {
  readonly name: PrunedNetworkName;
  readonly measured: PrunedNetwork | undefined;
  readonly tested: boolean;
}

/** Twice: within the points that are asked, and within what draws alone explain. */
function accuracyClaims({ name, measured, tested }: Subject, { share, from }: { share: number; from: "source" | "external" }): Claim[] {
  const place = publishedShares.indexOf(share as (typeof publishedShares)[number]);
  const published = from === "source" ? publishedRun(name, 400, 600)!.accuracy[place] : externalAccuracy[name][place];
  const point = measured && pointAt(measured.global, share);
  const accuracy = point ? accuracyOf(point) : null;
  const spread = point ? accuracySpread(point) : null;
  const difference = accuracy === null ? Number.POSITIVE_INFINITY : Math.abs(accuracy - published);
  const id = `${from === "source" ? "recorded" : "external"}-${name}-${share}`;
  const what = `Accuracy in %, ${100 * share} % of the weights removed, the source's ${mnistNetworkLabels[name]}, 400 units: ${from === "source" ? "as it recorded" : "as another program measured"}`;
  const common = { variant: from === "source" ? "as published" : "external", published, measured: accuracy, spread } as const;
  const evaluations = point ? ` of ${point.accuracies.length}` : "";
  // Without weights the biases name one digit for every image, and which one is chance.
  const [low, high] = oneDigit;
  const oneDigitOnly = share === 1;
  const allowed = spread === null ? null : rounding + standardDeviations * spread;
  return [
    {
      ...common,
      id: `source-${id}`,
      statement: what,
      tolerance: `within ${evaluationPoints} points, our mean${evaluations} evaluations of ten draws`,
      verdict: verdictOf(tested && accuracy !== null, difference <= evaluationPoints),
    },
    {
      ...common,
      id: `source-chance-${id}`,
      statement: `${what}, but for chance`,
      tolerance: oneDigitOnly
        ? `the share of one digit among the test images, ${low} to ${high}: the biases name one for all, which is chance`
        : `within ${standardDeviations} standard deviations of one evaluation${allowed === null ? "" : ` (${allowed.toFixed(3)} points)`}`,
      verdict: verdictOf(
        tested && accuracy !== null && (oneDigitOnly || allowed !== null),
        oneDigitOnly ? accuracy !== null && accuracy >= low && accuracy <= high : allowed !== null && difference <= allowed,
      ),
    },
  ];
}

/** No image is needed to count weights. */
function layerClaim({ name, measured }: Subject, layer: number): Claim {
  const recorded = publishedRun(name, 400, 600)!.removed[layer];
  const shared = publishedShares.flatMap((share, place) => {
    const point = measured && pointAt(measured.global, share);
    return point ? [{ theirs: recorded[place], ours: point.removed[layer] }] : [];
  });
  const largest = Math.max(...shared.map(({ theirs, ours }) => Math.abs(theirs - ours)));
  const list = (values: readonly number[]) => values.map((value) => value.toFixed(3)).join(", ");
  return {
    id: `source-layer-${name}-${layer + 1}`,
    variant: "as published",
    statement: `Share of layer ${layer + 1}'s weights removed, by the share of all (${publishedShares.join(", ")}), the source's ${mnistNetworkLabels[name]}, 400 units`,
    published: list(recorded),
    measured: shared.length === 0 ? null : list(shared.map(({ ours }) => ours)),
    spread: null,
    tolerance: `each within ${layerTolerance}: three digits`,
    verdict: verdictOf(shared.length === publishedShares.length, largest <= layerTolerance),
  };
}
