import type { Key } from "@credence/tensor";
import { predict } from "../../inference/predict.ts";
import type { ClassPredictive } from "../../predictive/class-probabilities.ts";
import { mutualInformation } from "../scores/mutual-information.ts";
import { scorerOf } from "../scores/score.ts";
import { type Acquisition, descending, expectInPool, type Pool, rowsOf, scoresOfRows } from "./acquisition.ts";
import { candidatesOf, mostInformative } from "./joint-information.ts";
import type { Candidate } from "./joint-labels.ts";

/**
 * Rows whose labels together tell most about the weights: each next one adds most to the mutual information of all labels and the weights, so
 * that a near copy of a chosen row adds little.
 *
 *   I[y_1 ... y_b; w] = H[y_1 ... y_b] - sum over i of E_w H[y_i | w]
 *
 * The joint distribution of the labels is exact up to 2,000 combinations, then 2,000 sampled ones. All rows see the same draws. The gain of a row
 * never rises as others are chosen, so that only rows whose score exceeds the best gain are looked at; their draws are held.
 *
 * @see kirsch2019
 */
export const batchBald: Acquisition = {
  name: "batchBald",
  async select(pool, count, key) {
    const rows = expectInPool("batchBald", pool, count, key);
    const draws = key.child("draws");
    const scores = await scoresOfRows("batchBald", pool, { rows, scorer: scorerOf(mutualInformation), key: draws });
    const order = descending(scores, key.child("ties"));
    const chosen = await mostInformative({
      size: rows.length,
      bound: (rank) => scores[order[rank]!]!,
      read: (from, to) =>
        drawsOf(
          pool,
          order.subarray(from, to).map((place) => rows[place]!),
          draws,
        ),
      count,
      key: key.child("joint"),
    });
    return Int32Array.from(chosen.ranks, (rank) => rows[order[rank]!]!);
  },
};

/** Draws of some rows. */
async function drawsOf(pool: Pool, rows: Int32Array, key: Key): Promise<Candidate[]> {
  const x = rowsOf(pool.x, rows);
  const predictive: ClassPredictive = await predict(pool.posterior, x, { draws: pool.draws, batchSize: pool.batchSize ?? 2000 }, key);
  x.dispose();
  const candidates = await candidatesOf("batchBald", predictive);
  predictive.dispose();
  return candidates;
}
