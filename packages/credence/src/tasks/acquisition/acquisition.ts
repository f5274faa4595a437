import { isTensor, type Key, type Tensor } from "@credence/tensor";
import { expectPosterior, type Posterior } from "../../inference/posteriors/posterior.ts";
import { expectPredictArguments, type PredictOptions, predictOptionNames } from "../../inference/predict.ts";
import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectFunction, expectKey, expectOptions, expectWhole, type SettingsJson } from "../../settings.ts";

/** Rows that are made or read when they are asked for: a pool of any size takes the memory of one batch of them. */
export interface RowSource {
  /** How many rows there are. */
  readonly size: number;
  /** The rows from `from` on, [count, ...]; whoever asked disposes them. The same rows whenever they are asked for. */
  rows(from: number, count: number): Tensor | Promise<Tensor>;
}

/** Inputs without labels, and the posterior that is to be asked about them: by how many draws, and how many rows at a time. */
export interface Pool<P extends Predictive = ClassPredictive> extends PredictOptions {
  readonly posterior: Posterior<P>;
  /** [pool, ...], or rows in batches of `batchSize` as they are asked for. */
  readonly x: Tensor | RowSource;
}

/** Which inputs of a pool to have labelled next. */
export interface Acquisition<P extends Predictive = ClassPredictive> {
  /** The registry's name: "bald". */
  readonly name: string;
  /** Its settings, each default filled in: a checkpoint is only gone on with by the same. @default none */
  readonly settings?: SettingsJson;
  /**
   * `count` different rows of the pool, the most wanted first; ties, and all that is random, are decided by the key.
   * @throws for a count that is no whole number from 1 or exceeds the pool
   */
  select(pool: Pool<P>, count: number, key: Key): Promise<Int32Array>;
}

/** How many rows a pool has. */
export const poolSize = ({ x }: Pick<Pool<Predictive>, "x">): number => (isTensor(x) ? x.shape[0]! : x.size);

/** Rows of a source, the caller's to dispose. @throws where it gives other than the rows asked for */
export async function sourceRows(where: string, source: RowSource, from: number, count: number): Promise<Tensor> {
  const rows = await source.rows(from, count);
  if (isTensor(rows) && rows.shape[0] === count) return rows;
  const given = String(rows);
  if (isTensor(rows)) rows.dispose();
  throw new Error(`${where}: rows ${from} to ${from + count - 1} are ${given}, expected an array of ${count} rows`);
}

/** Goes over all rows of a source, `batchSize` at a time, and gives each batch back. @throws as `sourceRows` */
export async function inSourceBatches(
  where: string,
  source: RowSource,
  { batchSize, use }: { readonly batchSize: number; readonly use: (rows: Tensor, from: number) => Promise<void> },
): Promise<void> {
  for (let from = 0; from < source.size; from += batchSize) {
    const rows = await sourceRows(where, source, from, Math.min(batchSize, source.size - from));
    try {
      await use(rows, from);
    } finally {
      rows.dispose();
    }
  }
}

/** Whether rows come as they are asked for: an object of a size and a function. */
const isSource = (x: unknown): x is RowSource => x !== null && typeof x === "object" && "rows" in x && !isTensor(x);

/** @throws unless there are a pool and a key */
export function expectPool<P extends Predictive>(name: string, pool: Pool<P>, key: Key): void {
  expectOptions<Pool<P>>(name, pool, { posterior: true, x: true, ...predictOptionNames });
  const { posterior, x, draws, batchSize } = pool;
  if (isSource(x)) {
    expectPosterior(name, posterior);
    expectKey(name, key);
    expectWhole(name, "x.size", x.size, 0);
    expectFunction(name, "x.rows", x.rows);
  } else expectPredictArguments(name, { posterior, x, key });
  expectWhole(name, "draws", draws);
  if (batchSize !== undefined) expectWhole(name, "batchSize", batchSize);
}

/** @throws unless there are a pool and a key, and count is a whole number from 1 to the pool's size */
export function expectInPool<P extends Predictive>(name: string, pool: Pool<P>, count: number, key: Key): void {
  expectPool(name, pool, key);
  expectWhole(name, "count", count);
  const size = poolSize(pool);
  if (count > size) throw new Error(`${name}: count is ${count}, expected at most ${size}, the size of the pool`);
}
