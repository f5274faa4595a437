import { asks, explained, highestIs, listed, lowestIs, publishedNumbers, type Said, withinPercent } from "@credence/lab";
import { isBayesian, type MnistNetworkName, mnistNetworkLabels } from "../mnist/networks.ts";
import { keptOf, networkIn, sizeWords } from "../mnist/trained-by.ts";
import { mnistTraining } from "../mnist/training.ts";
import type { MnistWeightsResult, NetworkWeights } from "./mnist-weights.ts";
import numbers from "./published.json" with { type: "json" };
import { reasons } from "./reasons.ts";

export const published = publishedNumbers(numbers);

/** What Figures 16 and 17 show. */
export const publishedSize = { units: 1200, epochs: 600 } as const;

/** The source's recorded standard deviations of weights are those of its Gaussian runs of so many epochs. */
const recordedEpochs = 300;

type Claim = Said<MnistWeightsResult>;

const names = published.names("peaks") as readonly MnistNetworkName[];

/** Networks of one size, trained here or by the source. */
const groups = (["ours", "source"] as const).flatMap((origin) =>
  mnistTraining.paper.units.map((units) => {
    const all = ({ networks }: MnistWeightsResult) => networks.filter((one) => one.origin === origin && one.units === units);
    const find = ({ networks }: MnistWeightsResult, network: MnistNetworkName) => networkIn(networks, { network, origin, units });
    return { origin, units, all, find };
  }),
);

/** Only the size and the training of the figure can meet its numbers; a peak is read to 2 %, and its kernel's bandwidth not recorded (3 %). */
const peaks = names.map((name): Claim => {
  const { find, units } = groups.find((one) => one.origin === "ours" && one.units === publishedSize.units)!;
  return {
    id: `peak-${name}`,
    variant: "as published",
    statement: `Peak density of the drawn weights, ${mnistNetworkLabels[name]}, ${units} units, ${publishedSize.epochs} epochs`,
    published: published.number("peaks", name),
    measured: (result) => find(result, name)?.peak,
    asks: withinPercent(10),
    tested: (result) => (find(result, name)?.epochs ?? 0) >= publishedSize.epochs,
  };
});

/** What the text says of Figures 16 and 17. "Much narrower": the published peaks are 3.3 apart; "similar": 1.1. */
const comparisons = [
  {
    id: "broadest",
    of: ["bnn-gaussian", "dnn-dropout", "dnn"],
    says: "The weights of the BNN with a Gaussian prior are broader than those of dropout and of the plain network",
    asks: asks("the lowest peak density of the three", lowestIs(0).holds),
  },
  {
    id: "mixture-narrower",
    of: ["bnn-gaussian", "bnn-mixture"],
    says: "The mixture prior's weights are much narrower than the Gaussian prior's",
    asks: asks("a peak at least 2 times as high", ([gaussian, mixture]) => mixture >= 2 * gaussian),
  },
  {
    id: "laplace-similar",
    of: ["bnn-gaussian", "bnn-laplace"],
    says: "The Laplace prior's weights are distributed like the Gaussian prior's",
    asks: asks("peaks within a factor of 1.2", (ours) => Math.max(...ours) <= 1.2 * Math.min(...ours)),
  },
] as const;

/**
 * Not asked of a Bayesian training that is shorter than the source's: its weights keep the shape of their start, uniform in [-0.2, 0.2] and so
 * broader than any plain network's. The source stored no network with a Laplace prior.
 */
const orders = groups.flatMap(({ origin, units, all, find }) =>
  comparisons.map(({ id, says, of, ...said }): Claim => {
    const measured = (result: MnistWeightsResult) => {
      const found = of.flatMap((name) => find(result, name)?.peak ?? []);
      return found.length === of.length ? found : undefined;
    };
    const isLong = ({ network, epochs }: NetworkWeights) => !isBayesian(network) || epochs >= publishedSize.epochs;
    return {
      ...said,
      id: `${id}-${origin}-${units}`,
      statement: (result) => `${says}: ${sizeWords(all(result)[0])}`,
      published: `peaks ${of.map((name) => published.number("peaks", name)).join(", ")}`,
      measured,
      shows: (values) => `peaks ${listed(2)(values)}`,
      where: (result) => (origin === "ours" ? all(result).length > 0 : measured(result) !== undefined),
      tested: (result) => of.every((name) => isLong(find(result, name)!)),
    };
  }),
);

/** Said beside Figure 21. All layers start alike, so that any training but a look may be asked. */
const outputLayers = groups.flatMap(({ origin, units, find }) =>
  (["bnn-gaussian", "bnn-mixture"] as const).map(
    (name): Claim => ({
      id: `output-layer-${origin}-${name}-${units}`,
      statement: (result) => `The output layer has the broadest weights: ${mnistNetworkLabels[name]}, ${sizeWords(find(result, name)!)}`,
      published: "broadest",
      measured: (result) => find(result, name)!.layers.map(({ stdDev }) => stdDev),
      shows: (values) => `standard deviations ${listed(3)(values)} from the input on`,
      where: (result) => find(result, name) !== undefined,
      asks: asks("the largest standard deviation of the drawn weights of a layer", highestIs(2).holds),
      tested: (_, budget) => origin === "source" || budget !== "smoke",
    }),
  ),
);

const standardDeviations = published.names("meanStdDevs").map((size): Claim => {
  const ours = ({ networks, shorterTraining }: MnistWeightsResult) => {
    const trained = [...shorterTraining, ...networks].filter(
      ({ origin, network, units }) => origin === "ours" && network === "bnn-gaussian" && units === Number(size),
    );
    return trained.find(({ epochs }) => epochs === recordedEpochs) ?? trained.at(-1);
  };
  const other = (found = { epochs: recordedEpochs }) => (found.epochs === recordedEpochs ? "" : `; ours after ${found.epochs}`);
  return {
    id: `standard-deviations-${size}`,
    variant: "as published",
    statement: (result) =>
      `Mean standard deviation of the weights of each layer, BNN with a Gaussian prior, ${size} units, ${recordedEpochs} epochs${keptOf(ours(result))}${other(ours(result))}`,
    published: published.list("meanStdDevs", size),
    measured: (result) => ours(result)?.layers.map(({ meanStdDev }) => meanStdDev),
    shows: 5,
    asks: withinPercent(5),
    tested: (result) => ours(result)?.epochs === recordedEpochs,
  };
});

/** The source's stored networks against another program's numbers of them: the reading of the files, the draws, and whether biases count. */
const external = (
  [
    ["stdDev", "spread", "Standard deviation of the weights, drawn where they are Gaussian"],
    ["medianStdDev", "median-standard-deviation", "Median standard deviation of the weights"],
  ] as const
).flatMap(([key, id, what]) =>
  (published.names(key) as readonly MnistNetworkName[]).map(
    (name): Claim => ({
      id: `${id}-source-${name}`,
      variant: "external",
      statement: `${what}, the source's ${mnistNetworkLabels[name]}, 400 units: as another program measured`,
      published: published.number(key, name),
      measured: ({ networks }) => networkIn(networks, { network: name, origin: "source", units: 400 })?.[key],
      asks: withinPercent(0.5),
    }),
  ),
);

/** The published peaks, the statements on whatever was trained, the recorded standard deviations, and the source's own networks. */
export const mnistWeightsClaims: readonly Claim[] = explained(
  [...peaks, ...orders, ...outputLayers, ...standardDeviations, ...external],
  reasons,
);
