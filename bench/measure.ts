import type { Workload } from "./workloads.ts";

const SECONDS = 2;
const WARM_MILLISECONDS = 500;

/** Median time of a unit of work in milliseconds, and how many were timed. */
export interface Measured {
  readonly ms: number;
  readonly n: number;
}

export interface MeasureOptions {
  /** How long it is timed. @default 2 */
  readonly seconds?: number;
  /** Units of work that are timed, and before that done to warm up, at least. @default 3 */
  readonly least?: number;
}

/** Times a workload for two seconds after half a second of warming up, in Node and in a page alike. */
export async function measure(
  { start }: Pick<Workload, "start">,
  { seconds = SECONDS, least = 3 }: MeasureOptions = {},
): Promise<Measured> {
  const { step, stop } = await start();
  const warmUntil = performance.now() + WARM_MILLISECONDS;
  for (let i = 0; i < least || (performance.now() < warmUntil && i < 200); i++) await step();
  const times: number[] = [];
  const begin = performance.now();
  while (performance.now() - begin < seconds * 1000 || times.length < least) {
    const before = performance.now();
    await step();
    times.push(performance.now() - before);
  }
  await stop();
  return { ms: median(times), n: times.length };
}

/** The upper one of the two in the middle, where there are two. */
export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
