import { exponential, logarithm } from "../elementary-functions.ts";
import { leastAt } from "./golden-section.ts";

/** Logits of draws, [draws, rows, classes], row-major. */
export interface DrawnLogits {
  readonly values: ArrayLike<number>;
  readonly draws: number;
  readonly rows: number;
  readonly classes: number;
}

/** Logits of several sets of rows as those of one; each has as many draws. */
export function joinedLogits(sets: readonly DrawnLogits[]): DrawnLogits {
  const [first] = sets;
  if (sets.length === 1) return first;
  const { draws, classes } = first;
  const rows = sets.reduce((sum, set) => sum + set.rows, 0);
  const values = new Float64Array(draws * rows * classes);
  let at = 0;
  for (let draw = 0; draw < draws; draw++)
    for (const set of sets)
      for (let from = draw * set.rows * classes; from < (draw + 1) * set.rows * classes; from++) values[at++] = set.values[from];
  return { values, draws, rows, classes };
}

/** Class probabilities and their uncertainty in nats, of each row. */
export interface ClassMoments {
  /** [rows, classes]. */
  readonly probabilities: Float64Array;
  /** Entropy of the mean. */
  readonly total: Float64Array;
  /** Mean entropy of the draws. */
  readonly aleatoric: Float64Array;
}

/**
 * Mean probabilities of draws whose logits are divided by a temperature, and the entropies.
 *
 *   p = mean over draws of softmax(logits / T)
 */
export function classMoments({ values, draws, rows, classes }: DrawnLogits, temperature: number): ClassMoments {
  const probabilities = new Float64Array(rows * classes);
  const total = new Float64Array(rows);
  const aleatoric = new Float64Array(rows);
  const own = new Float64Array(classes);
  for (let row = 0; row < rows; row++) {
    for (let draw = 0; draw < draws; draw++) {
      const at = (draw * rows + row) * classes;
      let top = -Infinity;
      for (let one = 0; one < classes; one++) top = Math.max(top, values[at + one]);
      let sum = 0;
      for (let one = 0; one < classes; one++) sum += own[one] = exponential((values[at + one] - top) / temperature);
      for (let one = 0; one < classes; one++) {
        own[one] /= sum;
        probabilities[row * classes + one] += own[one] / draws;
      }
      aleatoric[row] += entropyOf(own, 0, classes) / draws;
    }
    total[row] = entropyOf(probabilities, row * classes, classes);
  }
  return { probabilities, total, aleatoric };
}

function entropyOf(values: Float64Array, from: number, count: number): number {
  let entropy = 0;
  for (let at = from; at < from + count; at++) if (values[at] > 0) entropy -= values[at] * logarithm(values[at]);
  return entropy;
}

/** Range of temperatures looked at: beyond it every label is right, or none is likelier than by chance. */
const range = [0.2, 5] as const;

/**
 * The temperature that gives labels held out the greatest likelihood, found by golden section of its logarithm. Averages of draws are tempered draw by
 * draw, so that total = aleatoric + epistemic holds at every temperature.
 * @see guo2017
 */
export function temperatureOf(logits: DrawnLogits, labels: ArrayLike<number>): number {
  const loss = (logTemperature: number): number => {
    const { probabilities } = classMoments(logits, exponential(logTemperature));
    let sum = 0;
    for (let row = 0; row < logits.rows; row++) sum -= logarithm(Math.max(1e-300, probabilities[row * logits.classes + labels[row]]));
    return sum;
  };
  return exponential(leastAt(loss, [logarithm(range[0]), logarithm(range[1])]));
}
