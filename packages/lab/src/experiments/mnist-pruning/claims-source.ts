import type { Claim, Verdict } from "../../experiment.ts";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { externalAccuracy, type PrunedNetworkName, prunedNetworkNames, publishedRun, publishedShares } from "./published.ts";
import { accuracyOf, accuracySpread, type MnistPruningResult, type PrunedNetwork, pointAt } from "./result.ts";

/** Points of accuracy between two evaluations of one network. */
const evaluationPoints = 0.15;

/** A recorded accuracy is one evaluation of ten draws. Where draws alone spread it, so many standard deviations are no difference. */
const standardDeviations = 2.5;

/** Recorded to four digits; three are asked for. */
const layerTolerance = 5e-4;

/** Shares of the rarest and the most frequent digit among the test images, %: what naming one digit for all can score. */
const oneDigit = [8.92, 11.35] as const;

const verdictOf = (tested: boolean, holds: boolean): Verdict =>
  tested ? (holds ? "reproduced" : "not reproduced") : "not tested at this budget";

/** What the source recorded of its own two networks, and what another program measured from the same files. */
export const sourceNetworkClaims = ({ networks }: MnistPruningResult, { tested }: { tested: boolean }): Claim[] =>
  prunedNetworkNames.flatMap((name) => {
    const measured = networks.find(({ origin, network }) => origin === "source" && network === name);
    const own = { name, measured, tested };
    return [
      ...publishedShares.map((share) => accuracyClaim(own, { share, from: "source" })),
      ...publishedShares.filter((share) => share < 1).map((share) => accuracyClaim(own, { share, from: "external" })),
      ...[0, 1, 2].map((layer) => layerClaim(own, layer)),
    ];
  });

interface Subject {
  readonly name: PrunedNetworkName;
  readonly measured: PrunedNetwork | undefined;
  readonly tested: boolean;
}

function accuracyClaim({ name, measured, tested }: Subject, { share, from }: { share: number; from: "source" | "external" }): Claim {
  const place = publishedShares.indexOf(share as (typeof publishedShares)[number]);
  const published = from === "source" ? publishedRun(name, 400, 600)!.accuracy[place] : externalAccuracy[name][place];
  const point = measured && pointAt(measured.global, share);
  const accuracy = point ? accuracyOf(point) : null;
  const spread = point ? accuracySpread(point) : null;
  // Without weights the biases name one digit for every image, and which one is chance.
  const [low, high] = oneDigit;
  const chance = share === 1;
  const allowed = Math.max(evaluationPoints, standardDeviations * (spread ?? 0));
  return {
    id: `source-${from === "source" ? "recorded" : "external"}-${name}-${share}`,
    variant: from === "source" ? "as published" : "external",
    statement: `Accuracy in %, ${100 * share} % of the weights removed, the source's ${mnistNetworkLabels[name]}, 400 units: ${from === "source" ? "as it recorded" : "as another program measured"}`,
    published,
    measured: accuracy,
    spread,
    tolerance: chance
      ? `the share of one digit among the test images, ${low} to ${high}`
      : `within ${evaluationPoints} points, or ${standardDeviations} standard deviations of one evaluation if that is more`,
    verdict: verdictOf(
      tested && accuracy !== null,
      accuracy !== null && (chance ? accuracy >= low && accuracy <= high : Math.abs(accuracy - published) <= allowed),
    ),
  };
}

/** No image is needed to count weights. */
function layerClaim({ name, measured }: Subject, layer: number): Claim {
  const recorded = publishedRun(name, 400, 600)!.removed![layer];
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
