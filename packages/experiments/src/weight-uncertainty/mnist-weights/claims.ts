import { type BudgetName, type Claim, verdictOf } from "@credence/lab";
import { type MnistNetworkName, mnistNetworkLabels } from "../mnist/networks.ts";
import { keptOf } from "../mnist/trained-by.ts";
import { externalWeights, publishedPeaks, publishedSize, publishedStdDevs } from "./published.ts";
import { idOf, type MnistWeightsResult, type NetworkWeights } from "./result.ts";

/** A peak is read off a figure to 2 %, its kernel's bandwidth is not recorded (3 % either way), and training has other random numbers. */
const peakTolerance = 0.1;

/** "Much narrower": the published peaks are 3.3 apart. */
const muchNarrower = 2;

/** "Similar": the published peaks are a factor of 1.1 apart. */
const similar = 1.2;

/** Another program's numbers of one file: its draws, and whether biases count (0.2 % of the numbers). */
const externalTolerance = 0.005;

/** Recorded to four digits, of another training. */
const stdDevTolerance = 0.05;

const names = Object.keys(publishedPeaks) as MnistNetworkName[];

/** The published peaks, the statements on whatever was trained, the recorded standard deviations, and the source's own networks. */
export function mnistWeightsClaims(result: MnistWeightsResult, budget: BudgetName): Claim[] {
  const { networks } = result;
  const groups = [...new Set(networks.map(({ origin, units }) => `${origin} ${units}`))].map((group) =>
    networks.filter(({ origin, units }) => `${origin} ${units}` === group),
  );
  return [
    ...names.map((name) => peakClaim(networks, name)),
    ...groups.flatMap((group) => orderClaims(group)),
    ...networks.flatMap((network) => outputLayer(network, budget)),
    ...publishedStdDevs.map((recorded) => stdDevClaim(result, recorded)),
    ...names.flatMap((name) => externalClaims(networks, name)),
  ];
}

/** Only the size and the training of the figure can meet its numbers. */
function peakClaim(networks: readonly NetworkWeights[], name: MnistNetworkName): Claim {
  const { units, epochs } = publishedSize;
  const ours = networks.find((one) => one.origin === "ours" && one.network === name && one.units === units);
  const published = publishedPeaks[name];
  return {
    id: `peak-${name}`,
    variant: "as published",
    statement: `Peak density of the drawn weights, ${mnistNetworkLabels[name]}, ${units} units, ${epochs} epochs`,
    published,
    measured: ours?.peak ?? null,
    spread: null,
    tolerance: `within ${100 * peakTolerance} %; read off the figure to 0.1`,
    verdict: verdictOf(
      ours !== undefined && ours.epochs >= epochs,
      ours !== undefined && Math.abs(ours.peak - published) <= peakTolerance * published,
    ),
  };
}

/**
 * What the text says of Figures 16 and 17, on networks of one size. Not asked of a Bayesian training that is shorter than the source's:
 * its weights keep the shape of their start, uniform in [-0.2, 0.2] and so broader than any plain network's.
 */
function orderClaims(group: readonly NetworkWeights[]): Claim[] {
  const [{ origin, units }] = group;
  const where = origin === "source" ? `the source's networks, ${units} units` : `${units} units, ${group[0].epochs} epochs here`;
  const peakOf = (name: MnistNetworkName) => group.find(({ network }) => network === name)?.peak;
  const compare = (
    id: string,
    claim: { statement: string; of: readonly MnistNetworkName[]; tolerance: string; holds: (peaks: readonly number[]) => boolean },
  ): Claim[] => {
    const peaks = claim.of.flatMap((name) => peakOf(name) ?? []);
    // The source stored no network with a Laplace prior.
    if (peaks.length < claim.of.length && origin === "source") return [];
    const complete = peaks.length === claim.of.length;
    const trained = group.every(
      ({ network, epochs }) => !claim.of.includes(network) || !isBayesian(network) || epochs >= publishedSize.epochs,
    );
    return [
      {
        id: `${id}-${origin}-${units}`,
        variant: "as stated",
        statement: `${claim.statement}: ${where}`,
        published: `peaks ${claim.of.map((name) => publishedPeaks[name]).join(", ")}`,
        measured: complete ? `peaks ${peaks.map((peak) => peak.toFixed(2)).join(", ")}` : null,
        spread: null,
        tolerance: claim.tolerance,
        verdict: verdictOf(complete && trained, complete && claim.holds(peaks)),
      },
    ];
  };
  return [
    ...compare("broadest", {
      statement: "The weights of the BNN with a Gaussian prior are broader than those of dropout and of the plain network",
      of: ["bnn-gaussian", "dnn-dropout", "dnn"],
      tolerance: "the lowest peak density of the three",
      holds: ([bayesian, dropout, plain]) => bayesian < dropout && bayesian < plain,
    }),
    ...compare("mixture-narrower", {
      statement: "The mixture prior's weights are much narrower than the Gaussian prior's",
      of: ["bnn-gaussian", "bnn-mixture"],
      tolerance: `a peak at least ${muchNarrower} times as high`,
      holds: ([gaussian, mixture]) => mixture >= muchNarrower * gaussian,
    }),
    ...compare("laplace-similar", {
      statement: "The Laplace prior's weights are distributed like the Gaussian prior's",
      of: ["bnn-gaussian", "bnn-laplace"],
      tolerance: `peaks within a factor of ${similar}`,
      holds: ([gaussian, laplace]) => laplace <= similar * gaussian && gaussian <= similar * laplace,
    }),
  ];
}

