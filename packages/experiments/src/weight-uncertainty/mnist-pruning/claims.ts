import { asks, type BudgetName, because, between, digits, listed, measuredOver, type Said, within } from "@credence/lab";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { keptOf } from "../mnist/trained-by.ts";
import { accuracyOf, accuracySpread, pointAt } from "./layers.ts";
import type { MnistPruningResult, PrunedNetwork } from "./mnist-pruning.ts";
import { accuracyAt, type PrunedName, prunedNetworks, published, samePoints, shares, storedEpochs, storedRuns } from "./stored-runs.ts";

type Result = MnistPruningResult;
type Claim = Said<Result>;

const allImages = ({ testImages }: Result): boolean => testImages === 10_000;
const signed = (value: number): string => digits(value).replace("-", "−");

/** A network of a result, and how it is named in ids and statements. */
interface Which {
  readonly origin: "ours" | "source";
  readonly network: PrunedName;
  readonly units: number;
}
const which: readonly Which[] = [
  ...[400, 800, 1200].flatMap((units) => prunedNetworks.map((network) => ({ origin: "ours" as const, network, units }))),
  ...prunedNetworks.map((network) => ({ origin: "source" as const, network, units: 400 })),
];
const isIt = (network: PrunedNetwork, { origin, network: name, units }: Which): boolean =>
  network.origin === origin && network.network === name && network.units === units;
const find = ({ networks }: Result, one: Which): PrunedNetwork | undefined => networks.find((network) => isIt(network, one));
const accuracyLeft = (network: PrunedNetwork | undefined, share: number) => {
  const point = network && pointAt(network.global, share);
  return point && measuredOver(point.accuracies, "draws");
};

/** Points of accuracy between two evaluations of one network. */
const evaluationPoints = 0.15;

/** A recorded accuracy is one evaluation of ten draws: so many standard deviations of one, and half of its last digit, are no difference. */
const standardDeviations = 3;
const rounding = 0.0005;

/** Shares of the rarest and the most frequent digit among the test images, %: what naming one digit for all can score. */
const oneDigit = [8.92, 11.35] as const;

/** An accuracy of a network of the source, twice: within the points that are asked, and within what draws alone explain. */
function sourceAccuracy(name: PrunedName, share: number, from: "recorded" | "external"): readonly Claim[] {
  const own = { origin: "source", network: name, units: 400 } as const;
  const theirs =
    from === "recorded" ? accuracyAt({ ...own, epochs: 600 }, share)! : published.number("external", name, shares.indexOf(share));
  const spread = (result: Result) => {
    const point = pointAt(find(result, own)?.global ?? [], share);
    return point ? accuracySpread(point) : null;
  };
  const words = `Accuracy in %, ${100 * share} % of the weights removed, the source's ${mnistNetworkLabels[name]}, 400 units: ${from === "recorded" ? "as it recorded" : "as another program measured"}`;
  const common = {
    variant: from === "recorded" ? ("as published" as const) : ("external" as const),
    published: theirs,
    measured: (result: Result) => accuracyLeft(find(result, own), share),
  };
  const measured = (result: Result) => allImages(result) && common.measured(result) !== undefined;
  return [
    {
      ...common,
      id: `source-${from}-${name}-${share}`,
      statement: words,
      asks: because("our mean, evaluations of ten draws", within(evaluationPoints, "points")),
      tested: measured,
    },
    {
      ...common,
      id: `source-chance-${from}-${name}-${share}`,
      statement: `${words}, but for chance`,
      asks: (result) =>
        share === 1
          ? because("the share of one digit among the test images: the biases name one for all, which is chance", between(...oneDigit))
          : because(
              `${standardDeviations} standard deviations of one evaluation`,
              within(rounding + standardDeviations * (spread(result) ?? 0)),
            ),
      tested: (result) => measured(result) && (share === 1 || spread(result) !== null),
    },
  ];
}

/** Recorded to four digits; three are asked for. */
const layerTolerance = 5e-4;

/** No image is needed to count weights. */
const sourceLayer = (name: PrunedName, layer: number): Claim => {
  const points = (result: Result) => {
    const network = find(result, { origin: "source", network: name, units: 400 });
    return shares.flatMap((share) => pointAt(network?.global ?? [], share) ?? []);
  };
  const recorded = published.list("removed", name, 400, 600, layer);
  return {
    id: `source-layer-${name}-${layer + 1}`,
    variant: "as published",
    statement: `Share of layer ${layer + 1}'s weights removed, by the share of all (${shares.join(", ")}), the source's ${mnistNetworkLabels[name]}, 400 units`,
    published: recorded,
    measured: (result) => (points(result).length > 0 ? points(result).map(({ removed }) => removed[layer]) : null),
    shows: listed(3),
    asks: because("three digits", within(layerTolerance)),
    tested: (result) => points(result).length === shares.length,
  };
};

/** What the text says of 600 epochs is not asked of a shorter training. */
const longEnough = (result: Result, network: PrunedNetwork): boolean => allImages(result) && network.epochs >= storedEpochs.longer;

