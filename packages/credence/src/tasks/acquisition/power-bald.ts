import { uniforms } from "@credence/tensor";
import { mutualInformation } from "../scores/mutual-information.ts";
import { scorerOf } from "../scores/score.ts";
import { type Acquisition, descending, expectInPool, scoresOfRows } from "./acquisition.ts";

const scorer = scorerOf(mutualInformation);

/**
 * Rows drawn without replacement, each with probability proportional to its mutual information: near copies are seldom all taken, at the cost of
 * BALD. The largest of the perturbed scores are such a draw.
 *
 *   log I[y; w | x] + g,  g = -log(-log u),  u uniform on (0, 1)
 *
 * @see kirsch2023
 */
export const powerBald: Acquisition = {
  name: "powerBald",
  async select(pool, count, key) {
    const rows = expectInPool("powerBald", pool, count, key);
    const scores = await scoresOfRows("powerBald", pool, { rows, scorer, key: key.child("draws") });
    // at the middle of its 24-bit cell, a uniform is neither 0 nor 1
    const perturbed = Float64Array.from(
      uniforms(key.child("noise"), rows.length),
      (u, i) => Math.log(Math.max(scores[i]!, 0)) - Math.log(-Math.log(u + 2 ** -25)),
    );
    return descending(perturbed, key.child("ties"))
      .subarray(0, count)
      .map((place) => rows[place]!);
  },
};
