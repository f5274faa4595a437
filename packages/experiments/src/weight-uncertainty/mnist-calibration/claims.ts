import { type BudgetName, type Claim, verdictOf } from "@credence/lab";
import type { metrics } from "credence";
import { mnistNetworkLabels, mnistNetworkNames, type TableNetworkName } from "../mnist/networks.ts";
import { publishedCurves, publishedFigureUnits, readingError } from "./published.ts";
import { allImages, recordedClaims, stdDevs } from "./recorded-claims.ts";
import { type CalibrationGroup, groupLabel, groupsOf, type MnistCalibrationResult, memberOf } from "./result.ts";

/** How many standard errors apart two things must be to differ. */
const standardErrors = 2;

/** "Very close to the line": a point of probability, what a drawing of this size shows. */
const closeError = 0.01;

/** "Around 70%", "around 90%". */
const around = 0.05;

const drawn: readonly TableNetworkName[] = ["bnn-gaussian", "dnn-dropout", "dnn"];

const percent = (value: number): string => `${(100 * value).toFixed(2).replace("-", "−")}%`;
const share = (value: number | null): string => (value === null ? "none" : value.toFixed(3));

/** Figure 19 as its code drew it, then what the text says of every size and of the source's own networks, then the recorded bins and errors. */
export function mnistCalibrationClaims(result: MnistCalibrationResult, budget: BudgetName): Claim[] {
  return [
    ...drawn.map((network) => figureClaim(result, network, budget)),
    diagonalClaim(result, budget),
    ...groupsOf(result).flatMap((group) => textClaims(result, group, budget)),
    ...mnistNetworkNames.flatMap((network) => recordedClaims(result, network)),
  ];
}

const figureGroup = ({ trained }: MnistCalibrationResult): CalibrationGroup | undefined =>
  trained.find(({ units }) => units === publishedFigureUnits);

/** The last point of each curve. */
function figureClaim(result: MnistCalibrationResult, network: TableNetworkName, budget: BudgetName): Claim {
  const group = figureGroup(result);
  const ours = group && memberOf(group, network).published.lastBins[0].without;
  const published = publishedCurves[network]!.accuracy.at(-1)!;
  const right = ours?.right ?? null;
  const tolerance = ours && right !== null ? readingError + stdDevs * Math.sqrt((2 * right * (1 - right)) / ours.count) : null;
  return {
    id: `figure-last-bin-${network}`,
    variant: "as published",
    statement: `Share right of scores in [0.9, 1), without exact ones, ${mnistNetworkLabels[network]}, ${publishedFigureUnits} units`,
    published,
    measured: right,
    spread: ours && right !== null ? Math.sqrt((right * (1 - right)) / ours.count) : null,
    tolerance: `within ${readingError} of reading and ${stdDevs} standard errors of two counts${ours ? ` of ${ours.count.toLocaleString("en-US")}` : ""}`,
    verdict: verdictOf(budget === "paper" && tolerance !== null, right !== null && Math.abs(right - published) <= (tolerance ?? 0)),
  };
}

/** Distance from the diagonal, mean over the bins that hold anything: all that a figure without counts lets one compute. */
function meanGap(points: readonly { readonly confidence: number | null; readonly accuracy: number | null }[]): number {
  const gaps = points.flatMap(({ confidence, accuracy }) =>
    confidence === null || accuracy === null ? [] : [Math.abs(confidence - accuracy)],
  );
  return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
}

function diagonalClaim(result: MnistCalibrationResult, budget: BudgetName): Claim {
  const group = figureGroup(result);
  const bins = (network: TableNetworkName): readonly metrics.ReliabilityBin[] => memberOf(group!, network).published.bins;
  const ours = group ? drawn.map((network) => meanGap(bins(network))) : null;
  const theirs = drawn.map((network) => {
    const { confidence, accuracy } = publishedCurves[network]!;
    return meanGap(confidence.map((score, i) => ({ confidence: score, accuracy: accuracy[i] })));
  });
  const show = ([bnn, dropout, plain]: readonly number[]) =>
    `${bnn.toFixed(3)} against ${dropout.toFixed(3)} (dropout), ${plain.toFixed(3)} (plain)`;
  return {
    id: "figure-diagonal",
    variant: "as published",
    statement: `BNN nearer to the diagonal than both baselines: mean distance of the bins of Figure 19, ${publishedFigureUnits} units`,
    published: show(theirs),
    measured: ours && show(ours),
    spread: null,
    tolerance: "the smallest of the three",
    verdict: verdictOf(budget === "paper" && ours !== null, ours !== null && ours[0] < Math.min(ours[1], ours[2])),
  };
}

