import { type Key, permutation } from "@credence/tensor";
import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectFunction, expectText } from "../../settings.ts";
import type { Scorer } from "../scores/score.ts";
import { type Acquisition, expectInPool } from "./acquisition.ts";
import { scoresOf } from "./score-pool.ts";

/**
 * The rows with the highest scores, each scored on its own: near copies of one uncertain row are all taken. Rows of equal score are taken in an
 * order drawn from the key, since a score with few values (a share of draws) ties often.
 *
 * @throws for a count beyond the pool, and for a score that is NaN, naming its row
 * @example
 * // a logistic regression that is as unsure as it can be of x = 0, and surer the larger x is: the first two rows of the pool
 * const network = mlp({ inputs: 1, hidden: [], outputs: 1 });
 * const classifier = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: bernoulliLikelihood() });
 * const arrays = { "0.weight.mean": [[1]], "0.bias.mean": [0] };
 * const posterior = pointPosterior(classifier, Object.entries(arrays).map(([name, values]) => ({ name, value: tensor(values) })));
 * const wanted = highestScore("entropy", scorerOf(scores.predictiveEntropy));
 * await wanted.select({ posterior, x: tensor([[0], [1], [2], [3]]), draws: 1 }, 2, key(0)) // => [0, 1]
 */
export function highestScore<P extends Predictive = ClassPredictive>(name: string, scorer: Scorer<P>): Acquisition<P> {
  expectText("highestScore", "name", name);
  expectFunction("highestScore", "scorer", scorer);
  return {
    name,
    async select(pool, count, key) {
      expectInPool(name, pool, count, key);
      return highest(name, await scoresOf(name, scorer, pool, key.child("draws")), count, key.child("ties"));
    },
  };
}

/** Places of the highest values, the highest first, those of equal value in an order drawn from the key. @throws for NaN, naming its row */
export function highest(name: string, values: Float32Array | Float64Array, count: number, key: Key): Int32Array {
  const bad = values.findIndex(Number.isNaN);
  if (bad >= 0) throw new Error(`${name}: the score of row ${bad} is NaN, expected a number`);
  // only what reaches the lowest wanted score is put in order: of a large pool, few
  const lowest = values.slice().sort()[values.length - count]!;
  // a stable sort leaves ties in the order drawn
  return permutation(key, values.length)
    .filter((row) => values[row]! >= lowest)
    .sort((a, b) => values[b]! - values[a]! || 0)
    .slice(0, count);
}
