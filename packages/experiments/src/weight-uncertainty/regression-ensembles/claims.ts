import { type Claim, mean, spreadOf, verdictOf } from "@credence/lab";
import { curveWithoutNoise } from "../regression/bands-figure.ts";
import { type RecordedBands, recordedBands } from "../regression/recorded-bands.ts";
import { digits } from "../regression/verdicts.ts";
import { publishedEnsembles } from "./published.ts";
import { ensembleBands, ensembleStdDev, type RegressionEnsemblesResult, type TrainedEnsemble } from "./result.ts";

/** Inputs of the source's record in [-0.2, 1.4] with training data, and without. */
const inside = [0, 0.1, 0.25, 0.4, 0.5];
const outside = [-0.2, -0.1, 0.6, 0.8, 1, 1.2, 1.4];

/** What the source says of its Figures 1 and 7, and what it recorded. */
export function regressionEnsemblesClaims({ x, ensembles }: RegressionEnsemblesResult): Claim[] {
  const of = (dropout: number) => ensembles.find((ensemble) => ensemble.dropout === dropout);
  return [...ensembles.flatMap(recordedClaims), ...ensembles.flatMap((ensemble) => meanClaim(x, ensemble)), ...statementClaims(x, of)];
}

/**
 * 97.5% point of Student's t, by its expansion around the normal's: within 0.01 from 4 degrees of freedom.
 */
export function studentQuantile(freedom: number): number {
  const z = 1.95996;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3;
}

interface Sample {
  readonly mean: number;
  readonly stdDev: number;
  readonly count: number;
}

/** Half width of Welch's 95% interval of the difference of two means. */
export function welchWidth(a: Sample, b: Sample): number {
  const [u, v] = [a.stdDev ** 2 / a.count, b.stdDev ** 2 / b.count];
  const freedom = (u + v) ** 2 / (u ** 2 / (a.count - 1) + v ** 2 / (b.count - 1));
  return studentQuantile(freedom) * Math.sqrt(u + v);
}

/** Factor by which standard deviations of two samples of normal numbers differ in 95% of pairs: log s varies by 1 / sqrt(2 (n - 1)). */
export const stdDevFactor = (countA: number, countB: number): number =>
  Math.exp(1.96 * Math.sqrt(1 / (2 * (countA - 1)) + 1 / (2 * (countB - 1))));

const nameOf = ({ dropout }: TrainedEnsemble): string => (dropout === 0 ? "plain" : `dropout-${dropout}`);

function recordedClaims(ensemble: TrainedEnsemble): Claim[] {
  const record = publishedEnsembles[String(ensemble.dropout)];
  const count = ensemble.functions.length;
  const tested = ensemble.asPublished && count > 2;
  const last = ensemble.traces.map((trace) => trace[trace.length - 1]);
  const rows = (
    measure: "rmse" | "mse",
    words: string,
    published: { readonly mean: number; readonly stdDev: number },
    places: number,
  ): Claim[] => {
    const values = last.map((row) => row[measure]);
    const ours = { mean: mean(values), stdDev: spreadOf(values) ?? 0, count };
    const width = welchWidth(ours, { ...published, count: record.networks });
    const factor = stdDevFactor(count, record.networks);
    return [
      {
        id: `${measure}-${nameOf(ensemble)}`,
        variant: "as published",
        statement: `${words}, ${ensemble.label}: mean over ${count} of the source's ${record.networks}`,
        published: published.mean,
        measured: ours.mean,
        spread: ours.stdDev,
        tolerance: `within ${digits(width, places)}: 95% of the differences of two such means (Welch)`,
        verdict: verdictOf(tested, Math.abs(ours.mean - published.mean) < width),
      },
      {
        id: `${measure}-spread-${nameOf(ensemble)}`,
        variant: "as published",
        statement: `${words}, ${ensemble.label}: standard deviation over ${count} of the source's ${record.networks}`,
        published: published.stdDev,
        measured: ours.stdDev,
        spread: null,
        tolerance: `within a factor ${digits(factor)}: 95% of two samples of ${count} and ${record.networks}`,
        verdict: verdictOf(tested, ours.stdDev / published.stdDev < factor && published.stdDev / ours.stdDev < factor),
      },
    ];
  };
  return [
    ...rows(
      "rmse",
      `Final RMSE in [-0.2, 1.4] (ours after ${ensemble.epochs} epochs, the source's last is after ${record.rmseEpochs} of its 1,000)`,
      record.finalRmse,
      3,
    ),
    ...rows("mse", "Mean squared error of the last minibatch", record.finalLastBatchMse, 5),
  ];
}

