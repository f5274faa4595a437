import type { BanditAgentName } from "./agents.ts";

/** Why a game is played: the comparison of agents, other settings of the Bayesian one, or another number of minibatches a step. */
export type BanditPart = "main" | "variants" | "updates";

/** A setting that differs from the main comparison's. */
export type BanditVariantName = "stdDev-0.75" | "rate-1e-5" | "prior-wide" | "prior-narrow";

/** The score every so many steps, in columns. Counts are cumulative. */
export type BanditScores = {
  readonly step: readonly number[];
  readonly regret: readonly number[];
  readonly expectedRegret: readonly number[];
  readonly edibleEaten: readonly number[];
  readonly edibleLeft: readonly number[];
  readonly poisonousEaten: readonly number[];
  readonly poisonousLeft: readonly number[];
};

/** One game with mushrooms. */
export type BanditGameResult = {
  readonly part: BanditPart;
  readonly agent: BanditAgentName;
  /** Games of one run meet the same mushrooms. */
  readonly run: number;
  readonly variant: BanditVariantName | null;
  readonly steps: number;
  readonly updatesPerStep: number;
  readonly learningRate: number;
  readonly scores: BanditScores;
};

/** One game with the wheel. */
export type WheelGameResult = {
  readonly agent: BanditAgentName;
  readonly expectedRegret: number;
  /** The same over the last half of the game. */
  readonly lateExpectedRegret: number;
  /** How often the action that pays highly was taken where it does, of how many times it could have been. */
  readonly highTaken: number;
  readonly highOffered: number;
};

export type BanditMushroomResult = {
  readonly edible: number;
  readonly poisonous: number;
  readonly bufferSize: number;
  readonly batchSize: number;
  readonly games: readonly BanditGameResult[];
  readonly wheel: {
    readonly steps: number;
    readonly innerRadius: number;
    readonly updatesPerStep: number;
    /** Expected regret of uniformly random actions over the whole game and its last half. */
    readonly uniformRegret: number;
    readonly games: readonly WheelGameResult[];
  };
};
