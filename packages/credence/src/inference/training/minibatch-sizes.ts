import type { IterativeOptions } from "./iterative-options.ts";

/**
 * Sizes of the minibatches of an epoch.
 *
 * @param last what happens to examples that fill no minibatch: `IterativeOptions.lastBatch`
 */
export function minibatchSizes(count: number, batchSize: number, last: Required<IterativeOptions>["lastBatch"]): number[] {
  const rest = count % batchSize;
  const whole = (count - rest) / batchSize;
  if (rest === 0 || (last === "drop" && whole > 0)) return new Array<number>(whole).fill(batchSize);
  if (last !== "spread") return [...new Array<number>(whole).fill(batchSize), rest];
  const batches = whole + 1;
  return Array.from({ length: batches }, (_, batch) => Math.floor(count / batches) + (batch < count % batches ? 1 : 0));
}
