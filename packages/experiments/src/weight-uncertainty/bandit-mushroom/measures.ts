import { mean } from "@credence/lab";
import { bandits } from "credence";
import { type BanditAgentName, banditAgentNames } from "./agents.ts";
import type { BanditMushroomResult, BanditVariantName } from "./bandit-mushroom.ts";

export type BanditGame = BanditMushroomResult["games"][number];
/** The score every so many steps, in columns; all but the step are sums from the start. */
export type BanditScores = BanditGame["scores"];

/** Expected regret per step of policies that look at nothing, from the table's class counts. */
export function blindAnchors({ edible, poisonous }: Pick<BanditMushroomResult, "edible" | "poisonous">) {
  const [never, always] = [5 * edible, 15 * poisonous].map((cost) => cost / (edible + poisonous));
  return { never, uniform: (never + always) / 2, always };
}

const last = (values: readonly number[]): number => values[values.length - 1];

/** The row of the record at a step, or the last before it. */
export function rowAt({ step }: { readonly step: readonly number[] }, wanted: number): number {
  const after = step.findIndex((value) => value > wanted);
  return after < 0 ? step.length - 1 : Math.max(0, after - 1);
}

/** The beginning of a game, up to the last row of its record that is not after `steps`: so that games of unequal length can be compared. */
export function gameUntil(game: BanditGame, steps: number): BanditGame {
  if (steps >= game.steps) return game;
  const end = rowAt(game.scores, steps) + 1;
  const columns = Object.entries(game.scores).map(([column, values]) => [column, values.slice(0, end)]);
  return { ...game, steps, scores: Object.fromEntries(columns) };
}

const eatenOf = ({ edibleEaten, poisonousEaten }: BanditScores): number[] => edibleEaten.map((count, i) => count + poisonousEaten[i]);

/** A game, or its beginning, with what claims and tables say of it. */
export function measuredGame(whole: BanditGame, { never }: { readonly never: number }, until = whole.steps) {
  const game = gameUntil(whole, until);
  const { scores, steps } = game;
  const eaten = eatenOf(scores);
  const [tenth, fifth] = [rowAt(scores, 0.1 * steps), rowAt(scores, 0.8 * steps)];
  const [regret, expectedRegret] = [last(scores.regret), last(scores.expectedRegret)];
  const convergedAt = convergence(scores, never);
  return {
    ...{ ...game, regret, expectedRegret, eaten: last(eaten), poison: last(scores.poisonousEaten), food: last(scores.edibleLeft) },
    convergedAt,
    /** The whole length of a game that has not converged. */
    stepsToConverge: convergedAt ?? steps,
    earlyRegret: scores.expectedRegret[tenth],
    /** Expected regret a step over the last fifth. */
    lateRegret: (expectedRegret - scores.expectedRegret[fifth]) / Math.max(1, last(scores.step) - scores.step[fifth]),
    /** Shares of the mushrooms eaten, of the first thousand and the first tenth. */
    eatenFirst: last(eatenOf(gameUntil(game, 1000).scores)) / Math.min(1000, steps),
    eatenEarly: eaten[tenth] / scores.step[tenth],
  };
}
export type MeasuredGame = ReturnType<typeof measuredGame>;

/** An agent's games of the main comparison, or of a variant, by run. */
export const gamesOf = (result: BanditMushroomResult, agent: BanditAgentName, variant: BanditVariantName | null = null): MeasuredGame[] =>
  result.games
    .filter((game) => game.agent === agent && game.variant === variant && game.part === (variant === null ? "main" : "variants"))
    .sort((a, b) => a.run - b.run)
    .map((game) => measuredGame(game, blindAnchors(result)));

/** Its first game of these, where there is one. */
export const firstOf = (...given: Parameters<typeof gamesOf>): MeasuredGame[] => gamesOf(...given).slice(0, 1);

/** The first game of each agent that played. */
export const firstGames = (result: BanditMushroomResult): MeasuredGame[] => banditAgentNames.flatMap((agent) => firstOf(result, agent));

/** Mushrooms eaten in each window of the record, as a share of those met, and where the windows end: mean over games of one record. */
export function eatingRate(games: readonly BanditGame[], windows: number): { x: number[]; y: number[] } {
  const { step } = games[0].scores;
  const count = Math.min(windows, step.length);
  const ends = Array.from({ length: count }, (_, window) => Math.round(((window + 1) * step.length) / count) - 1);
  const within = (values: readonly number[]) => ends.map((end, i) => values[end] - (i === 0 ? 0 : values[ends[i - 1]]));
  const [met, eaten] = [within(step), games.map(({ scores }) => within(eatenOf(scores)))];
  return { x: ends.map((end) => step[end]), y: met.map((all, i) => mean(eaten.map((part) => part[i] / all))) };
}

/** First step from which on every fiftieth of the game has an expected regret a step below a tenth of never eating's; null where none has. */
export const convergence = ({ step, expectedRegret: regret }: BanditScores, neverRegret: number): number | null =>
  bandits.convergedAt({ step, regret }, { below: 0.1 * neverRegret, stretch: 0.02 });

/** The straight line through the last half of the expected regret: slope per step, and the share of variance it explains. */
export function lateLine({ step, expectedRegret }: BanditScores): { slope: number; explained: number } {
  const [x, y] = [step, expectedRegret].map((values) => values.slice(Math.floor(step.length / 2)));
  const [mx, my] = [mean(x), mean(y)];
  const sum = (term: (dx: number, dy: number) => number) => x.reduce((total, value, i) => total + term(value - mx, y[i] - my), 0);
  const [sxx, sxy, syy] = [sum((dx) => dx ** 2), sum((dx, dy) => dx * dy), sum((_, dy) => dy ** 2)];
  return { slope: sxx > 0 ? sxy / sxx : 0, explained: syy > 0 && sxx > 0 ? sxy ** 2 / (sxx * syy) : 1 };
}
