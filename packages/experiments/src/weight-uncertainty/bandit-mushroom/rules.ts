import { mean } from "@credence/lab";
import { blindAnchors, convergedAt } from "./measures.ts";
import { publishedGame } from "./published.ts";
import type { BanditGameResult, BanditMushroomResult } from "./result.ts";

/**
 * Where claims are judged, all by the same rule: games of the source's length and with its minibatches. Where either differs, another algorithm
 * has played.
 */
export const asPublished = (...groups: readonly (readonly BanditGameResult[])[]): boolean =>
  groups.every(
    (games) =>
      games.length > 0 &&
      games.every(({ steps, updatesPerStep }) => steps >= publishedGame.steps && updatesPerStep === publishedGame.updatesPerStep),
  );

/** The rule in words, for captions. */
export const judgedWhere = `Claims are judged on games of ${publishedGame.steps.toLocaleString("en-US")} steps with ${publishedGame.updatesPerStep} minibatches a step, the source's, and on no others.`;

export const whole = (value: number): string => Math.round(value).toLocaleString("en-US");
export const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

/** Steps to convergence, with the length of the game for one that has not. */
export const convergence = (result: BanditMushroomResult, games: readonly BanditGameResult[]) =>
  games.map(({ scores, steps }) => ({ at: convergedAt(scores, blindAnchors(result).never), steps }));
export const shown = (steps: readonly { at: number | null }[]): string =>
  steps.map(({ at }) => (at === null ? "not" : whole(at))).join(", ");
export const censored = (steps: readonly { at: number | null; steps: number }[]): number => mean(steps.map(({ at, steps }) => at ?? steps));
export const convergenceRule =
  "converged: from there on, every stretch of a fiftieth of the game has an expected regret a step below a tenth of never eating's";
