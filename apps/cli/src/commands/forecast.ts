import type { Whole } from "../display/stage.ts";

/** A chapter of a book, or a run by itself, and how long it usually takes. */
export interface Expected {
  readonly name: string;
  /** Seconds, measured elsewhere or before; undefined where it has never been timed with these settings. */
  readonly seconds: number | undefined;
}

export interface Forecast {
  /** `earlierSeconds` were spent on it in sessions before this one. @default 0 */
  begin(index: number, earlierSeconds?: number): void;
  /**
   * It has ended, in whatever way, after `seconds` over all of its sessions; undefined where that tells nothing of the machine's speed, as it was
   * there already, failed, or found what it computes.
   */
  end(index: number, seconds: number | undefined): void;
  /** What is left of the whole, while a chapter's stage has `stageSecondsLeft` to go. */
  look(stageSecondsLeft: number | undefined): Pick<Whole, "fraction" | "secondsLeft" | "atLeast">;
}

/** As if so many seconds had been spent at the usual speed: chapters of a second say little about the machine. */
const priorSeconds = 10;

/**
 * How long a book still takes: the usual seconds of each chapter to come, times how much slower this machine has been over those that ended,
 *
 *   ratio = (10 s + measured seconds) / (10 s + usual seconds).
 *
 * Of the chapter under way that is what its usual time leaves, and no less than its stage asks for.
 */
export function openForecast(chapters: readonly Expected[], now: () => number): Forecast {
  const opened = now();
  const gone = new Set<number>();
  let earlier = 0;
  let current: { readonly index: number; readonly began: number } | undefined;
  const ended = { usual: priorSeconds, measured: priorSeconds };

  /** With the chapter under way once it takes longer than it should. */
  function paceSoFar(): { readonly usual: number; readonly measured: number } {
    const seconds = current && chapters[current.index]!.seconds;
    const spent = current ? now() - current.began : 0;
    const isLate = seconds !== undefined && spent > (seconds * ended.measured) / ended.usual;
    return isLate ? { usual: ended.usual + seconds, measured: ended.measured + spent } : ended;
  }

  return {
    begin(index, earlierSeconds = 0) {
      earlier += earlierSeconds;
      current = { index, began: now() - earlierSeconds };
    },
    end(index, measured) {
      const { seconds } = chapters[index]!;
      if (measured !== undefined && seconds !== undefined) {
        ended.usual += seconds;
        ended.measured += measured;
      }
      gone.add(index);
      current = undefined;
    },
    look(stageSecondsLeft) {
      const { usual, measured } = paceSoFar();
      const ratio = measured / usual;
      const timed = chapters.every(({ seconds }, index) => seconds !== undefined || gone.has(index));
      let atLeast = !timed;
      let left = 0;
      for (const [index, { seconds }] of chapters.entries()) {
        if (gone.has(index)) continue;
        const isCurrent = current?.index === index;
        const rest = seconds === undefined ? 0 : ratio * seconds - (isCurrent ? now() - current!.began : 0);
        // one that has taken longer than it should goes on for nobody knows how long
        if (rest <= 0 && isCurrent && seconds !== undefined) atLeast = true;
        left += Math.max(rest, isCurrent ? (stageSecondsLeft ?? 0) : 0);
      }
      if (left <= 0 && !timed) return { fraction: undefined, secondsLeft: undefined, atLeast };
      const spent = earlier + now() - opened;
      return { fraction: timed ? Math.min(0.99, spent / (spent + left)) : undefined, secondsLeft: left, atLeast };
    },
  };
}
