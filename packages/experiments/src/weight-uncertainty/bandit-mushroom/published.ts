import type { BanditAgentName } from "./agents.ts";

/** The source's game. */
export const publishedGame = { steps: 50_000, updatesPerStep: 64 } as const;

/**
 * Total regret at 50,000 steps that another reproduction of the same game published, smallest and largest of its runs. The source stored no
 * curve of its own Figures 23 to 27.
 */
export const externalRegret: Partial<Record<BanditAgentName, readonly [number, number]>> = {
  bbb: [5605, 8455],
  greedy: [17_580, 120_325],
  "epsilon-1": [23_295, 121_255],
  "epsilon-5": [40_235, 75_190],
};