const nameOf = ({ origin, network, units, epochs }: PrunedNetwork): string =>
  `${mnistNetworkLabels[network]}, ${units} units, ${origin === "source" ? "the source's own" : `${epochs} epochs here`}`;

/** Said of one network, where a result has it. */
const ofNetwork = (
  one: Which,
  said: Omit<Claim, "id" | "statement" | "measured" | "tested"> & { readonly id: string; readonly words: string },
  measured: (network: PrunedNetwork) => ReturnType<Claim["measured"]>,
  tested: (network: PrunedNetwork, result: Result, budget: BudgetName) => boolean,
): Claim => {
  const { words, ...rest } = said;
  return {
    ...rest,
    id: `${said.id}-${one.origin}-${one.network}-${one.units}`,
    statement: (result) => `${words}: ${nameOf(find(result, one)!)}`,
    where: (result) => find(result, one) !== undefined,
    measured: (result) => measured(find(result, one)!),
    tested: (result, budget) => tested(find(result, one)!, result, budget),
  };
};

/** Share of one layer that is removed where the layers are compared: the share up to which the source says that nothing is lost. */
const criticalShare = 0.95;
const until = ({ global }: PrunedNetwork) => global.filter(({ share }) => share <= 0.95);
const change = (network: PrunedNetwork): number | null => {
  const [whole, left] = [0, 0.9].map((share) => pointAt(network.global, share));
  return whole && left ? accuracyOf(left) - accuracyOf(whole) : null;
};
/** What each layer costs without the same share of its own weights, the others whole, with the draws of the whole network. */
const changesAlone = ({ global, alone }: PrunedNetwork): number[] => {
  const whole = pointAt(global, 0);
  return whole ? alone.filter(({ share }) => share === criticalShare).map(({ accuracy }) => accuracy - whole.accuracies[0]) : [];
};
const some = (values: readonly number[]) => (values.length > 0 ? values : null);
const fromInputOn = (values: readonly string[]) => `${values.join(", ")} from the input on`;

/** Every statement of the text on one network. */
function statements(one: Which): readonly Claim[] {
  const run = { ...one, epochs: storedEpochs.longer };
  const stored = accuracyAt(run, 0.9);
  return [
    ofNetwork(
      one,
      {
        id: "ninety-percent",
        words: "With 90 % of the weights removed the accuracy is that of the whole network",
        published: stored === undefined ? "no loss" : `stored run: ${signed(stored - accuracyAt(run, 0)!)} points`,
        shows: ([difference]) => `${signed(difference!)} points`,
        asks: asks(`at most ${samePoints} points lower, same draws`, ([difference]) => -difference! <= samePoints),
      },
      change,
      (network, result) => longEnough(result, network) && change(network) !== null,
    ),
    ofNetwork(
      one,
      {
        id: "until-ninety-five",
        words: "The accuracy remains at around 98.5 % until 95 % of the weights are removed",
        published: "98.5 %",
        shows: ([lowest]) => `lowest ${digits(lowest)} %`,
        asks: asks(`at least ${digits(98.5 - samePoints, 1)} % at every share up to 0.95`, ([lowest]) => lowest! >= 98.5 - samePoints),
      },
      (network) => (until(network).length > 0 ? Math.min(...until(network).map(accuracyOf)) : null),
      (network, result) => longEnough(result, network) && shares.every((share) => share > 0.95 || pointAt(until(network), share)),
    ),
    ofNetwork(
      one,
      {
        id: "output-layer",
        words: "The output layer has the highest signal-to-noise ratio",
        published: "highest",
        shows: (medians) => `medians ${fromInputOn(medians.map((median) => digits(median)))}`,
        asks: asks("the largest median |mean| / standard deviation of the layers", (medians) =>
          medians.slice(0, -1).every((median) => medians.at(-1)! > median),
        ),
      },
      ({ layers }) => layers.map(({ median }) => median),
      // Asked of any training but a look: it is no number. Of the source's networks it needs no images.
      ({ origin }, _, budget) => origin === "source" || budget !== "smoke",
    ),
    ofNetwork(
      one,
      {
        id: "most-critical",
        words: "The output layer's weights are the most critical to performance",
        published: "most critical",
        shows: (changes) => fromInputOn(changes.map((change) => `${signed(change!)} points`)),
        asks: asks(
          `of the layers that alone lose ${100 * criticalShare} % of their weights it costs most, by at least ${samePoints} points, same draws`,
          (changes) => changes.slice(0, -1).every((change) => change - changes.at(-1)! >= samePoints),
        ),
      },
      (network) => some(changesAlone(network)),
      ({ origin, ...network }, result, budget) =>
        allImages(result) && (origin === "source" || budget !== "smoke") && changesAlone({ origin, ...network }).length > 0,
    ),
  ];
}

