import { affine, concat, isTensor, type Key, permutation, scope, type Tensor } from "@credence/tensor";
import { predict } from "../../inference/predict.ts";
import { categoricalPredictive } from "../../predictive/categorical-predictive.ts";
import { classProbabilities } from "../../predictive/class-probabilities.ts";
import { asProbabilities, type Probabilities } from "../../predictive/quantities.ts";
import { expectKey, expectOneOf, expectOptions, expectTensor, expectWhole } from "../../settings.ts";
import { expectedEntropy } from "../scores/expected-entropy.ts";
import { type Acquisition, expectInPool, inSourceBatches, type Pool } from "./acquisition.ts";
import { type DrawnProbabilities, entropiesGiven, extended, noLabels, sampled } from "./label-configurations.ts";

/** Settings of BatchBALD. */
export interface BatchBaldOptions {
  /**
   * Configurations of the labels of the rows taken so far that are looked at: all of them while they are as many at most, then so many drawn from
   * their joint distribution.
   * @default 10000
   */
  readonly configurations?: number;
}

/** Settings of the greedy batch. */
export interface GreedyBatchOptions extends BatchBaldOptions {
  /** Rows taken. */
  readonly count: number;
  /** Rows that add as much: drawn from the key, or the first. @default "key" */
  readonly ties?: "key" | "lowest";
}

/** Rows whose gains differ by less add as much, nats: entropies are sums in float32, off by some 1e-7 of a nat. */
const TIED = 1e-6;

/** A batch, and what it tells. */
export interface GreedyBatch {
  /** The most wanted first. */
  readonly rows: Int32Array;
  /** Mutual information between the weights and the labels of the rows up to each, nats. */
  readonly information: Float64Array;
}

/**
 * The batch whose labels together tell most about the weights, a row at a time: near copies of one uncertain row add little to it.
 *
 *   I[y_1 .. y_b; w] = H[y_1 .. y_b] - sum over i of E_w H[y_i | w] = I[y_1 .. y_b-1; w] + H[y_b | y_1 .. y_b-1] - E_w H[y_b | w]
 *
 * All rows must be predicted by the same draws. What a further row adds is exact while the rows before it have `configurations` of their labels at
 * most, and an estimate from so many samples beyond.
 *
 * @shape probabilities [draws, rows, classes]
 * @units nats
 * @throws for a count beyond the rows, settings out of range, and a row whose probabilities are not numbers, naming it
 * @see kirsch2019
 */
export async function greedyBatch(probabilities: Probabilities | Tensor, options: GreedyBatchOptions, key: Key): Promise<GreedyBatch> {
  const where = "greedyBatch";
  expectTensor(where, "probabilities", probabilities);
  expectOptions<GreedyBatchOptions>(where, options, { count: true, configurations: true, ties: true });
  const { count, configurations = 10000, ties = "key" } = options;
  expectWhole(where, "count", count);
  expectWhole(where, "configurations", configurations);
  expectOneOf(where, "ties", ties, ["key", "lowest"]);
  expectKey(where, key);
  const [draws, rows, classes, ...more] = probabilities.shape as [number, number, number, ...number[]];
  if (probabilities.shape.length !== 3 || more.length > 0 || draws === 0 || classes === 0)
    throw new Error(`${where}: probabilities are [${probabilities.shape.join(", ")}], expected [draws, rows, classes]`);
  if (count > rows) throw new Error(`${where}: count is ${count}, expected at most ${rows}, the rows there are`);
  const drawn: DrawnProbabilities = { tensor: probabilities, values: (await probabilities.read()) as Float32Array, draws, rows, classes };
  const remaining = await expectedEntropies(probabilities);
  const order = ties === "key" ? permutation(key.child("ties"), rows) : Int32Array.from({ length: rows }, (_, row) => row);
  const batch: number[] = [];
  const information: number[] = [];
  let labels = noLabels(draws);
  for (;;) {
    const entropies = await entropiesGiven(labels, drawn);
    const gains = entropies.map((entropy, row) => entropy - remaining[row]!);
    const bad = gains.findIndex(Number.isNaN);
    if (bad >= 0) throw new Error(`${where}: the score of row ${bad} is NaN, expected a number`);
    const left = order.filter((row) => !batch.includes(row));
    const most = left.reduce((greatest, row) => Math.max(greatest, gains[row]!), Number.NEGATIVE_INFINITY);
    const best = left.find((row) => gains[row]! >= most - TIED)!;
    batch.push(best);
    information.push(labels.information + gains[best]!);
    if (batch.length === count) return { rows: Int32Array.from(batch), information: Float64Array.from(information) };
    labels =
      classes ** batch.length <= configurations
        ? extended(labels, best, drawn)
        : sampled(batch, configurations, { drawn, key: key.child("configurations").child(batch.length) });
  }
}

/** What remains of each row's entropy when the weights are known, nats. */
async function expectedEntropies(probabilities: Tensor): Promise<Float32Array> {
  const scored = expectedEntropy(categoricalPredictive({ probabilities: asProbabilities(probabilities) }));
  const values = await scored.read();
  scored.dispose();
  return values;
}

/** Class probabilities of a whole pool under the same draws, the caller's to dispose. @shape -> [draws, pool, classes] */
async function drawnProbabilities({ posterior, x, draws, batchSize = 2000 }: Pool, key: Key): Promise<Tensor> {
  const of = async (rows: Tensor): Promise<Tensor> => {
    const predictive = await predict(posterior, rows, { draws, batchSize }, key);
    const own = scope(() => affine(classProbabilities("batchBald", predictive), {}));
    predictive.dispose();
    return own;
  };
  if (isTensor(x)) return of(x);
  const parts: Tensor[] = [];
  try {
    await inSourceBatches("batchBald", x, { batchSize, use: async (rows) => void parts.push(await of(rows)) });
    return concat(parts, 1);
  } finally {
    for (const part of parts) part.dispose();
  }
}

/** BatchBALD with settings of its own. @throws for settings out of range */
export function batchBaldWith(options: BatchBaldOptions = {}): Acquisition {
  expectOptions<BatchBaldOptions>("batchBald", options, { configurations: true });
  const { configurations = 10000 } = options;
  expectWhole("batchBald", "configurations", configurations);
  return {
    name: "batchBald",
    settings: { configurations },
    async select(pool, count, key) {
      expectInPool("batchBald", pool, count, key);
      const probabilities = await drawnProbabilities(pool, key.child("draws"));
      try {
        return (await greedyBatch(probabilities, { count, configurations }, key)).rows;
      } finally {
        probabilities.dispose();
      }
    },
  };
}

/**
 * The rows whose labels together tell most about the weights, by the exact joint of up to 10,000 label configurations and samples beyond: `greedyBatch`.
 * All rows' probabilities are held at once, 8 bytes a row, draw and class. @see kirsch2019
 */
export const batchBald: Acquisition = batchBaldWith();
