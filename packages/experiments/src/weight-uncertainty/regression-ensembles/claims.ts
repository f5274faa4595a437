import { above, asks, because, blundellCurve, explained, factor, mean, measuredOver, type Said, spreadOf, within } from "@credence/lab";
import { metrics } from "credence";
import { type RecordedBands, recordedBands } from "../regression/published.ts";
import { ofTrained, sampleOf } from "../regression/verdicts.ts";
import { published } from "./published.ts";
import { reasons } from "./reasons.ts";
import type { RegressionEnsemblesResult, TrainedEnsemble } from "./regression-ensembles.ts";
import { ensembleBands, ensembleStdDev } from "./statistics.ts";

type Claim = Said<RegressionEnsemblesResult>;
type Ensemble = TrainedEnsemble & Pick<RegressionEnsemblesResult, "x">;

/** Inputs of the source's record in [-0.2, 1.4] with training data, and without. */
const inside = [0, 0.1, 0.25, 0.4, 0.5];
const outside = [-0.2, -0.1, 0.6, 0.8, 1, 1.2, 1.4];

function find({ x, ensembles }: RegressionEnsemblesResult, dropout: number): Ensemble | undefined {
  const found = ensembles.find((ensemble) => ensemble.dropout === dropout);
  return found && { ...found, x, asPublished: found.asPublished && found.functions.length > 2 };
}

/** A value of some ensembles, judged with three networks or more. */
const of = (dropouts: readonly number[], value: (...ensembles: Ensemble[]) => ReturnType<Claim["measured"]>) =>
  ofTrained((result: RegressionEnsemblesResult) => dropouts.map((dropout) => find(result, dropout)), value);

/** Who a claim is of; there is no row where it was not trained. */
const named = (id: string, dropout: number, statement: string): Pick<Claim, "id" | "variant" | "statement" | "where"> => ({
  id: `${id}-${dropout === 0 ? "plain" : `dropout-${dropout}`}`,
  variant: "as published",
  statement: `${dropout === 0 ? "Plain networks" : `Networks with dropout ${dropout}`}: ${statement}`,
  where: (result) => find(result, dropout) !== undefined,
});

/** Mean and spread over networks at the end of training, against the source's 25. */
function endClaims(dropout: number, measure: "rmse" | "mse", words: string): readonly Claim[] {
  const theirs = { stdDev: published.number(measure, dropout, "stdDev"), count: published.number("networks", dropout) };
  const ends = ({ traces }: Ensemble) => traces.map((trace) => trace[trace.length - 1][measure]);
  return [
    {
      ...named(measure, dropout, `${words}, mean over networks`),
      ...of([dropout], (ensemble) => measuredOver(ends(ensemble), "runs")),
      published: published.number(measure, dropout, "mean"),
      asks(result) {
        const ours = sampleOf(ends(find(result, dropout)!));
        const width = metrics.meanDifferenceWidth(ours, theirs, { spread: "unequal" });
        return because("95 % of the differences of two such means (Welch)", within(width));
      },
    },
    {
      ...named(`${measure}-spread`, dropout, `${words}, standard deviation over networks`),
      ...of([dropout], (ensemble) => spreadOf(ends(ensemble))),
      published: theirs.stdDev,
      asks: (result) =>
        because(
          "95 % of two samples of as many networks",
          factor(metrics.stdDevFactor(find(result, dropout)!.functions.length, theirs.count)),
        ),
    },
  ];
}

/** The standard deviation of a normal distribution from its quartiles. */
const spreadOfQuartiles = ({ q25, q75 }: RecordedBands, i: number): number => (q75[i] - q25[i]) / 1.349;

/** The mean function against the recorded one: the largest difference, in standard errors of both. */
function largestDifference({ x, functions }: Ensemble, record: RecordedBands): number {
  const [ours, spread] = [ensembleBands(x, functions).mean, ensembleStdDev(x, functions)];
  const scores = record.x.map((input, i) => {
    const at = x.indexOf(input);
    return Math.abs(ours[at] - record.mean[i]) / Math.sqrt(spread[at] ** 2 / functions.length + spreadOfQuartiles(record, i) ** 2 / 25);
  });
  return Math.max(...scores);
}

