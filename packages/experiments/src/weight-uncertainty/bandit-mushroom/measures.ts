import { mean } from "@credence/lab";
import type { BanditAgentName } from "./agents.ts";
import type { BanditGameResult, BanditMushroomResult, BanditScores, BanditVariantName } from "./bandit-mushroom.ts";

/** The source's game. */
export const publishedGame = { steps: 50_000, updatesPerStep: 64 } as const;

/** Expected regret per step of policies that look at nothing, from the table's class counts. */
export function blindAnchors({ edible, poisonous }: Pick<BanditMushroomResult, "edible" | "poisonous">) {
  const count = edible + poisonous;
  const never = (5 * edible) / count;
  const always = (15 * poisonous) / count;
  return { never, always, uniform: (never + always) / 2 };
}

/** Games of the main comparison, or of a variant; for `variant: null` those as the main comparison has them. */
export const gamesOf = (
  { games }: BanditMushroomResult,
  { agent, variant = null }: { agent: BanditAgentName; variant?: BanditVariantName | null },
): BanditGameResult[] =>
  games
    .filter((game) => game.agent === agent && game.variant === variant && game.part === (variant === null ? "main" : "variants"))
    .sort((a, b) => a.run - b.run);

export const last = (values: readonly number[]): number => values[values.length - 1];

/** The beginning of a game, up to the last row of its record that is not after `steps`: so that games of unequal length can be compared. */
export function gameUntil(game: BanditGameResult, steps: number): BanditGameResult {
  if (steps >= game.steps) return game;
  const end = rowAt(game.scores, steps) + 1;
  const scores = Object.fromEntries(
    Object.entries(game.scores).map(([column, values]) => [column, values.slice(0, end)]),
  ) as unknown as BanditScores;
  return { ...game, steps, scores };
}

/** Mushrooms eaten in each window of the record, as a share of those met, and where the windows end. */
export function eatingRate(scores: BanditScores, windows: number): { step: number[]; rate: number[] } {
  const eaten = scores.edibleEaten.map((count, i) => count + scores.poisonousEaten[i]);
  const ends = windowEnds(scores, windows);
  return {
    step: ends.map((end) => scores.step[end]),
    rate: ends.map((end, i) => {
      const before = i === 0 ? undefined : ends[i - 1];
      const [eatenBefore, stepBefore] = before === undefined ? [0, 0] : [eaten[before], scores.step[before]];
      return (eaten[end] - eatenBefore) / (scores.step[end] - stepBefore);
    }),
  };
}

/** Mean over games of equal length and record. */
export function meanEatingRate(games: readonly BanditGameResult[], windows: number): { step: number[]; rate: number[] } {
  const rates = games.map(({ scores }) => eatingRate(scores, windows));
  return { step: rates[0].step, rate: rates[0].rate.map((_, i) => mean(rates.map(({ rate }) => rate[i]))) };
}

// the last row of each of so many equal stretches of the record
function windowEnds({ step }: BanditScores, windows: number): number[] {
  const count = Math.min(windows, step.length);
  return Array.from({ length: count }, (_, window) => Math.round(((window + 1) * step.length) / count) - 1);
}

/** Converged: expected regret per step below this share of never eating's, over stretches of this share of the game. */
const [convergedShare, convergedStretch] = [0.1, 0.02];

/**
 * First step from which on every stretch of a fiftieth of the game has an expected regret per step below a tenth of that of never eating;
 * null where the last stretch has not.
 */
export function convergedAt({ step, expectedRegret }: BanditScores, neverRegret: number): number | null {
  const [steps, regret] = [
    [0, ...step],
    [0, ...expectedRegret],
  ];
  const length = convergedStretch * last(steps);
  let since: number | null = 0;
  let end = 0;
  for (const [start, from] of steps.entries()) {
    while (end < steps.length && steps[end] < from + length) end++;
    if (end === steps.length) break;
    const rate = (regret[end] - regret[start]) / (steps[end] - from);
    if (rate >= convergedShare * neverRegret) since = end + 1 < steps.length ? steps[start + 1] : null;
  }
  return since;
}

/** The straight line through the last half of the expected regret: slope per step, and the share of variance it explains. */
export function lateLine({ step, expectedRegret }: BanditScores): { slope: number; explained: number } {
  const from = Math.floor(step.length / 2);
  const [x, y] = [step.slice(from), expectedRegret.slice(from)];
  const [mx, my] = [mean(x), mean(y)];
  const sxy = x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0);
  const sxx = x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
  const syy = y.reduce((sum, value) => sum + (value - my) ** 2, 0);
  return { slope: sxx > 0 ? sxy / sxx : 0, explained: syy > 0 && sxx > 0 ? sxy ** 2 / (sxx * syy) : 1 };
}

/** The row of the record at a step, or the last before it. */
export function rowAt({ step }: BanditScores, wanted: number): number {
  const after = step.findIndex((value) => value > wanted);
  return after < 0 ? step.length - 1 : Math.max(0, after - 1);
}

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
