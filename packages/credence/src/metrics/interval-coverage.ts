import type { Tensor } from "@credence/tensor";
import type { PredictiveInterval } from "../predictive/intervals.ts";
import { expectTensor, refused } from "../settings.ts";

/**
 * Share of targets that lie in their interval, ends included. Of a calibrated 90 % interval, about 0.9.
 *
 * @shape interval and y [batch, outputs]
 * @throws for targets of another count or type
 * @example
 * const predictive = normalPredictive({ means: tensor([[[0], [0]]]), stdDev: 1 }); // 90 % of it within 1.645 of 0
 * await metrics.intervalCoverage(await predictiveInterval(predictive, { coverage: 0.9 }), tensor([[1], [2]])) // => 0.5
 */
export async function intervalCoverage(interval: PredictiveInterval, y: Tensor): Promise<number> {
  const { lower, upper } = expectInterval("intervalCoverage", interval);
  const targets = await readIntervalTargets("intervalCoverage", y, lower.length);
  let inside = 0;
  for (let i = 0; i < targets.length; i++) if (targets[i]! >= lower[i]! && targets[i]! <= upper[i]!) inside++;
  return inside / targets.length;
}

/** Mean width of the intervals, in the targets' units: of two that cover equally, the narrower one says more. */
export function meanIntervalWidth(interval: PredictiveInterval): number {
  const { lower, upper } = expectInterval("meanIntervalWidth", interval);
  return lower.reduce((sum, low, i) => sum + upper[i]! - low, 0) / lower.length;
}

/** @throws unless as many lower ends as upper ones are there, 1 or more, none of them NaN and none above the other */
export function expectInterval(where: string, interval: PredictiveInterval): PredictiveInterval {
  const { lower, upper } = interval ?? {};
  if (!(lower instanceof Float64Array && upper instanceof Float64Array))
    throw refused(where, "interval", interval, "what predictiveInterval gives: await predictiveInterval(predictive, { coverage })");
  if (lower.length !== upper.length || lower.length === 0)
    throw new Error(`${where}: ${lower.length} lower and ${upper.length} upper ends, expected as many, 1 or more`);
  const wrong = lower.findIndex((low, i) => !(low <= upper[i]!));
  if (wrong >= 0)
    throw new Error(`${where}: interval ${wrong} is from ${lower[wrong]} to ${upper[wrong]}, expected a lower end up to the upper one`);
  return interval;
}

/** Reads a target for each interval. @throws for another number of them, and for classes */
export async function readIntervalTargets(where: string, y: Tensor, intervals: number): Promise<ArrayLike<number>> {
  expectTensor(where, "y", y);
  if (y.dtype !== "float32" || y.size !== intervals || y.size === 0)
    throw new Error(`${where}: y is ${y.dtype} [${y.shape.join(", ")}], expected float32 with ${intervals} values, 1 or more`);
  return y.read();
}
