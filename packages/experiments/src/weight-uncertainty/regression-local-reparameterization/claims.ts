import { type Claim, mean, spreadOf, verdictOf } from "@credence/lab";
import { powerOfE } from "@credence/lab/figures";
import { recordedBands } from "../regression/recorded-bands.ts";
import { freeEnergyOf } from "../regression/scores.ts";
import { differenceVariance, digits, runFactor, withinFactor } from "../regression/verdicts.ts";
import { convergedAt, lateValue } from "../regression-priors/curve-claims.ts";
import { publishedCells } from "../regression-priors/published.ts";
import {
  publishedConvergence,
  publishedDifferenceVariance,
  publishedEpochSeconds,
  publishedFreeEnergies,
  publishedLocal,
  publishedRmseVariance,
} from "./published.ts";
import type { LocalReparameterizationResult, TrainedPair, TrainedSide } from "./result.ts";

/** What the source says of its Figures 14 and 15, like compared with like. */
export function localReparameterizationClaims({ pairs }: LocalReparameterizationResult): Claim[] {
  const of = (minusLog: number) => pairs.find(({ id }) => id === `gaussian-${minusLog}`);
  return [
    ...varianceClaims(of(0)),
    ...densityClaims(of(1)),
    ...convergenceClaims(pairs),
    ...[0, 1, 2].flatMap((minusLog) => freeEnergyClaims(`gaussian-${minusLog}`, of(minusLog))),
    timeClaim,
  ];
}

type Row = Omit<Claim, "spread" | "verdict"> & { readonly pair: TrainedPair | undefined; holds(pair: TrainedPair): boolean };
/** Judged where the pair was trained as published; nothing measured where it did not run. */
const claim = ({ pair, holds, ...row }: Row): Claim => ({
  ...row,
  spread: null,
  verdict: verdictOf(pair?.asPublished ?? false, pair !== undefined && holds(pair)),
});

/**
 * Sampling error of a variance of 1,499 heavy-tailed differences, 12% at the kurtosis of 20 that was assumed before the first run; 1.96 times
 * its root-two multiple, as a factor. Measured since: the fall of the first epochs is more than half of the variance and the kurtosis far above
 * 20, so that single runs differ by more. The tolerance stays as it was stated.
 */
const varianceFactor = Math.exp(1.96 * Math.SQRT2 * Math.sqrt((20 + 2) / 1499));

const restlessness = (side: TrainedSide): number => differenceVariance(side.trace.map(({ rmse }) => rmse));

function varianceClaims(pair: TrainedPair | undefined): Claim[] {
  const what = "variance of the differences between consecutive epochs' last-batch objectives, prior N(0, 1), nats squared";
  const value = (side: "without" | "with") =>
    claim({
      pair,
      id: `difference-variance-${side}`,
      variant: "as published",
      statement: `${side === "with" ? "With" : "Without"} the trick: ${what}`,
      published: publishedDifferenceVariance[side],
      measured: pair?.[side].differenceVariance ?? null,
      tolerance: `within a factor ${digits(varianceFactor)}: two variances of 1,499 heavy-tailed differences`,
      holds: (given) => withinFactor(given[side].differenceVariance, publishedDifferenceVariance[side], varianceFactor),
    });
  const { without, with: trick } = publishedDifferenceVariance;
  const ratio = pair ? pair.with.differenceVariance / pair.without.differenceVariance : null;
  return [
    value("without"),
    value("with"),
    claim({
      pair,
      id: "difference-variance-falls",
      variant: "as published",
      statement: `The trick lowers the ${what}: with over without`,
      published: trick / without,
      measured: ratio,
      tolerance: "below 1",
      holds: () => ratio! < 1,
    }),
    claim({
      pair,
      id: "rmse-variance-falls",
      variant: "as published",
      statement:
        "The trick lowers the variance of the RMSE: of its consecutive differences (20 epochs apart), prior N(0, 1), with against without",
      published: `${publishedRmseVariance.with} against ${publishedRmseVariance.without}`,
      measured: pair ? `${restlessness(pair.with).toPrecision(2)} against ${restlessness(pair.without).toPrecision(2)}` : null,
      tolerance: "lower with the trick",
      holds: (given) => restlessness(given.with) < restlessness(given.without),
    }),
  ];
}

