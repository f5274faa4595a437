import { asks, claimsOn, digits, explained, lowestIs, mean, type Quantity, type Said, within, withinErrors } from "@credence/lab";
import { mnistNetworkLabels as labels, type TableNetworkName } from "../mnist/networks.ts";
import { mnistTraining } from "../mnist/training.ts";
import { type CalibrationGroup, groupLabel, groupsOf, memberOf } from "./groups.ts";
import type { MnistCalibrationResult } from "./mnist-calibration.ts";
import { figureUnits, published, publishedCurve } from "./published.ts";
import { reasons } from "./reasons.ts";
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
  const accuracyIn = (result: MnistCalibrationResult): Quantity | undefined => {
    const { right = null, count = 0 } = inFigure(result, network)?.lastBins[0].without ?? {};
    if (right !== null) return { value: right, error: { of: "counting", size: Math.sqrt((right * (1 - right)) / count), n: count } };
  };
  return {
    id: `figure-last-bin-${network}`,
    variant: "as published",
    statement: `Accuracy of scores in [0.9, 1), without exact ones, ${labels[network]}, ${figureUnits} units`,
    published: publishedCurve(network)!.at(-1)!.accuracy,
    measured: accuracyIn,
    // of reading, and of the difference of two counts
    asks: withinErrors(3 * Math.SQRT2, { width: 0.01, of: "standard errors of counting" }),
    tested: (_, budget) => budget === "paper",
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
  measured: (result) => inFigure(result, "dnn") && drawn.map((network) => meanGap(inFigure(result, network)!.bins)),
  shows: ([bnn, dropout, plain]) => `${digits(bnn, 3)} against ${digits(dropout, 3)} (dropout), ${digits(plain, 3)} (plain)`,
  asks: lowestIs(0, "that of the BNN"),
  tested: (_, budget) => budget === "paper",
};

type Group = CalibrationGroup & Pick<MnistCalibrationResult, "testImages">;
type OnGroup = Omit<Said<Group>, "tested">;
type Pair = keyof CalibrationGroup["comparisons"];

const [bnn, dropout, plain] = drawn.map((network) => (group: Group) => memberOf(group, network));

const percent = (value: number | null) => `${digits(100 * value!).replace("-", "−")} %`;

const lower = (pair: Pair, of: (group: Group) => readonly { readonly ece: number }[]): Omit<OnGroup, "id" | "statement"> => ({
  published: "lower",
  measured(group) {
    const { difference, standardError } = group.comparisons[pair];
    return [...of(group).map(({ ece }) => ece), difference, standardError];
  },
  shows: ([first, second, , standardError]) => `${percent(first)} against ${percent(second)}, ± ${percent(standardError)}`,
  asks: asks("expected calibration error lower by 2 standard errors of resampling", ([, , less, error]) => less < 0 && less <= -2 * error),
});

const nearOne = (of: typeof bnn) => ({
  statement: (group: Group) => `Accuracy at scores around 1 (0.9 and more, exact ones among them), ${labels[of(group).network]}`,
  measured: (group: Group) => of(group).stated.bins.at(-1)!.accuracy,
});

const overconfident = (of: typeof bnn): Omit<OnGroup, "id"> => ({
  statement: (group) => `Overconfident: mean score less accuracy, ${labels[of(group).network]}`,
  published: "above 0",
  measured(group) {
    const { mean: value, standardError: size } = of(group).stated.overconfidence;
    return { value, error: { of: "counting", size, n: group.testImages } };
  },
  asks: asks("above 0 by 2 standard errors", ([value], _, [error]) => value >= 2 * error),
});

/** What the text says of any of its networks, asked with top labels, exact scores and all draws; external: of the stored ones, and a remedy. */
const onGroup: readonly OnGroup[] = [
  {
    id: "bnn-beats-plain",
    statement: "BNN (Gaussian prior) calibrated better than the plain network",
    ...lower("bnnLessPlain", (group) => [bnn(group).stated, plain(group).stated]),
  },
  {
    id: "bnn-beats-dropout",
    statement: "BNN (Gaussian prior) calibrated better than dropout",
    ...lower("bnnLessDropout", (group) => [bnn(group).stated, dropout(group).stated]),
  },
  {
    id: "bnn-near-diagonal",
    statement: "BNN (Gaussian prior) very close to the diagonal: expected calibration error",
    published: "very close",
    measured: (group) => bnn(group).stated.ece,
    // what a drawing of this size shows
    asks: asks("at most 0.01", ([ece]) => ece <= 0.01),
  },
  { id: "overconfident-plain", ...overconfident(plain) },
  { id: "overconfident-dropout", ...overconfident(dropout) },
  { id: "near-one-plain", ...nearOne(plain), published: 0.7, asks: within(0.05) },
  { id: "near-one-dropout", ...nearOne(dropout), published: 0.9, asks: within(0.05) },
  { id: "near-one-bnn", ...nearOne(bnn), published: 1, asks: asks("at least 0.995", ([accuracy]) => accuracy >= 0.995) },
  {
    id: "binning-artefact",
    variant: "external",
    statement: "The plain network's 70 % at scores near 1 comes of bins that drop exact ones: the last bin without and with them",
    published: `${["without", "with"].map((side) => digits(published.number("last bin", "dnn", side, "right"), 3)).join(" and ")} (400 units)`,
    measured(group) {
      const { without, with: all } = plain(group).published.lastBins[0];
      return [without.right, without.count, all.right, all.count];
    },
    shows: ([without, count, all, countOfAll]) =>
      `${without === null ? "none" : digits(without, 3)} of ${count!.toLocaleString("en-US")} and ${all === null ? "none" : digits(all, 3)} of ${countOfAll!.toLocaleString("en-US")}`,
    asks: asks("below 0.9 without, at least 0.95 with", ([without, , all]) => without < 0.9 && all >= 0.95),
  },
  {
    id: "temperature",
    variant: "external",
    statement: "Temperature scaling (Guo et al. 2017) calibrates the plain network better",
    ...lower("plainScaledLessPlain", (group) => [plain(group).scaled, plain(group).stated]),
  },
];

const claimsOf = (id: string): Claim[] =>
  claimsOn(
    {
      id: (claim) => `${claim}-${id}`,
      of(result: MnistCalibrationResult) {
        const group = groupsOf(result).find((one) => one.id === id);
        return group && { ...group, testImages: result.testImages };
      },
      words: (group) => `, ${groupLabel(group)}`,
    },
    onGroup.map((said) => ({
      ...said,
      // What the text says in general may be asked of a shorter training; what its stored runs give asks for their settings.
      tested: ({ testImages }, budget) =>
        id === "source" ? testImages === allImages : budget === "paper" || (budget === "default" && said.variant !== "external"),
    })),
  );

/** Figure 19 as its code drew it, then what the text says of every size and of the source's own networks, then the recorded bins and errors. */
export const mnistCalibrationClaims: readonly Claim[] = explained(
  [...lastBins, diagonal, ...[...mnistTraining.paper.units, "source"].flatMap((id) => claimsOf(String(id))), ...recordedClaims],
  reasons,
);
