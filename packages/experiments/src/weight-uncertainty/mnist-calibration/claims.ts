import { asks, digits, lowestIs, mean, type Quantity, type Said, type Tolerance, within, withinErrors } from "@credence/lab";
import { mnistNetworkLabels as labels, type TableNetworkName } from "../mnist/networks.ts";
import { mnistTraining } from "../mnist/training.ts";
import { type CalibrationGroup, groupLabel, groupsOf, memberOf } from "./groups.ts";
import type { MnistCalibrationResult } from "./mnist-calibration.ts";
import { figureUnits, published, publishedCurve } from "./published.ts";
import { allImages, recordedClaims } from "./recorded-claims.ts";

type Claim = Said<MnistCalibrationResult>;

/** The networks of Figure 19. */
const drawn = ["bnn-gaussian", "dnn-dropout", "dnn"] as const;

/** As the figure's code has it; undefined where its size was not trained. */
function inFigure({ trained }: MnistCalibrationResult, network: TableNetworkName) {
  const group = trained.find(({ units }) => units === figureUnits);
  return group && memberOf(group, network).published;
}

const lastBins = drawn.map((network): Claim => {
  const accuracyIn = (result: MnistCalibrationResult): Quantity | null => {
    const { right, count } = inFigure(result, network)?.lastBins[0].without ?? { right: null, count: 0 };
    return right === null ? null : { value: right, error: { of: "counting", size: Math.sqrt((right * (1 - right)) / count), n: count } };
  };
  return {
    id: `figure-last-bin-${network}`,
    variant: "as published",
    statement: `Accuracy of scores in [0.9, 1), without exact ones, ${labels[network]}, ${figureUnits} units`,
    published: publishedCurve(network)!.at(-1)!.accuracy,
    measured: accuracyIn,
    // of reading, and of the difference of two counts
    asks: withinErrors(3 * Math.SQRT2, { width: 0.01, of: "standard errors of counting" }),
    tested: (result, budget) => budget === "paper" && accuracyIn(result) !== null,
  };
});

/** Distance from the diagonal, mean over the bins that hold anything: all that a figure without counts lets one compute. */
const meanGap = (bins: readonly { readonly confidence: number | null; readonly accuracy: number | null }[]): number =>
  mean(bins.flatMap(({ confidence, accuracy }) => (confidence === null || accuracy === null ? [] : [Math.abs(confidence - accuracy)])));

const diagonal: Claim = {
  id: "figure-diagonal",
  variant: "as published",
  statement: `BNN nearer to the diagonal than both baselines: mean distance of the bins of Figure 19, ${figureUnits} units`,
  published: drawn.map((network) => meanGap(publishedCurve(network)!)),
  measured: (result) => (inFigure(result, "dnn") ? drawn.map((network) => meanGap(inFigure(result, network)!.bins)) : null),
  shows: ([bnn, dropout, plain]) => `${digits(bnn, 3)} against ${digits(dropout, 3)} (dropout), ${digits(plain, 3)} (plain)`,
  asks: lowestIs(0, "that of the BNN"),
  tested: (result, budget) => budget === "paper" && inFigure(result, "dnn") !== undefined,
};

const networksOf = (group: CalibrationGroup) => {
  const [bnn, dropout, plain] = drawn.map((network) => memberOf(group, network));
  return { bnn, dropout, plain, comparisons: group.comparisons };
};

type Networks = ReturnType<typeof networksOf>;
type Name = "bnn" | "dropout" | "plain";

/** A claim on the networks of a size, or of the source. */
interface OnNetworks extends Pick<Said<Networks>, "id" | "variant" | "published" | "measured"> {
  readonly statement: string;
  readonly asks: Tolerance;
  readonly shows?: (values: readonly (number | null)[]) => string;
}

const percent = (value: number | null) => `${digits(100 * value!).replace("-", "−")}%`;
const ofCount = (right: number | null, count: number | null) =>
  `${right === null ? "none" : digits(right, 3)} of ${count!.toLocaleString("en-US")}`;

const lower = (
  pair: keyof Networks["comparisons"],
  said: Pick<OnNetworks, "id" | "variant" | "statement">,
  of: (networks: Networks) => readonly { readonly ece: number }[],
): OnNetworks => ({
  ...said,
  published: "lower",
  measured(networks) {
    const { difference, standardError } = networks.comparisons[pair];
    return [...of(networks).map(({ ece }) => ece), difference, standardError];
  },
  shows: ([first, second, , standardError]) => `${percent(first)} against ${percent(second)}, ± ${percent(standardError)}`,
  asks: asks("expected calibration error lower by 2 standard errors of resampling", ([, , less, error]) => less < 0 && less <= -2 * error),
});