/** "Approximately constant across the number of hidden units and priors": of our networks, and of the source's two. */
const sameEverywhere = (origin: "ours" | "source"): Claim => {
  const own = ({ networks }: Result) => networks.filter((network) => network.origin === origin);
  const left = (result: Result) => own(result).flatMap((network) => accuracyLeft(network, 0.95)?.value ?? []);
  const range = (result: Result) => (left(result).length > 1 ? Math.max(...left(result)) - Math.min(...left(result)) : null);
  const where = origin === "ours" ? "our networks" : "the source's networks of 400 units, two priors";
  return {
    id: origin === "ours" ? "same-ours" : "same-source-networks",
    statement: `The effect of pruning is about the same over units and priors: ${where}, 95 % of the weights removed`,
    published: "approximately constant",
    measured: range,
    shows: ([points], result) => `${signed(points!)} points between the highest and the lowest of ${left(result).length} accuracies`,
    asks: asks(`at most ${samePoints} points apart`, ([points]) => points! <= samePoints),
    tested: (result) => allImages(result) && own(result).every(({ epochs }) => epochs >= storedEpochs.longer) && range(result) !== null,
  };
};

/** Sizes and priors that ours have in both trainings. */
const pairsOf = ({ networks, shorterTraining }: Result) =>
  shorterTraining.flatMap((short) => {
    const long = networks.find((one) => isIt(one, { ...short, origin: "ours" }));
    return long ? [{ long, short }] : [];
  });
const gainsOf = (result: Result): number[] =>
  pairsOf(result).flatMap(({ long, short }) =>
    [0.9, 0.95].flatMap((share) => {
      const [after, before] = [accuracyLeft(long, share), accuracyLeft(short, share)];
      return after && before ? [after.value - before.value] : [];
    }),
  );

const longerTraining: Claim = {
  id: "longer-training-ours",
  statement: (result) =>
    `A network trained for ${storedEpochs.longer} epochs is significantly more robust to pruning than one of ${storedEpochs.shorter}: ours, ${pairsOf(result).length} of the ${storedRuns.length / 2} sizes and priors in two trainings`,
  published: "significantly more robust",
  measured: (result) => some(gainsOf(result)),
  shows: (gains) => `${signed(Math.min(...(gains as number[])))} to ${signed(Math.max(...(gains as number[])))} points more`,
  asks: asks(`at least ${samePoints} points more at 90 % and at 95 % removed, of every size and prior trained`, (gains) =>
    gains.every((gain) => gain >= samePoints),
  ),
  tested: (result) =>
    allImages(result) &&
    pairsOf(result).every(({ long, short }) => long.epochs === storedEpochs.longer && short.epochs === storedEpochs.shorter) &&
    gainsOf(result).length > 0 &&
    gainsOf(result).length === 2 * pairsOf(result).length,
};

/** Where removing a little more costs points, a training with other random numbers may lie this far away. */
const cliffPoints = 2;

/** Figure 20, number by number, of every stored run: a size or a training that ours do not have is not tested, and says so. */
const publishedNumbers = storedRuns.flatMap((run) =>
  [0.75, 0.9, 0.95].map((share): Claim => {
    const { network, units, epochs } = run;
    const long = epochs === storedEpochs.longer;
    const ours = ({ networks, shorterTraining }: Result) =>
      (long ? networks : shorterTraining).find((one) => isIt(one, { origin: "ours", network, units }));
    const theirs = accuracyAt(run, share)!;
    return {
      id: `accuracy-ours-${network}-${units}${long ? "" : `-${epochs}-epochs`}-${share}`,
      variant: "as published",
      statement(result) {
        const here = ours(result);
        const other = here && here.epochs !== epochs ? `; ours after ${here.epochs}` : "";
        return `Accuracy in %, ${100 * share} % of the weights removed: ${mnistNetworkLabels[network]}, ${units} units, ${epochs} epochs${keptOf(here)}${here ? other : "; not trained here"}`;
      },
      published: theirs,
      measured: (result) => accuracyLeft(ours(result), share),
      asks: because(
        `${samePoints} where the source lost no more, else ${cliffPoints}, after as many epochs`,
        within(accuracyAt(run, 0)! - theirs <= samePoints ? samePoints : cliffPoints, "points"),
      ),
      tested: (result) => allImages(result) && ours(result)?.epochs === epochs && accuracyLeft(ours(result), share) !== undefined,
    };
  }),
);

/** The recorded numbers of the source's networks, the statements of the text on its networks and on ours, the numbers of all its runs on ours. */
export const mnistPruningClaims: readonly Claim[] = [
  ...prunedNetworks.flatMap((name) => [
    ...shares.flatMap((share) => sourceAccuracy(name, share, "recorded")),
    ...shares.filter((share) => share < 1).flatMap((share) => sourceAccuracy(name, share, "external")),
    ...[0, 1, 2].map((layer) => sourceLayer(name, layer)),
  ]),
  ...which.flatMap(statements),
  sameEverywhere("ours"),
  sameEverywhere("source"),
  longerTraining,
  ...publishedNumbers,
];
