import { openPace, type Pace } from "./pace.ts";
import type { Stage } from "./stage.ts";

/** A stage that is done, and how fast it went from its first look to its last. */
export interface FinishedStage {
  readonly stage: Stage;
  /** undefined where it was shown once. */
  readonly seconds: number | undefined;
  /** Units a second over the whole stage; undefined where it was shown once, never counted, or counts what takes unequal times. */
  readonly rate: number | undefined;
}

/** What one look at a stage tells. */
export interface Look {
  readonly begins: boolean;
  readonly pace: Pace;
  /** In order: the stage before, where it ended without counting to its total, and this one once it has. */
  readonly finished: readonly FinishedStage[];
}

export interface StageFollower {
  look(stage: Stage): Look;
  /** The stage under way, which now counts as done; undefined where there is none. */
  finish(): FinishedStage | undefined;
}

const unknown: Pace = { rate: undefined, secondsLeft: undefined };

/** Tells where one stage ends and another begins: a label that changes, or a count that starts again. */
export function followStages(now: () => number): StageFollower {
  let current: { first: Stage; last: Stage; began: number; pace: ReturnType<typeof openPace> } | undefined;
  let done: Stage | undefined;

  function finish(): FinishedStage | undefined {
    if (!current) return undefined;
    const { first, last, began } = current;
    current = undefined;
    done = last;
    const seconds = now() - began;
    const counted = last.done - first.done;
    if (seconds <= 0) return { stage: last, seconds: undefined, rate: undefined };
    return { stage: last, seconds, rate: counted > 0 && !last.unequal ? counted / seconds : undefined };
  }

  return {
    look(stage) {
      const none = { begins: false, pace: unknown, finished: [] };
      // told once more: it has been seen to end
      if (!current && done?.label === stage.label && stage.done >= stage.total && done.done === stage.done) return none;
      const before = current && (current.last.label !== stage.label || stage.done < current.last.done) ? finish() : undefined;
      const begins = current === undefined;
      current ??= { first: stage, last: stage, began: now(), pace: openPace(now) };
      current.last = stage;
      const pace = stage.unequal ? unknown : current.pace(stage.done, stage.total);
      const ended = stage.done >= stage.total ? finish() : undefined;
      return { begins, pace, finished: [before, ended].filter((one) => one !== undefined) };
    },
    finish,
  };
}
