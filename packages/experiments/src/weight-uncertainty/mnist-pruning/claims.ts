import {
  asks,
  because,
  between,
  claimsOn,
  digits,
  explained,
  type Part,
  type Said,
  type Tolerance,
  within,
  withinErrors,
} from "@credence/lab";
import { mnistNetworkLabels } from "../mnist/networks.ts";
import { keptOf, networkIn, sizeWords } from "../mnist/trained-by.ts";
import { accuracyLeft, pointAt } from "./layers.ts";
import type { MnistPruningResult, PrunedNetwork } from "./mnist-pruning.ts";
import { reasons } from "./reasons.ts";
import { accuracyAt, longerRuns, published, type StoredRun, samePoints, shares, storedEpochs, storedRuns } from "./stored-runs.ts";

type Result = MnistPruningResult;
type Claim = Said<Result>;

const allImages = ({ testImages }: Pick<Result, "testImages">): boolean => testImages === 10_000;
const signed = (value: number): string => digits(value).replace("-", "−");
const some = <Value>(values: readonly Value[]) => (values.length > 0 ? values : undefined);

type Size = Pick<PrunedNetwork, "network" | "units">;
const find = (networks: readonly PrunedNetwork[], origin: PrunedNetwork["origin"], { network, units }: Size) =>
  networkIn(networks, { network, units, origin });

/** Without weights the biases name one digit for every image, which is chance: in % the rarest and the most frequent of the test images. */
const oneDigit = because("the share of one digit among the test images", between(8.92, 11.35));
/** A recorded accuracy is one evaluation of ten draws, and half of its last digit is no difference. */
const byChance = withinErrors(3, { width: 0.0005, of: "standard deviations of one evaluation" });

/** Accuracies of a network of the source, each twice: within the points that are asked, and within what draws alone explain. */
const sourceAccuracies = (run: StoredRun, from: "recorded" | "external", theirs: readonly number[]): readonly Claim[] =>
  theirs.flatMap((accuracy, place) => {
    const share = shares[place]!;
    const ours = ({ networks }: Result) => accuracyLeft(find(networks, "source", run)?.global, share);
    const claim = (kind: "" | "chance-", asks: Tolerance, tested: NonNullable<Claim["tested"]>): Claim => ({
      ...{ published: accuracy, measured: ours, asks, tested },
      id: `source-${kind}${from}-${run.network}-${share}`,
      variant: from === "recorded" ? "as published" : "external",
      statement: `Accuracy in %, ${100 * share} % of the weights removed, the source's ${mnistNetworkLabels[run.network]}, 400 units: ${from === "recorded" ? "as it recorded" : "as another program measured"}${kind && ", but for chance"}`,
    });
    return [
      claim("", within(0.15, "points"), allImages),
      share === 1
        ? claim("chance-", oneDigit, allImages)
        : claim("chance-", byChance, (result) => allImages(result) && ours(result)?.error !== undefined),
    ];
  });

/** No image is needed to count weights. */
const sourceLayer = (run: StoredRun, layer: number): Claim => {
  const points = ({ networks }: Result) => shares.flatMap((share) => pointAt(find(networks, "source", run)?.global ?? [], share) ?? []);
  return {
    id: `source-layer-${run.network}-${layer + 1}`,
    variant: "as published",
    statement: `Share of layer ${layer + 1}'s weights removed, by the share of all (${shares.join(", ")}), the source's ${mnistNetworkLabels[run.network]}, 400 units`,
    published: published.list("removed", run.network, run.units, run.epochs, layer),
    measured: (result) => some(points(result).map(({ removed }) => removed[layer])),
    shows: 3,
    asks: because("of the four digits recorded three are asked for", within(5e-4)),
    tested: (result) => points(result).length === shares.length,
  };
};

type OneNetwork = PrunedNetwork & Pick<Result, "testImages">;
const oneNetwork = (origin: PrunedNetwork["origin"], size: Size): Part<Result, OneNetwork> => ({
  id: (claim) => `${claim}-${origin}-${size.network}-${size.units}`,
  of(result) {
    const network = find(result.networks, origin, size);
    return network && { ...network, testImages: result.testImages };
  },
  words: (network) => `: ${mnistNetworkLabels[network.network]}, ${sizeWords(network)}`,
});

