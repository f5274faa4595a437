import { expectNumber, expectNumbers, expectObject, expectOptions, refused } from "../../settings.ts";
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
  /** Length of a stretch, as a fraction of the game. @default 0.02 */
  readonly stretch?: number;
}

/**
 * First step from which on every stretch of a game has a regret per step below a bound; null where the last stretch has not.
 *
 * @units steps
 * @throws for a stretch that is not above 0 and at most 1
 */
export function convergedAt(record: RegretRecord, options: ConvergenceOptions): number | null {
  expectObject("convergedAt", "record", record, "{ step, regret }");
  const { step, regret } = record;
  expectNumbers("convergedAt", "step", step);
  expectNumbers("convergedAt", "regret", regret);
  if (step.length !== regret.length) throw new Error(`convergedAt: ${step.length} steps and ${regret.length} regrets, expected as many`);
  expectOptions("convergedAt", options, { below: true, stretch: true });
  const { below, stretch = 0.02 } = options;
  expectNumber("convergedAt", "below", below);
  if (!(Number.isFinite(stretch) && stretch > 0 && stretch <= 1)) throw refused("convergedAt", "stretch", stretch, "above 0 and at most 1");
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
