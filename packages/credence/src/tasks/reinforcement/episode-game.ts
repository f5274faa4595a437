import type { Key } from "@credence/tensor";
import { expectNumber, expectOptions, expectWhole, type SettingsJson } from "../../settings.ts";
import { type Agent, expectAgent } from "./agent.ts";
import { type Environment, expectEnvironment } from "./environment.ts";

/** When a game counts as solved, and ends. */
export interface SolvedRule {
  /** Episodes that the mean is taken over. */
  readonly window: number;
  /** What their mean return has to reach. */
  readonly meanReturn: number;
}

/** A game: who plays where, how long, and all that is random in it. */
export interface EpisodeGame {
  /** Where is played. */
  readonly environment: Environment;
  /** Who plays; the caller disposes it. */
  readonly agent: Agent;
  /** At most so many. */
  readonly episodes: number;
  /** Transitions held. */
  readonly bufferSize: number;
  /** Ends the game before `episodes`. @default none: all are played */
  readonly solved?: SolvedRule;
  /** Starts, transitions and choices are functions of it. */
  readonly key: Key;
}

/** The record of a game. */
export type EpisodeRecord = {
  /** Sum of the rewards of each episode, not discounted. */
  readonly returns: readonly number[];
  /** Steps of each episode. */
  readonly steps: readonly number[];
  /** Episodes played when the rule was first met, or null. */
  readonly solvedAt: number | null;
};

/** What a game keeps between episodes. */
export interface GameState {
  readonly returns: number[];
  readonly steps: number[];
}

/** Every setting of a game: with its key, what determines its record. */
export function episodeGameSettings(game: Omit<EpisodeGame, "key">): SettingsJson {
  expectGame("episodeGameSettings", game);
  const { environment, agent, episodes, bufferSize, solved } = game;
  return { environment: environment.toJSON(), agent: agent.toJSON(), episodes, bufferSize, solved: solved ? { ...solved } : null };
}

/** @throws for settings out of range */
export function expectGame(where: string, game: Omit<EpisodeGame, "key">): void {
  const names = { environment: true, agent: true, episodes: true, bufferSize: true, solved: true, key: true } as const;
  expectOptions<EpisodeGame>(where, game as EpisodeGame, names);
  const { environment, agent, episodes, bufferSize, solved } = game;
  expectEnvironment(where, environment);
  expectAgent(where, agent);
  expectWhole(where, "episodes", episodes);
  expectWhole(where, "bufferSize", bufferSize);
  if (solved === undefined) return;
  expectOptions(`${where}: solved`, solved, { window: true, meanReturn: true });
  expectWhole(`${where}: solved`, "window", solved.window);
  expectNumber(`${where}: solved`, "meanReturn", solved.meanReturn);
}
