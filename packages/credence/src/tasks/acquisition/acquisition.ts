import type { Key, Tensor } from "@credence/tensor";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import { expectPredictArguments, type PredictOptions, predictOptionNames } from "../../inference/predict.ts";
import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectOptions, expectWhole } from "../../settings.ts";

/** Inputs without labels, and the posterior that is to be asked about them: by how many draws, and how many rows at a time. */
export interface Pool<P extends Predictive = ClassPredictive> extends PredictOptions {
  readonly posterior: Posterior<P>;
  /** [pool, ...] */
  readonly x: Tensor;
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

/** @throws unless there are a pool and a key, and count is a whole number from 1 to the pool's size */
export function expectInPool<P extends Predictive>(name: string, pool: Pool<P>, count: number, key: Key): void {
  expectOptions<Pool<P>>(name, pool, { posterior: true, x: true, ...predictOptionNames });
  expectPredictArguments(name, { posterior: pool.posterior, x: pool.x, key });
  const { x, draws, batchSize } = pool;
  expectWhole(name, "draws", draws);
  if (batchSize !== undefined) expectWhole(name, "batchSize", batchSize);
  expectWhole(name, "count", count);
  const size = x.shape[0]!;
  if (count > size) throw new Error(`${name}: count is ${count}, expected at most ${size}, the size of the pool`);
}