const isBayesian = (network: MnistNetworkName): boolean => network.startsWith("bnn");

/** Said beside Figure 21. All layers start alike, so that any training but a look may be asked. */
function outputLayer(network: NetworkWeights, budget: BudgetName): Claim[] {
  if (network.medianStdDev === null || network.network === "bnn-laplace") return [];
  const stdDevs = network.layers.map(({ stdDev }) => stdDev);
  const last = stdDevs.at(-1)!;
  const by = network.origin === "source" ? "the source's own" : `${network.epochs} epochs here`;
  return [
    {
      id: `output-layer-${idOf(network)}`,
      variant: "as stated",
      statement: `The output layer has the broadest weights: ${mnistNetworkLabels[network.network]}, ${network.units} units, ${by}`,
      published: "broadest",
      measured: `standard deviations ${stdDevs.map((stdDev) => stdDev.toFixed(3)).join(", ")} from the input on`,
      spread: null,
      tolerance: "the largest standard deviation of the drawn weights of a layer",
      verdict: verdictOf(
        network.origin === "source" || budget !== "smoke",
        stdDevs.slice(0, -1).every((stdDev) => last > stdDev),
      ),
    },
  ];
}

function stdDevClaim(
  { networks, shorterTraining }: MnistWeightsResult,
  { units, epochs, means }: { units: number; epochs: number; means: readonly number[] },
): Claim {
  const trained = [...shorterTraining, ...networks].filter(
    (one) => one.origin === "ours" && one.network === "bnn-gaussian" && one.units === units,
  );
  const ours = trained.find((one) => one.epochs === epochs) ?? trained.at(-1);
  const measured = ours?.layers.map(({ meanStdDev }) => meanStdDev!);
  const list = (values: readonly number[]) => values.map((value) => value.toFixed(5)).join(", ");
  const other = ours && ours.epochs !== epochs ? `; ours after ${ours.epochs}` : "";
  return {
    id: `standard-deviations-${units}`,
    variant: "as published",
    statement: `Mean standard deviation of the weights of each layer, BNN with a Gaussian prior, ${units} units, ${epochs} epochs${keptOf(ours)}${other}`,
    published: list(means),
    measured: measured ? list(measured) : null,
    spread: null,
    tolerance: `each within ${100 * stdDevTolerance} %, after as many epochs`,
    verdict: verdictOf(
      ours !== undefined && ours.epochs === epochs,
      measured?.every((value, layer) => Math.abs(value - means[layer]) <= stdDevTolerance * means[layer]) ?? false,
    ),
  };
}

/** The source's stored networks against another program's numbers of them: the reading of the files, the draws, the layers. */
function externalClaims(networks: readonly NetworkWeights[], name: MnistNetworkName): Claim[] {
  const recorded = externalWeights[name];
  if (!recorded) return [];
  const ours = networks.find((one) => one.origin === "source" && one.network === name);
  const claim = (what: string, id: string, [published, measured]: [number, number | null | undefined]): Claim => ({
    id: `${id}-source-${name}`,
    variant: "external",
    statement: `${what}, the source's ${mnistNetworkLabels[name]}, 400 units: as another program measured`,
    published,
    measured: measured ?? null,
    spread: null,
    tolerance: `within ${100 * externalTolerance} %`,
    verdict: verdictOf(
      typeof measured === "number",
      typeof measured === "number" && Math.abs(measured - published) <= externalTolerance * published,
    ),
  });
  const drawn = recorded.medianStdDev !== undefined;
  return [
    claim(`Standard deviation of the ${drawn ? "drawn " : ""}weights`, "spread", [recorded.stdDev, ours?.stdDev]),
    ...(recorded.medianStdDev === undefined
      ? []
      : [claim("Median standard deviation of the weights", "median-standard-deviation", [recorded.medianStdDev, ours?.medianStdDev])]),
  ];
}