/** Mean interquartile range of f at the inputs of the record outside the training region. */
export function outerQuartileRange({ x, q25, q75 }: Pick<TrainedSide["bands"], "x" | "q25" | "q75">): number {
  const inputs = [-0.2, -0.1, 0.6, 0.8, 1, 1.2, 1.4];
  return mean(inputs.map((input) => x.indexOf(input)).map((i) => q75[i] - q25[i]));
}

function densityClaims(pair: TrainedPair | undefined): Claim[] {
  const cell = publishedCells["gaussian-1"];
  const against = (value: (side: TrainedSide) => number) =>
    pair ? `${digits(value(pair.with))} against ${digits(value(pair.without))}` : null;
  const lower = (
    variant: Claim["variant"],
    words: string,
    ours: (side: TrainedSide) => number,
    theirs: number,
    runs: readonly number[],
  ) => {
    const margin = spreadOf(runs)!;
    return claim({
      pair,
      id: `density-falls-${variant === "as published" ? "published" : "stated"}`,
      variant,
      statement: `The trick lowers the lppd (the source compares with -3.21, a mixture's): ${words}, Gaussian prior e⁻¹ with and without`,
      published: `${digits(theirs)} against ${digits(mean(runs))}`,
      measured: against(ours),
      tolerance: `lower by more than ${digits(margin)}, the standard deviation over the source's three runs without it`,
      holds: (given) => ours(given.with) < ours(given.without) - margin,
    });
  };
  const record = publishedLocal["gaussian-1"];
  const meanLog = ({ published }: TrainedSide) => published.meanLogDensity;
  const width = (side: TrainedSide) => outerQuartileRange(side.bands);
  const [withTrick, withoutTrick] = [recordedBands["local-gaussian-1"], recordedBands["gaussian-1"]].map(outerQuartileRange);
  return [
    claim({
      pair,
      id: "density-local",
      variant: "as published",
      statement: "With the trick, Gaussian prior e⁻¹: mean log density in [-0.2, 1.4] (published as lppd)",
      published: record.meanLogDensity,
      measured: pair ? meanLog(pair.with) : null,
      tolerance: `within a factor ${digits(runFactor("meanLogDensity"))}: one run each, the spread over runs as in Table 1`,
      holds: (given) => withinFactor(meanLog(given.with), record.meanLogDensity, runFactor("meanLogDensity")),
    }),
    lower("as published", "mean log density in [-0.2, 1.4]", meanLog, record.meanLogDensity, cell.meanLogDensity),
    lower("as stated", "log of the mean density in [-0.5, 1.5]", ({ stated }) => stated.lppd, record.lppd, cell.storedLppd),
    claim({
      pair,
      id: "wider-bands",
      variant: "as stated",
      statement:
        "The trick widens the interquartile range of f outside the data: mean at seven inputs in [-0.2, 1.4], Gaussian prior e⁻¹ with and without",
      published: `${digits(withTrick)} against ${digits(withoutTrick)}`,
      measured: against(width),
      tolerance: "wider with the trick",
      holds: (given) => width(given.with) > width(given.without),
    }),
  ];
}

/** First epoch at which the free energy with the trick is as low as it is without at the end; null where it never is. */
export function catchesUpAt({ without, with: trick }: Pick<TrainedPair, "without" | "with">): number | null {
  const goal = lateValue(without.trace, "freeEnergy");
  return trick.trace.find(({ freeEnergy }) => freeEnergy <= goal)?.epoch ?? null;
}

