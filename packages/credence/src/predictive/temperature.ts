import { log, max, reshape, scope, softmax, subtract, type Tensor } from "@credence/tensor";
import { scaled } from "../distributions/parameters.ts";
import { expectPositive, expectTensor } from "../settings.ts";
import { type CategoricalPredictive, categoricalPredictive } from "./categorical-predictive.ts";
import { averagedProbabilities, type ClassPredictive } from "./class-probabilities.ts";
import { readLabels } from "./labels.ts";
import { asProbabilities, type Logits } from "./quantities.ts";

/**
 * What a temperature divides: the logits [batch, classes] of one network, or the logarithm of a predictive's averaged probabilities.
 *
 * For one draw both are the same, but for a class that float32 rounds to probability 0: no temperature brings it back, logits do.
 */
export type TemperatureInput = ClassPredictive | { readonly logits: Logits };

/** A fitted temperature, and what it changes on the data it was fitted to. */
export interface TemperatureFit {
  /** Above 1 softens an overconfident classifier, below 1 sharpens. */
  readonly temperature: number;
  /** Mean negative log-likelihood at temperature 1 and at the fitted one, nats per datum. */
  readonly nllBefore: number;
  readonly nllAfter: number;
}

/**
 * Temperature scaling: the one number T > 0 that minimises the negative log-likelihood of held-out labels under softmax(l / T). It
 * moves confidences and never the most probable class.
 *
 *   T = argmin 1/N sum over data of ( log sum over classes of exp(l_c / T) - l_y / T )
 *
 * In 1/T this is convex: its slope, the mean over data of E_c[l_c] - l_y, rises, and the root is found by Newton steps inside a
 * bracket that halves where a step would leave it. The same input gives the same bits.
 *
 * Labels the network was trained on are no held-out labels: nearly all of them are right, and T comes out too small. A predictive is
 * averaged over its draws first, then l = log p is divided: T is that of the averaged prediction, not of each draw.
 *
 * @shape logits [batch, classes] or [1, batch, classes], labels int32 [batch]
 * @units nats
 * @throws for labels that do not fit; where a label has probability 0; where every label is a most probable class (the likelihood
 *         rises as T falls to 0) and where labels are no likelier than an average class (it rises as T grows)
 * @see   guo2017
 * @example
 * // sure of the first class at odds 9 to 1, right three times of four
 * const nine = Math.log(9);
 * const fitted = await fitTemperature({ logits: tensor([[nine, 0], [nine, 0], [nine, 0], [nine, 0]]) }, integers([0, 0, 0, 1]));
 * fitted.temperature // => 2.000
 */
export async function fitTemperature(given: TemperatureInput, labels: Tensor): Promise<TemperatureFit> {
  const where = "fitTemperature";
  const values = scope(() => logitsOf(where, given));
  const [batch, classes] = values.shape as [number, number];
  // the given array is the caller's; another shape of it is not
  const own = "logits" in given && values === given.logits ? undefined : values;
  const [logits, truth] = await Promise.all([values.read(), readLabels(where, labels, { batch, classes })]).finally(() => own?.dispose());
  const rows = readRows(where, logits, { batch, classes, labels: truth });
  expectMinimum(where, rows);
  const scale = rootOf((inverse) => slope(rows, inverse));
  return { temperature: 1 / scale, nllBefore: negativeLogLikelihood(rows, 1), nllAfter: negativeLogLikelihood(rows, scale) };
}

/**
 * The predictive at a temperature: one categorical distribution for each x, since the draws of a predictive are averaged first.
 *
 *   p(y | x) = softmax(l / T),  l the logits, or log E_w p(y | x, w)
 *
 * @shape [draws, batch, classes], or logits [batch, classes] -> [1, batch, classes]
 * @throws for a temperature that is not above 0
 * @see   guo2017
 * @example
 * withTemperature(predictiveOf([[[0.9, 0.1]]]), 2).probabilities // => [[[0.75, 0.25]]]
 */
export function withTemperature(given: TemperatureInput, temperature: number): CategoricalPredictive {
  const where = "withTemperature";
  expectPositive(where, "temperature", temperature);
  return scope(() => {
    const logits = logitsOf(where, given);
    const divided = softmax(dividedBy(logits, temperature));
    return categoricalPredictive({ probabilities: asProbabilities(reshape(divided, [1, ...logits.shape])) });
  });
}