/** What the text says of 600 epochs is not asked of a shorter training. */
const longEnough: NonNullable<Said<OneNetwork>["tested"]> = (network) => allImages(network) && network.epochs >= storedEpochs.longer;
/** Where it is no number, any training but a look is asked. */
const anyTraining: typeof longEnough = ({ origin }, budget) => origin === "source" || budget !== "smoke";

/** Every statement of the text on one network. */
const statements = (run: StoredRun): readonly Said<OneNetwork>[] => [
  {
    id: "ninety-percent",
    statement: "With 90 % of the weights removed the accuracy is that of the whole network",
    published: `stored run: ${signed(accuracyAt(run, 0.9)! - accuracyAt(run, 0)!)} points`,
    measured({ global }) {
      const [whole, left] = [0, 0.9].map((share) => accuracyLeft(global, share));
      return whole && left && left.value - whole.value;
    },
    shows: ([difference]) => `${signed(difference!)} points`,
    asks: asks(`at most ${samePoints} points lower, same draws`, ([difference]) => difference! >= -samePoints),
    tested: longEnough,
  },
  {
    id: "until-ninety-five",
    statement: "The accuracy remains at around 98.5 % until 95 % of the weights are removed",
    published: "98.5 %",
    measured({ global }) {
      const until = global.flatMap(({ share }) => (share <= 0.95 ? accuracyLeft(global, share)!.value : []));
      return until.length > 0 ? Math.min(...until) : undefined;
    },
    shows: ([lowest]) => `lowest ${digits(lowest)} %`,
    asks: asks(`at least ${digits(98.5 - samePoints, 1)} % at every share up to 0.95`, ([lowest]) => lowest! >= 98.5 - samePoints),
    tested: (network, budget) =>
      longEnough(network, budget) && shares.every((share) => share > 0.95 || accuracyLeft(network.global, share)),
  },
  {
    id: "output-layer",
    statement: "The output layer has the highest signal-to-noise ratio",
    published: "highest",
    measured: ({ layers }) => layers.map(({ median }) => median),
    shows: (medians) => `medians ${medians.map((median) => digits(median)).join(", ")} from the input on`,
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
      return whole && some(alone.filter(({ share }) => share === 0.95).map(({ accuracy }) => accuracy - whole.accuracies[0]));
    },
    shows: (changes) => `${changes.map((change) => `${signed(change!)} points`).join(", ")} from the input on`,
    asks: asks(
      `of the layers that alone lose 95 % of their weights it costs most, by ${samePoints} points or more, same draws`,
      (changes) => changes.slice(0, -1).every((change) => change - changes.at(-1)! >= samePoints),
    ),
    tested: (network, budget) => allImages(network) && anyTraining(network, budget),
  },
];

/** "Approximately constant across the number of hidden units and priors": of our networks, and of the source's two. */
const sameEverywhere = (origin: PrunedNetwork["origin"]): Claim => {
  const own = ({ networks }: Result) => networks.filter((network) => network.origin === origin);
  const left = (result: Result) => own(result).flatMap(({ global }) => accuracyLeft(global, 0.95)?.value ?? []);
  return {
    id: origin === "ours" ? "same-ours" : "same-source-networks",
    statement: `The effect of pruning is about the same over units and priors: ${origin === "ours" ? "our networks" : "the source's networks of 400 units, two priors"}, 95 % of the weights removed`,
    published: "approximately constant",
    measured: (result) => (left(result).length > 1 ? Math.max(...left(result)) - Math.min(...left(result)) : undefined),
    shows: ([points], result) => `${signed(points!)} points between the highest and the lowest of ${left(result).length} accuracies`,
    asks: asks(`at most ${samePoints} points apart`, ([points]) => points! <= samePoints),
    tested: (result) => allImages(result) && own(result).every(({ epochs }) => epochs >= storedEpochs.longer),
  };
};