function convergenceClaims(pairs: readonly TrainedPair[]): Claim[] {
  const tested = pairs.length > 0 && pairs.every(({ asPublished }) => asPublished);
  const epochs = pairs.map((pair) => ({ with: convergedAt(pair.with.trace), without: convergedAt(pair.without.trace) }));
  const caught = pairs.map(catchesUpAt);
  const priors = pairs.map(({ label }) => label.replace("Gaussian, ", "")).join("; ");
  return [
    {
      id: "convergence-published",
      variant: "as published",
      statement: `Convergence is not faster with the trick: epochs to 95% of the fall of the last-batch objective, with against without, ${priors}`,
      published: pairs.map(({ id }) => `${publishedConvergence[id].with} against ${publishedConvergence[id].without}`).join("; "),
      measured: epochs.map((pair) => `${pair.with} against ${pair.without}`).join("; "),
      spread: null,
      tolerance: "nine tenths of the epochs without it or more, for each prior",
      verdict: verdictOf(
        tested,
        epochs.every((pair) => pair.with >= 0.9 * pair.without),
      ),
    },
    {
      id: "convergence-stated",
      variant: "as stated",
      statement: `Convergence is not faster with the trick: epoch at which its true free energy is as low as that without it at the end (mean of the last five rows), ${priors}`,
      published: "not faster",
      measured: caught.map((epoch, i) => `${epoch ?? "never"} of ${pairs[i].epochs}`).join("; "),
      spread: null,
      tolerance: "nine tenths of all epochs or more, for each prior",
      verdict: verdictOf(
        tested,
        caught.every((epoch, i) => epoch === null || epoch >= 0.9 * pairs[i].epochs),
      ),
    },
  ];
}

const complexityFactor = runFactor("complexity");

function freeEnergyClaims(id: string, pair: TrainedPair | undefined): Claim[] {
  const record = publishedLocal[id];
  const [least, most] = publishedFreeEnergies[id];
  const prior = `prior sd ${powerOfE(Number(id.slice(-1)))}`;
  const freeEnergy = ({ kept }: TrainedSide) => freeEnergyOf(kept);
  return [
    claim({
      pair,
      id: `free-energy-lower-${id}`,
      variant: "external",
      statement: `In true free energy the trick is ahead, ${prior}: networks kept with against without, nats (published: of the stored networks, which the source did not evaluate so)`,
      published: `${(record.complexity + record.nll).toFixed(0)} against ${least.toFixed(0)} to ${most.toFixed(0)}`,
      measured: pair ? `${freeEnergy(pair.with).toFixed(0)} against ${freeEnergy(pair.without).toFixed(0)}` : null,
      tolerance: "lower with the trick",
      holds: (given) => freeEnergy(given.with) < freeEnergy(given.without),
    }),
    claim({
      pair,
      id: `complexity-${id}`,
      variant: "as published",
      statement: `With the trick, ${prior}: KL[q || prior] of the network kept, nats (published: of the stored network)`,
      published: record.complexity,
      measured: pair ? pair.with.kept.complexity : null,
      tolerance: `within a factor ${digits(complexityFactor)}: two single runs of the source's three per Gaussian prior`,
      holds: (given) => withinFactor(given.with.kept.complexity, record.complexity, complexityFactor),
    }),
  ];
}

const { without: slow, with: fast } = publishedEpochSeconds;

/** A result is what seed, settings and data determine, so it holds no time, at any budget. */
const timeClaim: Claim = {
  id: "epoch-time",
  variant: "as published",
  statement:
    "An epoch takes a third less time with the trick: seconds with against without, on the source's graphics card. No budget tests this, since " +
    "results hold no clock readings: the project's benchmark measures training steps with and without the trick, see RESULTS.md",
  published: `${fast} against ${slow}`,
  measured: null,
  spread: null,
  tolerance: "none here: measured by the benchmark",
  verdict: "not tested at this budget",
};
