import { above, asks, because, digits, factor, mean, type Said, within } from "@credence/lab";
import { curveWithoutNoise } from "../regression/bands-figure.ts";
import { type RecordedBands, recordedBands } from "../regression/published.ts";
import { published } from "./published.ts";
import type { RegressionEnsemblesResult, TrainedEnsemble } from "./regression-ensembles.ts";
import { ensembleBands, ensembleStdDev, overNetworks, stdDevFactor, welchWidth } from "./statistics.ts";

type Result = RegressionEnsemblesResult;
type Claim = Said<Result>;

/** Inputs of the source's record in [-0.2, 1.4] with training data, and without. */
const inside = [0, 0.1, 0.25, 0.4, 0.5];
const outside = [-0.2, -0.1, 0.6, 0.8, 1, 1.2, 1.4];

const find = ({ ensembles }: Result, dropout: number) => ensembles.find((ensemble) => ensemble.dropout === dropout);
const nameOf = (dropout: number): string => (dropout === 0 ? "plain" : `dropout-${dropout}`);

/** Said of ensembles, judged where each was trained as published with three networks or more. */
const ofEnsembles = (...dropouts: readonly number[]): Pick<Claim, "tested"> => ({
  tested: (result) =>
    dropouts.every((dropout) => {
      const ensemble = find(result, dropout);
      return ensemble?.asPublished ? ensemble.functions.length > 2 : false;
    }),
});

/** A value of one ensemble: there is no row where it was not trained. */
const ofOne = (dropout: number, value: (ensemble: TrainedEnsemble, result: Result) => ReturnType<Claim["measured"]>) => ({
  ...ofEnsembles(dropout),
  where: (result: Result) => find(result, dropout) !== undefined,
  measured: (result: Result) => value(find(result, dropout)!, result),
});

const lastRows = (ensemble: TrainedEnsemble, measure: "rmse" | "mse") =>
  overNetworks(ensemble.traces.map((trace) => trace[trace.length - 1][measure]));

/** Mean and spread over networks at the end of training, against the source's 25. */
function endClaims(dropout: number, measure: "rmse" | "mse", words: (ensemble: TrainedEnsemble) => string): readonly Claim[] {
  const [theirMean, theirSpread] = [published.number(measure, dropout, "mean"), published.number(measure, dropout, "stdDev")];
  const count = published.number("networks", dropout);
  const said = (id: string, quantity: string) => ({
    id: `${id}-${nameOf(dropout)}`,
    variant: "as published" as const,
    statement(result: Result) {
      const ensemble = find(result, dropout)!;
      return `${words(ensemble)}, ${ensemble.label}: ${quantity} over ${ensemble.functions.length} of the source's ${count}`;
    },
  });
  return [
    {
      ...said(measure, "mean"),
      ...ofOne(dropout, (ensemble) => lastRows(ensemble, measure)),
      published: theirMean,
      asks(result) {
        const { size: stdDev } = lastRows(find(result, dropout)!, measure).error;
        const ours = { stdDev, count: find(result, dropout)!.functions.length };
        return because("95% of the differences of two such means (Welch)", within(welchWidth(ours, { stdDev: theirSpread, count })));
      },
    },
    {
      ...said(`${measure}-spread`, "standard deviation"),
      ...ofOne(dropout, (ensemble) => lastRows(ensemble, measure).error.size),
      published: theirSpread,
      asks: (result) =>
        because("95% of two samples of as many networks", factor(stdDevFactor(find(result, dropout)!.functions.length, count))),
    },
  ];
}

/** The mean function against the recorded one: the largest difference, in standard errors of both. */
function largestDifference({ functions }: TrainedEnsemble, x: readonly number[], record: RecordedBands): number {
  const [ours, spread] = [ensembleBands(x, functions).mean, ensembleStdDev(x, functions)];
  const scores = record.x.map((input, i) => {
    const at = x.indexOf(input);
    const theirs = (record.q75[i] - record.q25[i]) / 1.349;
    return Math.abs(ours[at] - record.mean[i]) / Math.sqrt(spread[at] ** 2 / functions.length + theirs ** 2 / 25);
  });
  return Math.max(...scores);
}

const meanClaim = (dropout: number): Claim => ({
  ...ofOne(dropout, (ensemble, { x }) => largestDifference(ensemble, x, recordedBands(`ensemble-${dropout}`)!)),
  id: `mean-${nameOf(dropout)}`,
  variant: "as published",
  statement(result) {
    const { functions, label } = find(result, dropout)!;
    return `Mean of ${functions.length} ${label} against the mean of the source's 25 at 14 inputs in [-0.5, 1.5]: largest difference, in standard errors of both`;
  },
  published: 0,
  asks: asks("at most 4: the largest of 14 correlated differences, their standard deviations estimated", ([most]) => most! <= 4),
});