/** What the text says of any of these networks, asked with top labels, exact ones and all draws. */
function textClaims(result: MnistCalibrationResult, group: CalibrationGroup, budget: BudgetName): Claim[] {
  const own = group.id === "source";
  const epochs = memberOf(group, "bnn-gaussian").epochs;
  const where = `${groupLabel(group)}${own || budget === "paper" ? "" : `, here after ${epochs} epochs`}`;
  // What the text says in general may be asked of a shorter training; what its stored runs give asks for their settings.
  const general = own ? result.testImages === allImages : budget !== "smoke";
  const settled = own ? result.testImages === allImages : budget === "paper";
  const [bnn, dropout, plain] = drawn.map((network) => memberOf(group, network));
  const claim = (id: string, said: Omit<Claim, "id" | "variant" | "verdict" | "spread"> & Partial<Claim>, holds: boolean): Claim => ({
    variant: "as stated",
    spread: null,
    ...said,
    id: `${id}-${group.id}`,
    statement: `${said.statement}, ${where}`,
    verdict: verdictOf(said.variant === "external" ? settled : general, holds),
  });
  const { bnnLessPlain, bnnLessDropout, plainScaledLessPlain } = group.comparisons;
  const lower = `lower by ${standardErrors} standard errors, on resampled images`;
  const below = ({ difference, standardError }: { difference: number; standardError: number }) =>
    difference < 0 && difference <= -standardErrors * standardError;
  const eceOf = (first: { ece: number }, second: { ece: number }, { standardError }: { standardError: number }) =>
    `${percent(first.ece)} against ${percent(second.ece)}, ± ${percent(standardError)}`;
  const over = ({ stated: { overconfidence } }: typeof bnn) => overconfidence;
  const overconfident = (id: string, one: typeof bnn) =>
    claim(
      id,
      {
        statement: `Overconfident: mean score less share right, ${mnistNetworkLabels[one.network]}`,
        published: "above 0",
        measured: over(one).mean,
        spread: over(one).standardError,
        tolerance: `above 0 by ${standardErrors} standard errors`,
      },
      over(one).mean >= standardErrors * over(one).standardError,
    );
  const nearOne = (one: typeof bnn): number | null => one.stated.bins.at(-1)!.accuracy;
  const aboutRight = (id: string, one: typeof bnn, published: number) =>
    claim(
      id,
      {
        statement: `Share right at scores around 1 (0.9 and more, exact ones among them), ${mnistNetworkLabels[one.network]}`,
        published,
        measured: nearOne(one),
        tolerance: `within ${around}`,
      },
      nearOne(one) !== null && Math.abs(nearOne(one)! - published) <= around,
    );
  const last = plain.published.lastBins[0];
  return [
    claim(
      "bnn-beats-plain",
      {
        statement: "BNN (Gaussian prior) calibrated better than the plain network: expected calibration error",
        published: "lower",
        measured: eceOf(bnn.stated, plain.stated, bnnLessPlain),
        tolerance: lower,
      },
      below(bnnLessPlain),
    ),
    claim(
      "bnn-beats-dropout",
      {
        statement: "BNN (Gaussian prior) calibrated better than dropout: expected calibration error",
        published: "lower",
        measured: eceOf(bnn.stated, dropout.stated, bnnLessDropout),
        tolerance: lower,
      },
      below(bnnLessDropout),
    ),
    claim(
      "bnn-near-diagonal",
      {
        statement: "BNN (Gaussian prior) very close to the diagonal: expected calibration error",
        published: "very close",
        measured: bnn.stated.ece,
        tolerance: `at most ${closeError}`,
      },
      bnn.stated.ece <= closeError,
    ),
    overconfident("overconfident-plain", plain),
    overconfident("overconfident-dropout", dropout),
    aboutRight("near-one-plain", plain, 0.7),
    aboutRight("near-one-dropout", dropout, 0.9),
    claim(
      "near-one-bnn",
      {
        statement: `Perfect accuracy at scores around 1 (0.9 and more, exact ones among them), ${mnistNetworkLabels["bnn-gaussian"]}`,
        published: 1,
        measured: nearOne(bnn),
        tolerance: "at least 0.995",
      },
      (nearOne(bnn) ?? 0) >= 0.995,
    ),
    claim(
      "binning-artefact",
      {
        variant: "external",
        statement:
          "The plain network's 70% at scores near 1 is an artefact of bins that drop exact ones: share right in the last bin without and with them",
        published: "0.825 and 0.984 (400 units)",
        measured: `${share(last.without.right)} of ${last.without.count.toLocaleString("en-US")} and ${share(last.with.right)} of ${last.with.count.toLocaleString("en-US")}`,
        tolerance: "below 0.9 without, at least 0.95 with",
      },
      (last.without.right ?? 1) < 0.9 && (last.with.right ?? 0) >= 0.95,
    ),
    claim(
      "temperature",
      {
        variant: "external",
        statement: "Temperature scaling (Guo et al. 2017) lowers the plain network's expected calibration error",
        published: "lower",
        measured: eceOf(plain.scaled, plain.stated, plainScaledLessPlain),
        tolerance: lower,
      },
      below(plainScaledLessPlain),
    ),
  ];
}
