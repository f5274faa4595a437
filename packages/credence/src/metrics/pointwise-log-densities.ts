import type { Tensor } from "@credence/tensor";
import { expectPredictive, type Predictive } from "../predictive/predictive.ts";
import { expectList, expectNumbers, expectObject, expectTensor, refused } from "../settings.ts";

/** Log densities of the targets, one of each, over draws. */
export type PointwiseLogDensities = {
  /** Mean over draws of the log density. */
  readonly meanLog: readonly number[];
  /** Log of the mean density over draws: what the lppd averages. */
  readonly logMean: readonly number[];
};

/**
 * Log densities of each target over the draws of several predictives together, one after the other: the memory is that of one, whatever the
 * number of draws.
 *
 *   meanLog = mean over draws of log p(y | x, w),  logMean = log( mean over draws of p(y | x, w) )
 *
 * @shape each predictive [draws, batch, ...], y as for `lppd`
 * @units nats
 * @throws for targets of another shape or type, and for no predictive
 * @see gelman2014, eq. 5
 */
export async function pointwiseLogDensities(
  predictives: Iterable<Predictive> | AsyncIterable<Predictive>,
  y: Tensor,
): Promise<PointwiseLogDensities> {
  const where = "pointwiseLogDensities";
  const lists = predictives as { readonly [Symbol.iterator]?: unknown; readonly [Symbol.asyncIterator]?: unknown } | null | undefined;
  if (typeof predictives === "string" || (!lists?.[Symbol.iterator] && !lists?.[Symbol.asyncIterator]))
    throw refused(where, "predictives", predictives, "an array or generator of predictives");
  expectTensor(where, "y", y);
  const count = y.shape[0]!;
  const total = new Float64Array(count);
  const largest = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  // sum of exp(log density - largest), kept in step with the largest
  const mass = new Float64Array(count);
  let seen = 0;
  for await (const predictive of predictives) {
    expectPredictive(where, predictive);
    const { draws, batch, logDensity } = await predictive.readLogDensities(y, { where: "pointwiseLogDensities" });
    for (let draw = 0; draw < draws; draw++)
      for (let i = 0; i < batch; i++) {
        const value = logDensity(draw, i);
        total[i]! += value;
        if (value > largest[i]!) {
          mass[i] = mass[i]! * Math.exp(largest[i]! - value) + 1;
          largest[i] = value;
        } else if (value !== Number.NEGATIVE_INFINITY) mass[i]! += Math.exp(value - largest[i]!);
      }
    seen += draws;
  }
  if (seen === 0) throw new Error("pointwiseLogDensities: no predictive, expected one or more");
  return {
    meanLog: Array.from(total, (sum) => sum / seen),
    logMean: Array.from(mass, (sum, i) => largest[i]! + Math.log(sum / seen)),
  };
}

/**
 * Log densities over all draws from those over parts of equally many draws.
 *
 * @throws for no part
 */
export function combinedLogDensities(parts: readonly PointwiseLogDensities[]): PointwiseLogDensities {
  expectList("combinedLogDensities", "parts", parts);
  for (const [i, part] of parts.entries()) {
    expectObject("combinedLogDensities", `part ${i}`, part, "what pointwiseLogDensities gives");
    expectNumbers("combinedLogDensities", `meanLog of part ${i}`, part.meanLog);
    expectNumbers("combinedLogDensities", `logMean of part ${i}`, part.logMean);
  }
  if (parts.length === 0) throw new Error("combinedLogDensities: no part, expected one or more");
  const each = parts[0]!.meanLog.map((_, i) => i);
  return {
    meanLog: each.map((i) => parts.reduce((sum, { meanLog }) => sum + meanLog[i]!, 0) / parts.length),
    logMean: each.map((i) => {
      const logs = parts.map(({ logMean }) => logMean[i]!);
      const largest = Math.max(...logs);
      if (largest === Number.NEGATIVE_INFINITY) return largest;
      return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0) / logs.length);
    }),
  };
}