/** l / T up to a constant per row. A small T is taken of what a class is below the row's largest, 0 and less: l / T itself overflows. */
const dividedBy = (logits: Tensor, temperature: number): Tensor =>
  temperature < 2 ** -10
    ? scaled(subtract(logits, max(logits, { axis: -1, keepAxes: true })), 1 / temperature)
    : scaled(logits, 1 / temperature);

/** [batch, classes] */
function logitsOf(where: string, given: TemperatureInput): Tensor {
  if (given !== null && typeof given === "object" && "logits" in given && !("kind" in given)) expectTensor(where, "logits", given.logits);
  else return log(averagedProbabilities(where, given));
  const { shape } = given.logits;
  if (shape.length === 2) return given.logits;
  if (shape.length === 3 && shape[0] === 1) return reshape(given.logits, shape.slice(1));
  throw new Error(
    `${where}: logits are [${shape.join(", ")}], expected [batch, classes] of one network; several draws are averaged as a predictive`,
  );
}

interface Rows {
  readonly batch: number;
  readonly classes: number;
  /** Logits less those of the row's label, row-major: -Infinity where a class has probability 0. */
  readonly gaps: Float64Array;
}

function readRows(
  where: string,
  logits: ArrayLike<number>,
  { batch, classes, labels }: { batch: number; classes: number; labels: ArrayLike<number> },
): Rows {
  const gaps = new Float64Array(batch * classes);
  for (let i = 0; i < batch; i++) {
    const own = logits[i * classes + labels[i]!]!;
    if (own === -Infinity) throw new Error(`${where}: the label of row ${i} has probability 0 at every temperature, expected above 0`);
    for (let c = 0; c < classes; c++) {
      const gap = logits[i * classes + c]! - own;
      if (Number.isNaN(gap) || gap === Infinity)
        throw new Error(`${where}: logits of row ${i} hold ${logits[i * classes + c]} and ${own}, expected finite ones`);
      gaps[i * classes + c] = gap;
    }
  }
  return { batch, classes, gaps };
}

/** The slope ends above 0 where a label is not the largest, and begins below 0 where labels are likelier than the average class. */
function expectMinimum(where: string, rows: Rows): void {
  if (rows.gaps.every((gap) => gap <= 0))
    throw new Error(
      `${where}: every label is the most probable class, so that no temperature is best, expected a wrong prediction or more`,
    );
  if (slope(rows, 0).value >= 0)
    throw new Error(`${where}: labels are no likelier than an average class, so that no temperature is best, expected a better classifier`);
}

/** First and second derivative of the mean negative log-likelihood by 1/T: mean over data of E[gap], and of Var[gap]. */
function slope({ batch, classes, gaps }: Rows, inverse: number): { value: number; derivative: number } {
  let value = 0;
  let derivative = 0;
  for (let from = 0; from < gaps.length; from += classes) {
    let top = 0;
    for (let k = from; k < from + classes; k++) top = Math.max(top, gaps[k]!);
    let [total, first, second] = [0, 0, 0];
    for (let k = from; k < from + classes; k++) {
      const gap = gaps[k]!;
      if (gap === -Infinity) continue;
      const weight = Math.exp(inverse * (gap - top));
      total += weight;
      first += weight * gap;
      second += weight * gap * gap;
    }
    value += first / total;
    derivative += second / total - (first / total) ** 2;
  }
  return { value: value / batch, derivative: derivative / batch };
}

function negativeLogLikelihood({ batch, classes, gaps }: Rows, inverse: number): number {
  let sum = 0;
  for (let from = 0; from < gaps.length; from += classes) {
    let top = 0;
    for (let k = from; k < from + classes; k++) top = Math.max(top, gaps[k]!);
    let total = 0;
    for (let k = from; k < from + classes; k++) total += Math.exp(inverse * (gaps[k]! - top));
    sum += inverse * top + Math.log(total);
  }
  return sum / batch;
}

/** The root of a rising function that is below 0 at 0 and ends above 0. */
function rootOf(of: (at: number) => { value: number; derivative: number }): number {
  let low = 0;
  let high = 1;
  while (of(high).value < 0) [low, high] = [high, 2 * high];
  let at = low > 0 ? (low + high) / 2 : 1;
  // Halving alone ends in 60 steps at the resolution of float64; Newton in about six.
  for (let step = 0; step < 200; step++) {
    const { value, derivative } = of(at);
    if (value === 0) return at;
    if (value < 0) low = at;
    else high = at;
    const newton = at - value / derivative;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - at) <= 1e-14 * at) return next;
    at = next;
  }
  return at;
}
