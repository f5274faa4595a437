import {
  asks,
  type BudgetName,
  because,
  between,
  claimsOn,
  digits,
  listed,
  measuredOver,
  type Part,
  type Said,
  within,
  withinErrors,
} from "@credence/lab";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { keptOf } from "../mnist/trained-by.ts";
import { accuracyOf, pointAt } from "./layers.ts";
import type { MnistPruningResult, PrunedNetwork } from "./mnist-pruning.ts";
import {
  accuracyAt,
  type PrunedName,
  prunedNetworks,
  published,
  type StoredRun,
  samePoints,
  shares,
  storedEpochs,
  storedRuns,
} from "./stored-runs.ts";

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
/** Accuracy in % with a share of the weights removed under one threshold; null where it was not. */
const accuracyLeft = (network: PrunedNetwork | undefined, share: number) =>
  measuredOver(pointAt(network?.global ?? [], share)?.accuracies ?? [], "draws");

/** Without weights the biases name one digit for every image, which is chance: in % the rarest and the most frequent of the test images. */
const oneDigit = because("the share of one digit among the test images", between(8.92, 11.35));

/** A recorded accuracy is one evaluation of ten draws, and half of its last digit is no difference. */
const byChance = withinErrors(3, { width: 0.0005, of: "standard deviations of one evaluation" });

/** An accuracy of a network of the source, twice: within the points that are asked, and within what draws alone explain. */
function sourceAccuracy(name: PrunedName, share: number, from: "recorded" | "external"): readonly Claim[] {
  const own = { origin: "source", network: name, units: 400, epochs: 600 } as const;
  const measured = (result: Result) => accuracyLeft(find(result, own), share);
  const statement = `Accuracy in %, ${100 * share} % of the weights removed, the source's ${mnistNetworkLabels[name]}, 400 units: ${from === "recorded" ? "as it recorded" : "as another program measured"}`;
  const common = {
    variant: from === "recorded" ? ("as published" as const) : from,
    published: from === "recorded" ? accuracyAt(own, share)! : published.number("external", name, shares.indexOf(share)),
    measured,
  };
  return [
    {
      ...common,
      id: `source-${from}-${name}-${share}`,
      statement,
      asks: within(0.15, "points"),
      tested: (result) => allImages(result) && measured(result) !== null,
    },
    {
      ...common,
      id: `source-chance-${from}-${name}-${share}`,
      statement: `${statement}, but for chance`,
      asks: share === 1 ? oneDigit : byChance,
      tested: (result) => allImages(result) && (share === 1 ? measured(result) !== null : measured(result)?.error !== undefined),
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

interface OneNetwork extends PrunedNetwork {
  readonly enough: boolean;
}

const networkIn = (one: Which): Part<Result, OneNetwork> => ({
  id: (claim) => `${claim}-${one.origin}-${one.network}-${one.units}`,
  of(result) {
    const network = find(result, one);
    return network && { ...network, enough: allImages(result) };
  },
  words: ({ origin, network, units, epochs }) =>
    `: ${mnistNetworkLabels[network]}, ${units} units, ${origin === "source" ? "the source's own" : `${epochs} epochs here`}`,
});

/** What the text says of 600 epochs is not asked of a shorter training. */
const longEnough = ({ enough, epochs }: OneNetwork): boolean => enough && epochs >= storedEpochs.longer;
/** Where it is no number, any training but a look is asked. */
const anyTraining = ({ origin }: OneNetwork, budget: BudgetName): boolean => origin === "source" || budget !== "smoke";
const some = (values: readonly number[]) => (values.length > 0 ? values : null);

/** Every statement of the text on one network. */
const statements = (run: StoredRun): readonly Said<OneNetwork>[] => [
  {
    id: "ninety-percent",
    statement: "With 90 % of the weights removed the accuracy is that of the whole network",
    published: `stored run: ${signed(accuracyAt(run, 0.9)! - accuracyAt(run, 0)!)} points`,
    measured(network) {
      const [whole, left] = [0, 0.9].map((share) => accuracyLeft(network, share));
      return whole && left && left.value - whole.value;
    },
    shows: ([difference]) => `${signed(difference!)} points`,
    asks: asks(`at most ${samePoints} points lower, same draws`, ([difference]) => difference! >= -samePoints),
    tested: (network) => longEnough(network) && [0, 0.9].every((share) => accuracyLeft(network, share)),
  },
  {
    id: "until-ninety-five",
    statement: "The accuracy remains at around 98.5 % until 95 % of the weights are removed",
    published: "98.5 %",
    measured({ global }) {
      const until = global.filter(({ share }) => share <= 0.95).map(accuracyOf);
      return until.length > 0 ? Math.min(...until) : null;
    },
    shows: ([lowest]) => `lowest ${digits(lowest)} %`,
    asks: asks(`at least ${digits(98.5 - samePoints, 1)} % at every share up to 0.95`, ([lowest]) => lowest! >= 98.5 - samePoints),
    tested: (network) => longEnough(network) && shares.every((share) => share > 0.95 || accuracyLeft(network, share)),
  },
  {
    id: "output-layer",
    statement: "The output layer has the highest signal-to-noise ratio",
    published: "highest",
    measured: ({ layers }) => layers.map(({ median }) => median),
    shows: (medians) => `medians ${listed(2)(medians)} from the input on`,
    asks: asks("the largest median |mean| / standard deviation of the layers", (medians) =>
      medians.slice(0, -1).every((median) => medians.at(-1)! > median),
    ),
    tested: anyTraining,
  },
  {
    id: "most-critical",
    statement: "The output layer's weights are the most critical to performance",
    published: "most critical",
    // each layer without 95 %, the share up to which the source says that nothing is lost, with the draws of the whole network
    measured({ global, alone }) {
      const whole = pointAt(global, 0);
      return whole ? some(alone.filter(({ share }) => share === 0.95).map(({ accuracy }) => accuracy - whole.accuracies[0])) : null;
    },
    shows: (changes) => `${changes.map((change) => `${signed(change!)} points`).join(", ")} from the input on`,
    asks: asks(
      `of the layers that alone lose 95 % of their weights it costs most, by at least ${samePoints} points, same draws`,
      (changes) => changes.slice(0, -1).every((change) => change - changes.at(-1)! >= samePoints),
    ),
    tested: (network, budget) =>
      network.enough &&
      anyTraining(network, budget) &&
      pointAt(network.global, 0) !== undefined &&
      pointAt(network.alone, 0.95) !== undefined,
  },
];

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
      tested: (result) => allImages(result) && ours(result)?.epochs === epochs && accuracyLeft(ours(result), share) !== null,
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
  ...which.flatMap((one) => claimsOn(networkIn(one), statements({ ...one, epochs: storedEpochs.longer }))),
  sameEverywhere("ours"),
  sameEverywhere("source"),
  longerTraining,
  ...publishedNumbers,
];
