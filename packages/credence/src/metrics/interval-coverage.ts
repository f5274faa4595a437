import type { Tensor } from "@credence/tensor";
import type { PredictiveInterval } from "../predictive/intervals.ts";

/**
 * Share of targets that lie in their interval, ends included. Of a calibrated 90% interval, about 0.9.
 *
 * @shape interval and y [batch, outputs]
 * @throws for targets of another count or type
 * @example
 * const predictive = normalPredictive({ means: tensor([[[0], [0]]]), stdDev: 1 }); // 90% of it within 1.645 of 0
 * await metrics.intervalCoverage(await predictiveInterval(predictive, { coverage: 0.9 }), tensor([[1], [2]])) // => 0.5
 */
export async function intervalCoverage({ lower, upper }: PredictiveInterval, y: Tensor): Promise<number> {
  if (y.dtype !== "float32" || y.size !== lower.length || y.size === 0)
    throw new Error(`intervalCoverage: y is ${y.dtype} [${y.shape.join(", ")}], expected float32 with ${lower.length} values, 1 or more`);
  const targets = await y.read();
  let inside = 0;
  for (let i = 0; i < targets.length; i++) if (targets[i]! >= lower[i]! && targets[i]! <= upper[i]!) inside++;
  return inside / targets.length;
}

/** Mean width of the intervals, in the targets' units: of two that cover equally, the narrower one says more. */
export const meanIntervalWidth = ({ lower, upper }: PredictiveInterval): number =>
  lower.reduce((sum, low, i) => sum + upper[i]! - low, 0) / lower.length;
