export type { BanditAgent } from "./agent.ts";
export { type BanditContext, type BanditEnvironment, bestAction, blindRegret, oracleReward } from "./environment.ts";
export { type LinearThompsonOptions, linearThompson } from "./linear-thompson.ts";
export { type MushroomBanditOptions, mushroomBandit } from "./mushroom-bandit.ts";
export { type NetworkAgentOptions, networkAgent } from "./network-agent.ts";
export { type NormalInverseGamma, type NormalInverseGammaPrior, normalInverseGamma } from "./normal-inverse-gamma.ts";
export { type BanditGame, type BanditProgress, type BanditScore, gameSettings, playBandit } from "./play-bandit.ts";
export { type ReplayBuffer, replayBuffer } from "./replay-buffer.ts";
export { type WheelBanditOptions, wheelBandit } from "./wheel-bandit.ts";