/** Mean over inputs of a spread: standard deviations of ours, interquartile ranges over 1.349 of the source's. */
const recordedSpread = ({ x, q25, q75 }: RecordedBands, inputs: readonly number[]): number =>
  mean(inputs.map((input) => x.indexOf(input)).map((i) => (q75[i] - q25[i]) / 1.349));
const spreadAt = ({ x }: Result, { functions }: TrainedEnsemble, inputs: readonly number[]): number =>
  mean(inputs.map((input) => ensembleStdDev(x, functions)[x.indexOf(input)]));

/** Of the inputs without data, those whose true value lies in the band. */
const hits = (low: (input: number) => number, high: (input: number) => number): number =>
  outside.filter((input) => curveWithoutNoise(input) >= low(input) && curveWithoutNoise(input) <= high(input)).length;

const recordedHits = ({ x, q05, q95 }: RecordedBands): number =>
  hits(
    (input) => q05[x.indexOf(input)],
    (input) => q95[x.indexOf(input)],
  );

/** 95% of a normal distribution lie below this many standard deviations. */
const z95 = 1.645;

function ownHits({ x }: Result, { functions }: TrainedEnsemble): number {
  const [centre, spread] = [ensembleBands(x, functions).mean, ensembleStdDev(x, functions)];
  const reach = (input: number) => z95 * spread[x.indexOf(input)];
  return outside.filter((input) => Math.abs(curveWithoutNoise(input) - centre[x.indexOf(input)]) <= reach(input)).length;
}

const [theirPlain, theirDropped] = [recordedBands("ensemble-0")!, recordedBands("ensemble-0.5")!];
const bayesian = recordedSpread(recordedBands("gaussian-0")!, outside);
const ofPlain = (value: (result: Result, plain: TrainedEnsemble) => number) => ({
  ...ofEnsembles(0),
  measured(result: Result) {
    const plain = find(result, 0);
    return plain && value(result, plain);
  },
});

const statements: readonly Claim[] = [
  {
    ...ofPlain((result, plain) => spreadAt(result, plain, outside)),
    id: "little-variability",
    statement(result) {
      const plain = find(result, 0);
      const ours = digits(plain && spreadAt(result, plain, inside), 4);
      return `Plain networks show very little variability outside the data: standard deviation over networks, mean at seven inputs in [-0.2, 1.4] without data (inside: ${ours}, published ${digits(recordedSpread(theirPlain, inside), 4)}; the source's Bayesian network under N(0, 1): ${digits(bayesian)} outside)`;
    },
    published: recordedSpread(theirPlain, outside),
    asks: asks("at most a fifth of the Bayesian network's", ([ours]) => ours! <= bayesian / 5),
  },
  {
    ...ofPlain((result, plain) => spreadAt(result, plain, outside) / spreadAt(result, plain, inside)),
    id: "spread-grows",
    variant: "as published",
    statement: "Yet the spread of plain networks grows outside the data: standard deviation over networks, outside over inside",
    published: recordedSpread(theirPlain, outside) / recordedSpread(theirPlain, inside),
    asks: above(1),
  },
  {
    ...ofPlain(ownHits),
    id: "overconfident",
    statement:
      "Plain networks are overconfident: of seven inputs without data, those whose true value lies in the 5-95% band of the networks (ours: mean ± 1.645 standard deviations)",
    published: recordedHits(theirPlain),
    asks: asks("fewer than half, where nine tenths are promised", ([ours]) => ours! < outside.length / 2),
  },
  {
    id: "dropout-more",
    statement:
      "Networks trained with dropout 0.5 vary somewhat more outside the data: standard deviation over networks at the seven inputs, dropout over plain",
    published: recordedSpread(theirDropped, outside) / recordedSpread(theirPlain, outside),
    measured(result) {
      const [plain, dropped] = [find(result, 0), find(result, 0.5)];
      return plain && dropped && spreadAt(result, dropped, outside) / spreadAt(result, plain, outside);
    },
    asks: above(1),
    ...ofEnsembles(0, 0.5),
  },
];

/** What the source says of its Figures 1 and 7, and what it recorded. */
export const regressionEnsemblesClaims: readonly Claim[] = [
  ...[0, 0.5, 0.75].flatMap((dropout) => [
    ...endClaims(dropout, "rmse", ({ epochs }) => {
      const last = published.number("rmse epochs", dropout);
      return `Final RMSE in [-0.2, 1.4] (ours after ${epochs} epochs, the source's last is after ${last} of its 1,000)`;
    }),
    ...endClaims(dropout, "mse", () => "Mean squared error of the last minibatch"),
  ]),
  ...[0, 0.5].map(meanClaim),
  ...statements,
];