/** The mean function against the recorded one, in standard errors of both at each input. */
function meanClaim(x: readonly number[], { dropout, label, functions, asPublished }: TrainedEnsemble): Claim[] {
  const record = recordedBands[`ensemble-${dropout}`];
  if (!record) return [];
  const [ours, spread] = [ensembleBands(x, functions).mean, ensembleStdDev(x, functions)];
  const scores = record.x.map((input, i) => {
    const at = x.indexOf(input);
    const theirs = (record.q75[i] - record.q25[i]) / 1.349;
    return Math.abs(ours[at] - record.mean[i]) / Math.sqrt(spread[at] ** 2 / functions.length + theirs ** 2 / 25);
  });
  const most = Math.max(...scores);
  return [
    {
      id: `mean-${dropout === 0 ? "plain" : `dropout-${dropout}`}`,
      variant: "as published",
      statement: `Mean of ${functions.length} ${label} against the mean of the source's 25 at 14 inputs in [-0.5, 1.5]: largest difference, in standard errors of both`,
      published: 0,
      measured: most,
      spread: null,
      tolerance: "at most 4: the largest of 14 correlated differences, their standard deviations estimated",
      verdict: verdictOf(asPublished && functions.length > 2, most <= 4),
    },
  ];
}

/** Mean over inputs of a spread: standard deviations of ours, interquartile ranges over 1.349 of the source's. */
const recordedSpread = ({ x, q25, q75 }: RecordedBands, inputs: readonly number[]): number =>
  mean(inputs.map((input) => x.indexOf(input)).map((i) => (q75[i] - q25[i]) / 1.349));

/** 95% of a normal distribution lie below this many standard deviations. */
const z95 = 1.645;

/** Of the inputs without data, those whose true value lies in the 5-95% band. */
const recordedHits = ({ x, q05, q95 }: RecordedBands): number =>
  outside.filter((input) => {
    const i = x.indexOf(input);
    const truth = curveWithoutNoise(input);
    return truth >= q05[i] && truth <= q95[i];
  }).length;

function statementClaims(x: readonly number[], of: (dropout: number) => TrainedEnsemble | undefined): Claim[] {
  const [plain, dropped] = [of(0), of(0.5)];
  const spreadAt = (ensemble: TrainedEnsemble, inputs: readonly number[]) => {
    const spread = ensembleStdDev(x, ensemble.functions);
    return mean(inputs.map((input) => spread[x.indexOf(input)]));
  };
  const hits = (ensemble: TrainedEnsemble) => {
    const [centre, spread] = [ensembleBands(x, ensemble.functions).mean, ensembleStdDev(x, ensemble.functions)];
    return outside.filter((input) => {
      const at = x.indexOf(input);
      return Math.abs(curveWithoutNoise(input) - centre[at]) <= z95 * spread[at];
    }).length;
  };
  const tested = (...ensembles: (TrainedEnsemble | undefined)[]) =>
    ensembles.every((ensemble) => ensemble?.asPublished && ensemble.functions.length > 2);
  const [theirPlain, theirDropped] = [recordedBands["ensemble-0"], recordedBands["ensemble-0.5"]];
  const bayesian = recordedSpread(recordedBands["gaussian-0"], outside);
  const ours = plain ? spreadAt(plain, outside) : null;
  const growth = (ensemble: TrainedEnsemble) => spreadAt(ensemble, outside) / spreadAt(ensemble, inside);
  return [
    {
      id: "little-variability",
      variant: "as stated",
      statement:
        "Plain networks show very little variability outside the data: standard deviation over networks, mean at seven inputs in [-0.2, 1.4] without data " +
        `(inside: ${digits(plain ? spreadAt(plain, inside) : null, 4)}, published ${digits(recordedSpread(theirPlain, inside), 4)}; the source's Bayesian network under N(0, 1): ${digits(bayesian)} outside)`,
      published: recordedSpread(theirPlain, outside),
      measured: ours,
      spread: null,
      tolerance: "at most a fifth of the Bayesian network's",
      verdict: verdictOf(tested(plain), ours !== null && ours <= bayesian / 5),
    },
    {
      id: "spread-grows",
      variant: "as published",
      statement: "Yet the spread of plain networks grows outside the data: standard deviation over networks, outside over inside",
      published: recordedSpread(theirPlain, outside) / recordedSpread(theirPlain, inside),
      measured: plain ? growth(plain) : null,
      spread: null,
      tolerance: "above 1",
      verdict: verdictOf(tested(plain), plain !== undefined && growth(plain) > 1),
    },
    {
      id: "overconfident",
      variant: "as stated",
      statement:
        "Plain networks are overconfident: of seven inputs without data, those whose true value lies in the 5-95% band of the networks (ours: mean ± 1.645 standard deviations)",
      published: recordedHits(theirPlain),
      measured: plain ? hits(plain) : null,
      spread: null,
      tolerance: "fewer than half, where nine tenths are promised",
      verdict: verdictOf(tested(plain), plain !== undefined && hits(plain) < 3.5),
    },
    {
      id: "dropout-more",
      variant: "as stated",
      statement:
        "Networks trained with dropout 0.5 vary somewhat more outside the data: standard deviation over networks at the seven inputs, dropout over plain",
      published: recordedSpread(theirDropped, outside) / recordedSpread(theirPlain, outside),
      measured: plain && dropped ? spreadAt(dropped, outside) / spreadAt(plain, outside) : null,
      spread: null,
      tolerance: "above 1",
      verdict: verdictOf(
        tested(plain, dropped),
        plain !== undefined && dropped !== undefined && spreadAt(dropped, outside) > spreadAt(plain, outside),
      ),
    },
  ];
}
