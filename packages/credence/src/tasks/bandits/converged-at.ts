/** What a game cost so far, every so many steps. */
export interface RegretRecord {
  /** Ascending, from above 0. */
  readonly step: readonly number[];
  /** Sum from the start, at each of these. */
  readonly regret: readonly number[];
}

/** When a game counts as converged. */
export interface ConvergenceOptions {
  /** Regret a step that every later stretch stays below. */
  readonly below: number;
  /** Length of a stretch, as a fraction of the game; 0.02 unless told. */
  readonly stretch?: number;
}

/**
 * First step from which on every stretch of a game has a regret per step below a bound; null where the last stretch has not.
 *
 * @units steps
 * @throws for a stretch that is not above 0 and at most 1
 */
export function convergedAt({ step, regret }: RegretRecord, { below, stretch = 0.02 }: ConvergenceOptions): number | null {
  if (!(stretch > 0 && stretch <= 1)) throw new Error(`convergedAt: stretch is ${stretch}, expected above 0 and at most 1`);
  const [steps, sums] = [
    [0, ...step],
    [0, ...regret],
  ];
  let since: number | null = 0;
  let end = 0;
  for (const [start, from] of steps.entries()) {
    while (end < steps.length && steps[end]! < from + stretch * steps.at(-1)!) end++;
    if (end === steps.length) break;
    const rate = (sums[end]! - sums[start]!) / (steps[end]! - from);
    if (rate >= below) since = end + 1 < steps.length ? steps[start + 1]! : null;
  }
  return since;
}