const overconfident = (name: Name, label: string): OnNetworks => ({
  id: `overconfident-${name}`,
  statement: `Overconfident: mean score less accuracy, ${label}`,
  published: "above 0",
  measured({ [name]: { stated } }): Quantity {
    const { mean: value, standardError: size } = stated.overconfidence;
    return { value, error: { of: "counting", size, n: mean(stated.bins.map(({ count }) => count)) * stated.bins.length } };
  },
  asks: asks("above 0 by 2 standard errors", ([value], _, [error]) => value >= 2 * error),
});

const nearOne = (name: Name, label: string, said: Pick<OnNetworks, "published" | "asks">): OnNetworks => ({
  id: `near-one-${name}`,
  statement: `Accuracy at scores around 1 (0.9 and more, exact ones among them), ${label}`,
  measured: ({ [name]: { stated } }) => stated.bins.at(-1)!.accuracy,
  ...said,
});

/** What the text says, asked with top labels, exact ones and all draws; external: of the stored networks, and a remedy of others. */
const onNetworks: readonly OnNetworks[] = [
  lower(
    "bnnLessPlain",
    { id: "bnn-beats-plain", statement: "BNN (Gaussian prior) calibrated better than the plain network" },
    ({ bnn, plain }) => [bnn.stated, plain.stated],
  ),
  lower(
    "bnnLessDropout",
    { id: "bnn-beats-dropout", statement: "BNN (Gaussian prior) calibrated better than dropout" },
    ({ bnn, dropout }) => [bnn.stated, dropout.stated],
  ),
  {
    id: "bnn-near-diagonal",
    statement: "BNN (Gaussian prior) very close to the diagonal: expected calibration error",
    published: "very close",
    measured: ({ bnn }) => bnn.stated.ece,
    // what a drawing of this size shows
    asks: asks("at most 0.01", ([ece]) => ece <= 0.01),
  },
  overconfident("plain", labels.dnn),
  overconfident("dropout", labels["dnn-dropout"]),
  nearOne("plain", labels.dnn, { published: 0.7, asks: within(0.05) }),
  nearOne("dropout", labels["dnn-dropout"], { published: 0.9, asks: within(0.05) }),
  nearOne("bnn", labels["bnn-gaussian"], { published: 1, asks: asks("at least 0.995", ([accuracy]) => accuracy >= 0.995) }),
  {
    id: "binning-artefact",
    variant: "external",
    statement:
      "The plain network's 70% at scores near 1 comes of bins that drop exact ones: accuracy in the last bin without and with them",
    published: `${["without", "with"].map((side) => digits(published.number("last bin", "dnn", side, "right"), 3)).join(" and ")} (400 units)`,
    measured({ plain }) {
      const { without, with: all } = plain.published.lastBins[0];
      return [without.right, without.count, all.right, all.count];
    },
    shows: ([without, count, all, countOfAll]) => `${ofCount(without, count)} and ${ofCount(all, countOfAll)}`,
    asks: asks("below 0.9 without, at least 0.95 with", ([without, , all]) => without < 0.9 && all >= 0.95),
  },
  lower(
    "plainScaledLessPlain",
    { id: "temperature", variant: "external", statement: "Temperature scaling (Guo et al. 2017) calibrates the plain network better" },
    ({ plain }) => [plain.scaled, plain.stated],
  ),
];

const claimsOn = (id: string): Claim[] => {
  const groupIn = (result: MnistCalibrationResult) => groupsOf(result).find((group) => group.id === id);
  return onNetworks.map(({ measured, ...said }) => ({
    ...said,
    id: `${said.id}-${id}`,
    statement: (result) => `${said.statement}, ${groupLabel(groupIn(result)!)}`,
    where: (result) => groupIn(result) !== undefined,
    measured: (result) => measured(networksOf(groupIn(result)!)),
    // What the text says in general may be asked of a shorter training; what its stored runs give asks for their settings.
    tested({ testImages }, budget) {
      if (id === "source") return testImages === allImages;
      return budget === "paper" || (budget === "default" && said.variant !== "external");
    },
  }));
};

/** Figure 19 as its code drew it, then what the text says of every size and of the source's own networks, then the recorded bins and errors. */
export const mnistCalibrationClaims: readonly Claim[] = [
  ...lastBins,
  diagonal,
  ...[...mnistTraining.paper.units, "source"].flatMap((id) => claimsOn(String(id))),
  ...recordedClaims,
];
