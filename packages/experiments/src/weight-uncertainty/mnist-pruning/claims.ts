import { type BudgetName, type Claim, verdictOf } from "@credence/lab";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { longerTrainingClaim, publishedNumberClaims } from "./claims-published.ts";
import { sourceNetworkClaims } from "./claims-source.ts";
import { publishedRun, publishedShares } from "./published.ts";
import { accuracyOf, idOf, type MnistPruningResult, type PrunedNetwork, pointAt } from "./result.ts";
import { accuracyAt, publishedEpochs, samePoints } from "./stored-runs.ts";

/** Share of one layer that is removed where the layers are compared: the share up to which the source says that nothing is lost. */
const criticalShare = 0.95;

const allImages = 10_000;

const percent = (value: number): string => `${value.toFixed(2)} %`;
const points = (value: number): string => `${value.toFixed(2).replace("-", "−")} points`;

/** How a network is named in a statement. */
const nameOf = ({ origin, network, units, epochs }: Pick<PrunedNetwork, "origin" | "network" | "units" | "epochs">): string =>
  `${mnistNetworkLabels[network]}, ${units} units, ${origin === "source" ? "the source's own" : `${epochs} epochs here`}`;

/**
 * The recorded numbers of the source's networks, then every statement of the text on its networks and on ours, then the numbers
 * of all its runs on ours. What the statements make of its stored numbers alone measures nothing and is a note of the report's table.
 */
export function mnistPruningClaims(result: MnistPruningResult, budget: BudgetName): Claim[] {
  const { networks, testImages } = result;
  const enough = testImages === allImages;
  return [
    ...sourceNetworkClaims(result, { tested: enough }),
    ...networks.flatMap((network) => {
      // What the text says of 600 epochs is not asked of a shorter training.
      const trained = enough && network.epochs >= publishedEpochs.longer;
      return [
        ninetyPercent(network, trained),
        untilNinetyFive(network, trained),
        outputLayer(network, budget),
        mostCritical(network, enough && (network.origin === "source" || budget !== "smoke")),
      ];
    }),
    ...sameEverywhere(result, enough),
    longerTrainingClaim(result, { enough }),
    ...publishedNumberClaims(result, { enough }),
  ];
}

function ninetyPercent(network: PrunedNetwork, tested: boolean): Claim {
  const [whole, left] = [pointAt(network.global, 0), pointAt(network.global, 0.9)];
  const drop = whole && left ? accuracyOf(whole) - accuracyOf(left) : null;
  const run = publishedRun(network.network, network.units, publishedEpochs.longer);
  return {
    id: `ninety-percent-${idOf(network)}`,
    variant: "as stated",
    statement: `With 90 % of the weights removed the accuracy is that of the whole network: ${nameOf(network)}`,
    published: run ? `stored run: ${points(accuracyAt(run, 0.9)! - run.accuracy[0])}` : "no loss",
    measured: drop === null ? null : points(-drop),
    spread: null,
    tolerance: `at most ${samePoints} points lower, same draws`,
    verdict: verdictOf(tested && drop !== null, drop !== null && drop <= samePoints),
  };
}

function untilNinetyFive(network: PrunedNetwork, tested: boolean): Claim {
  const until = network.global.filter(({ share }) => share <= 0.95);
  const lowest = Math.min(...until.map(accuracyOf));
  const complete = publishedShares.every((share) => share > 0.95 || pointAt(until, share));
  return {
    id: `until-ninety-five-${idOf(network)}`,
    variant: "as stated",
    statement: `The accuracy remains at around 98.5 % until 95 % of the weights are removed: ${nameOf(network)}`,
    published: "98.5 %",
    measured: until.length === 0 ? null : `lowest ${percent(lowest)}`,
    spread: null,
    tolerance: `at least ${(98.5 - samePoints).toFixed(1)} % at every share up to 0.95`,
    verdict: verdictOf(tested && complete, lowest >= 98.5 - samePoints),
  };
}

/** Asked of any training but a look: it is no number. Of the source's networks it needs no images. */
function outputLayer(network: PrunedNetwork, budget: BudgetName): Claim {
  const medians = network.layers.map(({ median }) => median);
  const last = medians.at(-1)!;
  return {
    id: `output-layer-${idOf(network)}`,
    variant: "as stated",
    statement: `The output layer has the highest signal-to-noise ratio: ${nameOf(network)}`,
    published: "highest",
    measured: `medians ${medians.map((median) => median.toFixed(2)).join(", ")} from the input on`,
    spread: null,
    tolerance: "the largest median |mean| / standard deviation of the layers",
    verdict: verdictOf(
      network.origin === "source" || budget !== "smoke",
      medians.slice(0, -1).every((median) => last > median),
    ),
  };
}

/** Each layer without the same share of its own weights, the others whole: what that costs, with the draws of the whole network. */
function mostCritical({ alone, global, ...network }: PrunedNetwork, tested: boolean): Claim {
  const whole = pointAt(global, 0);
  const losses = whole ? alone.filter(({ share }) => share === criticalShare).map(({ accuracy }) => whole.accuracies[0] - accuracy) : [];
  const last = losses.at(-1);
  return {
    id: `most-critical-${idOf(network)}`,
    variant: "as stated",
    statement: `The output layer's weights are the most critical to performance: ${nameOf(network)}`,
    published: "most critical",
    measured: losses.length === 0 ? null : `${losses.map((loss) => points(-loss)).join(", ")} from the input on`,
    spread: null,
    tolerance: `of the layers that alone lose ${100 * criticalShare} % of their weights it costs most, by at least ${samePoints} points, same draws`,
    verdict: verdictOf(tested && last !== undefined, last !== undefined && losses.slice(0, -1).every((loss) => last - loss >= samePoints)),
  };
}

/** "Approximately constant across the number of hidden units and priors": of our networks, and of the source's two. */
function sameEverywhere({ networks }: MnistPruningResult, enough: boolean): Claim[] {
  return (["ours", "source"] as const).map((origin): Claim => {
    const own = networks.filter((network) => network.origin === origin);
    const accuracies = own.flatMap(({ global }) => {
      const point = pointAt(global, 0.95);
      return point ? [accuracyOf(point)] : [];
    });
    const range = accuracies.length > 1 ? Math.max(...accuracies) - Math.min(...accuracies) : null;
    const where = origin === "ours" ? "our networks" : "the source's networks of 400 units, two priors";
    return {
      id: origin === "ours" ? "same-ours" : "same-source-networks",
      variant: "as stated",
      statement: `The effect of pruning is about the same over units and priors: ${where}, 95 % of the weights removed`,
      published: "approximately constant",
      measured: range === null ? null : `${points(range)} between the highest and the lowest of ${accuracies.length} accuracies`,
      spread: null,
      tolerance: `at most ${samePoints} points apart`,
      verdict: verdictOf(
        enough && own.every(({ epochs }) => epochs >= publishedEpochs.longer) && range !== null,
        range !== null && range <= samePoints,
      ),
    };
  });
}
