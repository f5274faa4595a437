import { expectTensor, isTensor, type Key, type Tensor } from "@credence/tensor";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import type { PredictOptions } from "../../inference/predict.ts";
import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectFunction } from "../../settings.ts";
import type { Scorer } from "../scores/score.ts";
import { expectPool, inSourceBatches, type Pool, type RowSource } from "./acquisition.ts";

/** Rows asked of a source together, where the pool does not say. */
const BATCH = 2000;

/**
 * The score of every row of a pool, in their order. Rows that come from a source are scored `batchSize` at a time and given back, so that the memory is
 * that of one batch, and 4 bytes for each score; all rows see the same draws, and a row has the score that it has in an array of all.
 *
 * @shape -> [pool]
 * @throws where a source gives other than the rows asked for, and where a scorer gives other than one score for each
 * @example
 * const network = mlp({ inputs: 1, hidden: [], outputs: 1 });
 * const classifier = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: bernoulliLikelihood() });
 * const posterior = pointPosterior(classifier, [{ name: "0.weight.mean", value: tensor([[1]]) }, { name: "0.bias.mean", value: tensor([0]) }]);
 * // a million rows of one zero each, made when they are asked for
 * const x = { size: 1_000_000, rows: (from: number, count: number) => zeros([count, 1]) };
 * const entropies = await scorePool(scorerOf(scores.predictiveEntropy), { posterior, x, draws: 1, batchSize: 100_000 }, key(0));
 * [entropies.length, entropies[999_999]] // => [1000000, 0.6931]
 */
export async function scorePool<P extends Predictive = ClassPredictive>(scorer: Scorer<P>, pool: Pool<P>, key: Key): Promise<Float32Array> {
  expectFunction("scorePool", "scorer", scorer);
  expectPool("scorePool", pool, key);
  return scoresOf("scorePool", scorer, pool, key);
}

/** The same of a pool that has been looked at, in the name of whoever asks. */
export async function scoresOf<P extends Predictive>(where: string, scorer: Scorer<P>, pool: Pool<P>, key: Key): Promise<Float32Array> {
  const { posterior, x, ...options } = pool;
  if (isTensor(x)) return readScores(where, await scorer(posterior, x, options, key), x.shape[0]!);
  return scoresOfSource(where, x, { scorer, posterior, options, key });
}

interface Scoring<P extends Predictive> {
  readonly scorer: Scorer<P>;
  readonly posterior: Posterior<P>;
  readonly options: PredictOptions;
  readonly key: Key;
}

async function scoresOfSource<P extends Predictive>(
  where: string,
  source: RowSource,
  { scorer, posterior, options, key }: Scoring<P>,
): Promise<Float32Array> {
  const { batchSize = BATCH } = options;
  const all = new Float32Array(source.size);
  await inSourceBatches(where, source, {
    batchSize,
    use: async (rows, from) => all.set(await readScores(where, await scorer(posterior, rows, options, key), rows.shape[0]!), from),
  });
  return all;
}

async function readScores(where: string, scored: Tensor<"float32">, count: number): Promise<Float32Array> {
  expectTensor(where, "scores", scored);
  const values = await scored.read();
  scored.dispose();
  if (values.length !== count) throw new Error(`${where}: ${values.length} scores of ${count} rows, expected one for each`);
  return values;
}
