import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectFunction, expectText } from "../../settings.ts";
import type { Scorer } from "../scores/score.ts";
import { type Acquisition, descending, expectInPool, scoresOfRows } from "./acquisition.ts";

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
      const rows = expectInPool(name, pool, count, key);
      const values = await scoresOfRows(name, pool, { rows, scorer, key: key.child("draws") });
      return descending(values, key.child("ties"))
        .subarray(0, count)
        .map((place) => rows[place]!);
    },
  };
}
