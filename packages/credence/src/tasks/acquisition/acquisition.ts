import { gatherRows, integers, type Key, keep, permutation, type Tensor } from "@credence/tensor";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import { expectPredictArguments, type PredictOptions, predictOptionNames } from "../../inference/predict.ts";
import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectNumbers, expectOptions, expectWhole } from "../../settings.ts";
import type { Scorer } from "../scores/score.ts";

/** Inputs without labels, and the posterior that is to be asked about them: by how many draws, and how many rows at a time. */
export interface Pool<P extends Predictive = ClassPredictive> extends PredictOptions {
  readonly posterior: Posterior<P>;
  /** [pool, ...] */
  readonly x: Tensor;
  /** Rows of x that may be chosen, each once: those without a label yet. @default all */
  readonly rows?: Int32Array;
}

/** Which inputs of a pool to have labelled next. */
export interface Acquisition<P extends Predictive = ClassPredictive> {
  /** The registry's name: "bald". */
  readonly name: string;
  /**
   * `count` different rows of the pool, the most wanted first; ties, and all that is random, are decided by the key.
   * @throws for a count that is no whole number from 1 or exceeds the pool
   */
  select(pool: Pool<P>, count: number, key: Key): Promise<Int32Array>;
}

/** Names of a pool's fields. */
const poolNames = { posterior: true, x: true, rows: true, ...predictOptionNames } as const;

/**
 * The rows that may be chosen.
 * @throws unless there are a pool and a key, rows that x has, and count is a whole number from 1 to as many as they are
 */
export function expectInPool<P extends Predictive>(name: string, pool: Pool<P>, count: number, key: Key): Int32Array {
  expectOptions<Pool<P>>(name, pool, poolNames);
  expectPredictArguments(name, { posterior: pool.posterior, x: pool.x, key });
  const { x, draws, batchSize, rows } = pool;
  expectWhole(name, "draws", draws);
  if (batchSize !== undefined) expectWhole(name, "batchSize", batchSize);
  expectWhole(name, "count", count);
  const all = x.shape[0]!;
  if (rows !== undefined) expectRows(name, rows, all);
  const size = rows?.length ?? all;
  if (count > size) throw new Error(`${name}: count is ${count}, expected at most ${size}, the size of the pool`);
  return rows ?? Int32Array.from({ length: all }, (_, row) => row);
}

function expectRows(name: string, rows: Int32Array, all: number): void {
  expectNumbers(name, "rows", rows);
  const bad = rows.findIndex((row) => !(Number.isInteger(row) && row >= 0 && row < all));
  if (bad >= 0) throw new Error(`${name}: rows[${bad}] is ${rows[bad]}, expected a whole number from 0 to ${all - 1}`);
  if (new Set(rows).size < rows.length) throw new Error(`${name}: rows has a row twice, expected each once`);
}

/**
 * A score of each row that may be chosen, `batchSize` rows at a time, so that the memory does not grow with the pool. All see the same draws.
 * @shape -> [rows]
 * @throws for a score that is NaN, naming its row
 */
export async function scoresOfRows<P extends Predictive>(
  name: string,
  pool: Pool<P>,
  { rows, scorer, key }: { readonly rows: Int32Array; readonly scorer: Scorer<P>; readonly key: Key },
): Promise<Float32Array> {
  const { posterior, x, draws, batchSize = 2000 } = pool;
  const options = { draws, batchSize };
  const values = new Float32Array(rows.length);
  for (let from = 0; from < rows.length; from += batchSize) {
    // the whole of a small pool is not copied
    const own = pool.rows === undefined && rows.length <= batchSize ? x : rowsOf(x, rows.subarray(from, from + batchSize));
    const scored = await scorer(posterior, own, options, key);
    values.set(await scored.read(), from);
    scored.dispose();
    if (own !== x) own.dispose();
  }
  const bad = values.findIndex(Number.isNaN);
  if (bad >= 0) throw new Error(`${name}: the score of row ${rows[bad]} is NaN, expected a number`);
  return values;
}

/** Some rows of x, the caller's to dispose. @shape x [pool, ...] -> [rows, ...] */
export function rowsOf(x: Tensor, rows: Int32Array): Tensor {
  const indices = integers(rows);
  const own = keep(gatherRows(x, indices));
  indices.dispose();
  return own;
}

/** Places 0..values-1 by descending value; those of equal value in an order drawn from the key, which a stable sort leaves. */
export const descending = (values: ArrayLike<number>, key: Key): Int32Array =>
  permutation(key, values.length).sort((a, b) => values[b]! - values[a]! || 0);