const meanClaim = (dropout: number): Claim => ({
  ...named("mean", dropout, "mean against the source's at 14 inputs in [-0.5, 1.5], largest difference in standard errors of both"),
  ...of([dropout], (ensemble) => largestDifference(ensemble, recordedBands(`ensemble-${dropout}`)!)),
  published: 0,
  asks: asks("at most 4: the largest of 14 correlated differences, their standard deviations estimated", ([most]) => most! <= 4),
});

/** Mean spread at some inputs. */
const recordedSpread = (record: RecordedBands, inputs: readonly number[]): number =>
  mean(inputs.map((input) => spreadOfQuartiles(record, record.x.indexOf(input))));
const spreadAt = ({ x, functions }: Ensemble, inputs: readonly number[]): number =>
  mean(inputs.map((input) => ensembleStdDev(x, functions)[x.indexOf(input)]));

/** 95 % of a normal distribution lie below this many standard deviations. */
const z95 = 1.645;

/** Of the inputs without data, those whose true value lies in the 5-95 % band. */
const recordedHits = ({ x, q05, q95 }: RecordedBands): number =>
  outside.filter((input) => {
    const [at, truth] = [x.indexOf(input), blundellCurve(input)];
    return truth >= q05[at] && truth <= q95[at];
  }).length;
function hits({ x, functions }: Ensemble): number {
  const [centre, spread] = [ensembleBands(x, functions).mean, ensembleStdDev(x, functions)];
  const inBand = (input: number, at: number) => Math.abs(blundellCurve(input) - centre[at]) <= z95 * spread[at];
  return outside.filter((input) => inBand(input, x.indexOf(input))).length;
}

const [plain, dropped] = [recordedBands("ensemble-0")!, recordedBands("ensemble-0.5")!];
const bayesian = recordedSpread(recordedBands("gaussian-0")!, outside);
const deviation = "standard deviation over networks";

const statements: readonly Claim[] = [
  {
    ...of([0], (ensemble) => spreadAt(ensemble, outside)),
    id: "little-variability",
    statement: `Plain networks show very little variability outside the data: ${deviation}, mean at seven inputs in [-0.2, 1.4]`,
    published: recordedSpread(plain, outside),
    asks: asks(`at most a fifth of that of the source's Bayesian network, ${bayesian.toFixed(2)}`, ([ours]) => ours! <= bayesian / 5),
  },
  {
    ...of([0], (ensemble) => spreadAt(ensemble, outside) / spreadAt(ensemble, inside)),
    id: "spread-grows",
    variant: "as published",
    statement: `Yet the spread of plain networks grows outside the data: ${deviation}, outside over inside`,
    published: recordedSpread(plain, outside) / recordedSpread(plain, inside),
    asks: above(1),
  },
  {
    ...of([0], hits),
    id: "overconfident",
    statement:
      "Plain networks are overconfident: of seven inputs without data, those whose true value lies in the 5-95 % band (ours: mean ± 1.645 standard deviations)",
    published: recordedHits(plain),
    asks: asks("fewer than half, where nine tenths are promised", ([ours]) => ours! < outside.length / 2),
  },
  {
    ...of([0, 0.5], (own, withDropout) => spreadAt(withDropout, outside) / spreadAt(own, outside)),
    id: "dropout-more",
    statement: `Networks trained with dropout 0.5 vary somewhat more outside the data: ${deviation}, dropout over plain`,
    published: recordedSpread(dropped, outside) / recordedSpread(plain, outside),
    asks: above(1),
  },
];

/** What the source says of its Figures 1 and 7, and what it recorded. */
export const regressionEnsemblesClaims: readonly Claim[] = explained(
  [
    ...[0, 0.5, 0.75].flatMap((dropout) => [
      ...endClaims(dropout, "rmse", "final RMSE in [-0.2, 1.4]"),
      ...endClaims(dropout, "mse", "mean squared error of the last minibatch"),
    ]),
    ...[0, 0.5].map(meanClaim),
    ...statements,
  ],
  reasons,
);
