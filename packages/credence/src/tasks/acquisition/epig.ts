import {
  affine,
  clamp,
  log,
  matmul,
  maximum,
  mean,
  multiply,
  negate,
  permutation,
  reshape,
  scope,
  subtract,
  sum,
  type Tensor,
  transpose,
} from "@credence/tensor";
import { predict } from "../../inference/predict.ts";
import { type ClassPredictive, classProbabilities } from "../../predictive/class-probabilities.ts";
import type { Scorer } from "../scores/score.ts";
import { type Acquisition, descending, expectInPool, rowsOf, scoresOfRows } from "./acquisition.ts";

/** Rows of the pool that stand for what will be asked, at most. */
const targetCount = 100;
/** Rows scored at a time: the joint with 100 targets of ten classes is 25 MB. */
const batchRows = 64;

/**
 * What a label is expected to tell about the labels of other inputs of the pool, not about the weights: the mean over targets x* of
 *
 *   I[y; y*] = H[y] + H[y*] - H[y, y*],  p(y, y*) = E_w p(y | x, w) p(y* | x*, w)
 *
 * Targets are at most 100 of the rows that may be chosen, drawn by the key.
 *
 * @see smith2023
 */
export const epig: Acquisition = {
  name: "epig",
  async select(pool, count, key) {
    const rows = expectInPool("epig", pool, count, key);
    const targets = permutation(key.child("targets"), rows.length)
      .subarray(0, targetCount)
      .map((place) => rows[place]!);
    const x = rowsOf(pool.x, targets);
    const draws = key.child("draws");
    const asked: ClassPredictive = await predict(pool.posterior, x, { draws: pool.draws }, draws);
    x.dispose();
    const scorer: Scorer = async (posterior, own, options, sameDraws) => {
      const predictive: ClassPredictive = await predict(posterior, own, options, sameDraws);
      const gain = informationAbout(classProbabilities("epig", predictive), classProbabilities("epig", asked));
      predictive.dispose();
      return gain;
    };
    const scores = await scoresOfRows(
      "epig",
      { ...pool, batchSize: Math.min(pool.batchSize ?? batchRows, batchRows) },
      { rows, scorer, key: draws },
    );
    asked.dispose();
    return descending(scores, key.child("ties"))
      .subarray(0, count)
      .map((place) => rows[place]!);
  },
};

/** -sum p log p over the last axis, with 0 log 0 = 0. */
const entropy = (p: Tensor): Tensor => negate(sum(multiply(p, log(maximum(p, 2 ** -126))), { axis: -1 }));

/** @shape [draws, batch, classes], [draws, targets, classes] -> [batch] */
function informationAbout(p: Tensor, q: Tensor): Tensor<"float32"> {
  const [draws, batch, classes] = p.shape as [number, number, number];
  const targets = q.shape[1]!;
  return scope(() => {
    const flat = (values: Tensor, count: number) => reshape(values, [draws, count * classes]);
    const joint = affine(matmul(transpose(flat(p, batch)), flat(q, targets)), { scale: 1 / draws });
    // [batch, classes, targets, classes] -> [batch, targets]
    const terms = multiply(joint, log(maximum(joint, 2 ** -126)));
    const byTarget = sum(sum(reshape(terms, [batch, classes, targets, classes]), { axis: 3 }), { axis: 1 });
    const own = entropy(mean(p, { axis: 0 }));
    const theirs = mean(entropy(mean(q, { axis: 0 })));
    // I = H[y] + H[y*] + sum p log p
    return clamp(subtract(own, subtract(negate(theirs), mean(byTarget, { axis: 1 }))), { low: 0 });
  });
}