/** Sizes and priors that ours have in both trainings, and the points of accuracy gained by the longer, where 90 % and where 95 % are removed. */
const pairsOf = ({ networks, shorterTraining }: Result) =>
  shorterTraining.flatMap((short) => {
    const long = find(networks, "ours", short);
    const gains = [0.9, 0.95].flatMap((share) => {
      const [after, before] = [long, short].map((network) => accuracyLeft(network?.global, share));
      return after && before ? after.value - before.value : [];
    });
    const asPublished = long?.epochs === storedEpochs.longer && short.epochs === storedEpochs.shorter && gains.length === 2;
    return long ? [{ gains, asPublished }] : [];
  });

const longerTraining: Claim = {
  id: "longer-training-ours",
  statement: (result) =>
    `A network trained for ${storedEpochs.longer} epochs is significantly more robust to pruning than one of ${storedEpochs.shorter}: ours, ${pairsOf(result).length} of the ${longerRuns.length} sizes and priors in two trainings`,
  published: "significantly more robust",
  measured: (result) => some(pairsOf(result).flatMap(({ gains }) => gains)),
  shows: (gains) => `${signed(Math.min(...(gains as number[])))} to ${signed(Math.max(...(gains as number[])))} points more`,
  asks: asks(`at least ${samePoints} points more at 90 % and at 95 % removed, of every size and prior trained`, (gains) =>
    gains.every((gain) => gain >= samePoints),
  ),
  tested: (result) => allImages(result) && pairsOf(result).every(({ asPublished }) => asPublished),
};

const asFew = because("the source lost no more; after as many epochs", within(samePoints, "points"));
const onCliff = because(
  "removing a little more costs points, and the random numbers are others; after as many epochs",
  within(2, "points"),
);

/** Figure 20, number by number, of a stored run: a size or a training that ours do not have is not tested, and says so. */
const publishedNumber = (run: StoredRun, share: number): Claim => {
  const { network, units, epochs } = run;
  const long = epochs === storedEpochs.longer;
  const ours = ({ networks, shorterTraining }: Result) => find(long ? networks : shorterTraining, "ours", run);
  const theirs = accuracyAt(run, share)!;
  return {
    id: `accuracy-ours-${network}-${units}${long ? "" : `-${epochs}-epochs`}-${share}`,
    variant: "as published",
    statement(result) {
      const here = ours(result);
      const training = here ? (here.epochs === epochs ? "" : `; ours after ${here.epochs}`) : "; not trained here";
      return `Accuracy in %, ${100 * share} % of the weights removed: ${mnistNetworkLabels[network]}, ${units} units, ${epochs} epochs${keptOf(here)}${training}`;
    },
    published: theirs,
    measured: (result) => accuracyLeft(ours(result)?.global, share),
    asks: accuracyAt(run, 0)! - theirs <= samePoints ? asFew : onCliff,
    tested: (result) => allImages(result) && ours(result)?.epochs === epochs,
  };
};

/** The source trained in three sizes; networks of its own are those of 400 units. */
const sourceRuns = longerRuns.filter(({ units }) => units === 400);

/** The recorded numbers of the source's networks, the statements of the text on its networks and on ours, the numbers of all its runs on ours. */
export const mnistPruningClaims: readonly Claim[] = explained(
  [
    ...sourceRuns.flatMap((run) => [
      ...sourceAccuracies(run, "recorded", published.list("accuracy", run.network, run.units, run.epochs)),
      ...sourceAccuracies(run, "external", published.list("external", run.network)),
      ...[0, 1, 2].map((layer) => sourceLayer(run, layer)),
    ]),
    ...longerRuns.flatMap((run) => claimsOn(oneNetwork("ours", run), statements(run))),
    ...sourceRuns.flatMap((run) => claimsOn(oneNetwork("source", run), statements(run))),
    sameEverywhere("ours"),
    sameEverywhere("source"),
    longerTraining,
    ...storedRuns.flatMap((run) => [0.75, 0.9, 0.95].map((share) => publishedNumber(run, share))),
  ],
  reasons,
);
