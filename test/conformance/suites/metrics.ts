import { inputs } from "../inputs.ts";
import { logNormal, logSumExp, mean, sum } from "../mathematics.ts";
import type { Case } from "../suite.ts";

const { matrix, probabilities, values, whole } = inputs(5);

/** By pairs and by counting above every score, without a sweep. */
function ranking(name: string, score: readonly number[], positive: readonly number[]): Case {
  const [positives, negatives] = [1, 0].map((kind) => score.filter((_, i) => positive[i] === kind));
  const from = (scores: readonly number[], threshold: number): number => scores.filter((value) => value >= threshold).length;
  const pairs = positives.flatMap((high) => negatives.map((low) => (high > low ? 1 : high === low ? 0.5 : 0)));
  const enough = score.filter((threshold) => from(positives, threshold) >= 0.95 * positives.length);
  return {
    name,
    op: "metrics.ranking",
    input: { score, positive },
    expected: {
      auroc: mean(pairs),
      averagePrecision: mean(positives.map((threshold) => from(positives, threshold) / from(score, threshold))),
      fprAt95Tpr: Math.min(...enough.map((threshold) => from(negatives, threshold) / negatives.length)),
    },
    rtol: 1e-7,
    atol: 1e-9,
    origin:
      "positive = high score; auroc: share of (positive, negative) pairs in order, a tie one half; averagePrecision: mean over positives of the precision among all scores from theirs up; fprAt95Tpr: smallest false positive rate of a threshold whose true positive rate is 0.95 or more",
  };
}

interface ClassificationInput {
  readonly probabilities: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly bins?: number;
}

/** Chance that each x is among the `count` most confident, where equal confidences come in random order. */
const answered = (confidence: readonly number[], count: number): number[] =>
  confidence.map((own) => {
    const above = confidence.filter((other) => other > own).length;
    const equal = confidence.filter((other) => other === own).length;
    return Math.min(1, Math.max(0, (count - above) / equal));
  });

function classification(name: string, input: ClassificationInput): Case {
  const { probabilities: rows, labels, bins = 15 } = input;
  const confidence = rows.map((row) => Math.max(...row));
  const wrong = rows.map((row, i) => (row.indexOf(confidence[i]) === labels[i] ? 0 : 1));
  // what each bin adds up to, of confidence less accuracy
  const gaps = Array.from({ length: bins }, (_, k) => {
    const inside = confidence.map((value) => value >= k / bins && (value < (k + 1) / bins || k === bins - 1));
    const count = inside.filter(Boolean).length;
    return { count, gap: Math.abs(sum(confidence.map((value, i) => (inside[i] ? value - (1 - wrong[i]) : 0)))) };
  }).filter(({ count }) => count > 0);
  const risks = rows.map((_, i) => sum(answered(confidence, i + 1).map((chance, x) => chance * wrong[x])) / (i + 1));
  return {
    name,
    op: "metrics.classification",
    input: { ...input },
    expected: {
      accuracy: 1 - mean(wrong),
      negativeLogLikelihood: -mean(rows.map((row, i) => Math.log(row[labels[i]]))),
      brier: mean(rows.map((row, i) => sum(row.map((p, c) => (p - (c === labels[i] ? 1 : 0)) ** 2)))),
      expectedCalibrationError: sum(gaps.map(({ gap }) => gap)) / rows.length,
      maximumCalibrationError: Math.max(...gaps.map(({ count, gap }) => gap / count)),
      areaUnderRiskCoverage: mean(risks),
    },
    rtol: 1e-6,
    atol: 1e-7,
    origin:
      "the first of equal classes wins; nats per datum; brier summed over classes; bins [k/bins, (k + 1)/bins) of the top label's confidence, the last with 1 too, 15 where not given; areaUnderRiskCoverage: mean over counts 1 to N of the error among the most confident, equal confidences in random order on average",
  };
}

function pointwise(name: string, input: { readonly draws: number[][]; readonly y: number[]; readonly stdDev: number }): Case {
  const { draws, y, stdDev } = input;
  const byPoint = y.map((target, i) => draws.map((draw) => logNormal(target, draw[i], stdDev)));
  return {
    name,
    op: "metrics.lppd",
    input: { ...input },
    expected: {
      lppd: mean(byPoint.map((logs) => logSumExp(logs) - Math.log(draws.length))),
      meanLogDensity: mean(byPoint.map(mean)),
    },
    rtol: 1e-5,
    atol: 1e-6,
    origin:
      "draws [draws, batch] of the mean, N(y; draw, stdDev^2); lppd: mean over data of the log of the mean density over draws; meanLogDensity: mean of the logs; nats per datum",
  };
}

const scores = values(40, { low: -1, high: 1 }).map((value, i) => (i % 3 === 0 ? Math.round(4 * value) / 4 : value));
const positives = scores.map((value, i) => (value + whole(40, 3)[i] - 1 > 0 ? 1 : 0));

export const metrics: readonly Case[] = [
  ranking("scores with ties", scores, positives),
  ranking("equal scores: one threshold, at which all are positive", [2, 2, 2, 2, 2], [0, 1, 0, 0, 1]),
  ranking(
    "every positive below every negative, 20 of them: 0.95 is reached at the last but one",
    [...Array(24).keys()],
    [...Array<number>(20).fill(1), ...Array<number>(4).fill(0)],
  ),
  classification("three classes", { probabilities: probabilities(40, 3), labels: whole(40, 3), bins: 10 }),
  classification("15 bins where no number is given", { probabilities: probabilities(16, 5), labels: whole(16, 5) }),
  classification("confidence on the edges of bins and exactly 1, two classes that tie", {
    probabilities: [
      [1, 0],
      [0.5, 0.5],
      [0.5, 0.5],
      [0.3, 0.7],
      [0.6, 0.4],
      [0, 1],
      [0.95, 0.05],
    ],
    labels: [0, 0, 1, 1, 1, 1, 1],
    bins: 10,
  }),
  pointwise("draws about their targets", { draws: matrix(6, 8), y: values(8), stdDev: 0.5 }),
  pointwise("targets so far that every density is 0 in floating point", {
    draws: [
      [0, 1],
      [0.5, -1],
      [-0.25, 8],
    ],
    y: [20, -12],
    stdDev: 0.125,
  }),
];
