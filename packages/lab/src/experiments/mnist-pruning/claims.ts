import type { BudgetName, Claim, Verdict } from "../../experiment.ts";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { sourceNetworkClaims } from "./claims-source.ts";
import { type PublishedPruning, publishedPruning, publishedRun, publishedShares } from "./published.ts";
import { accuracyOf, accuracySpread, idOf, type MnistPruningResult, type PrunedNetwork, pointAt } from "./result.ts";

/** Points of accuracy: what "remains" and "the same" may differ, about two standard errors of counting on 10,000 images. */
const samePoints = 0.3;

/** Where removing a little more costs points, a training with other random numbers may lie this far away. */
const cliffPoints = 2;

/** The source's statements are of this training. */
const publishedEpochs = 600;

const allImages = 10_000;

const verdictOf = (tested: boolean, holds: boolean): Verdict =>
  tested ? (holds ? "reproduced" : "not reproduced") : "not tested at this budget";

const percent = (value: number): string => `${value.toFixed(2)} %`;
const points = (value: number): string => `${value.toFixed(2).replace("-", "−")} points`;

/** How a network is named in a statement. */
export const nameOf = ({ origin, network, units, epochs }: PrunedNetwork): string =>
  `${mnistNetworkLabels[network]}, ${units} units, ${origin === "source" ? "the source's own" : `${epochs} epochs here`}`;

/**
 * The recorded numbers of the source's networks, then every statement of the text on its networks and on ours, then the numbers
 * of its other runs on ours.
 */
export function mnistPruningClaims(result: MnistPruningResult, budget: BudgetName): Claim[] {
  const { networks, testImages } = result;
  const enough = testImages === allImages;
  return [
    ...sourceNetworkClaims(result, { tested: enough }),
    ...networks.flatMap((network) => {
      // What the text says of 600 epochs is not asked of a shorter training.
      const trained = enough && network.epochs >= publishedEpochs;
      return [ninetyPercent(network, trained), untilNinetyFive(network, trained), outputLayer(network, budget)];
    }),
    ...sameEverywhere(result, enough),
    ...longerTraining(),
    ...networks.flatMap((network) => (network.origin === "ours" ? publishedNumbers(network, enough) : [])),
  ];
}

function ninetyPercent(network: PrunedNetwork, tested: boolean): Claim {
  const [whole, left] = [pointAt(network.global, 0), pointAt(network.global, 0.9)];
  const drop = whole && left ? accuracyOf(whole) - accuracyOf(left) : null;
  const run = publishedRun(network.network, network.units, publishedEpochs);
  return {
    id: `ninety-percent-${idOf(network)}`,
    variant: "as stated",
    statement: `With 90 % of the weights removed the accuracy is that of the whole network: ${nameOf(network)}`,
    published: run ? `stored run: ${points(accuracyAt(run, 0.9) - run.accuracy[0])}` : "no loss",
    measured: drop === null ? null : points(-drop),
    spread: null,
    tolerance: `at most ${samePoints} points lower, same draws`,
    verdict: verdictOf(tested && drop !== null, drop !== null && drop <= samePoints),
  };
}

const accuracyAt = ({ accuracy }: PublishedPruning, share: number): number =>
  accuracy[publishedShares.indexOf(share as (typeof publishedShares)[number])];

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

/** "Approximately constant across the number of hidden units and priors": on the stored runs themselves, and on our networks. */
function sameEverywhere({ networks }: MnistPruningResult, enough: boolean): Claim[] {
  const claim = (id: string, { where, accuracies, tested }: { where: string; accuracies: readonly number[]; tested: boolean }): Claim => {
    const range = accuracies.length > 1 ? Math.max(...accuracies) - Math.min(...accuracies) : null;
    return {
      id,
      variant: "as stated",
      statement: `The effect of pruning is about the same over units and priors: ${where}, 95 % of the weights removed`,
      published: "approximately constant",
      measured: range === null ? null : `${points(range)} between the highest and the lowest of ${accuracies.length} accuracies`,
      spread: null,
      tolerance: `at most ${samePoints} points apart`,
      verdict: verdictOf(tested && range !== null, range !== null && range <= samePoints),
    };
  };
  const stored = publishedPruning.filter(({ epochs }) => epochs === publishedEpochs);
  const at = (own: readonly PrunedNetwork[]) =>
    own.flatMap(({ global }) => {
      const point = pointAt(global, 0.95);
      return point ? [accuracyOf(point)] : [];
    });
  const groups = (["ours", "source"] as const).map((origin) => networks.filter((network) => network.origin === origin));
  return [
    claim("same-stored-runs", {
      where: "the source's six stored runs of 600 epochs, from its own numbers",
      accuracies: stored.map((run) => accuracyAt(run, 0.95)),
      tested: true,
    }),
    ...groups.map((own, i) =>
      claim(i === 0 ? "same-ours" : "same-source-networks", {
        where: i === 0 ? "our networks" : "the source's networks of 400 units, two priors",
        accuracies: at(own),
        tested: enough && own.every(({ epochs }) => epochs >= publishedEpochs),
      }),
    ),
  ];
}

/** Only the source trained its networks for two lengths, so that its numbers alone can speak. */
function longerTraining(): Claim[] {
  const pairs = publishedPruning.flatMap((long) => {
    const short = long.epochs === publishedEpochs ? publishedRun(long.network, long.units, 300) : undefined;
    return short ? [[0.9, 0.95].map((share) => accuracyAt(long, share) - accuracyAt(short, share))] : [];
  });
  const gains = pairs.flat();
  const common = {
    variant: "as stated" as const,
    published: "significantly more robust",
    spread: null,
    tolerance: "a higher accuracy at 90 % and at 95 % removed, at every size and prior",
  };
  return [
    {
      ...common,
      id: "longer-training-stored-runs",
      statement:
        "A network trained for 600 epochs is more robust to pruning than one of 300: the source's stored runs, from its own numbers",
      measured: `${points(Math.min(...gains))} to ${points(Math.max(...gains))} more in ${gains.filter((gain) => gain > 0).length} of ${gains.length} pairs`,
      verdict: verdictOf(
        true,
        gains.every((gain) => gain > 0),
      ),
    },
    {
      ...common,
      id: "longer-training-ours",
      statement:
        "A network trained for 600 epochs is more robust to pruning than one of 300: ours, which one run trains for one length only",
      measured: null,
      verdict: "not tested at this budget",
    },
  ];
}

/** Figure 20, number by number, at the shares that matter. */
function publishedNumbers(network: PrunedNetwork, enough: boolean): Claim[] {
  const run = publishedRun(network.network, network.units, publishedEpochs);
  if (!run) return [];
  return [0.75, 0.9, 0.95].map((share): Claim => {
    const published = accuracyAt(run, share);
    const tolerance = run.accuracy[0] - published <= samePoints ? samePoints : cliffPoints;
    const point = pointAt(network.global, share);
    const measured = point ? accuracyOf(point) : null;
    return {
      id: `accuracy-${idOf(network)}-${share}`,
      variant: "as published",
      statement: `Accuracy in %, ${100 * share} % of the weights removed: ${nameOf(network)}`,
      published,
      measured,
      spread: point ? accuracySpread(point) : null,
      tolerance: `within ${tolerance} points (${samePoints} where the source lost no more, else ${cliffPoints})`,
      verdict: verdictOf(
        enough && network.epochs >= publishedEpochs && measured !== null,
        measured !== null && Math.abs(measured - published) <= tolerance,
      ),
    };
  });
}
