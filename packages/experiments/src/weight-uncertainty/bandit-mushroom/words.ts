import { type BanditAgentName, banditAgents } from "./agents.ts";
import type { BanditMushroomResult } from "./bandit-mushroom.ts";

export const labelOf = ({ agent }: { readonly agent: BanditAgentName }): string => banditAgents[agent].label;
/** The agents of the source, of which findings tell. */
export const sourceAgents: readonly BanditAgentName[] = ["bbb", "greedy", "epsilon-1", "epsilon-5"];
export const whole = (value: number): string => Math.round(value).toLocaleString("en-US");
export const inWords = (updates: number): string => `${updates} ${updates === 1 ? "minibatch" : "minibatches"} a step`;

/** Of the main comparison, for captions: "50,000 steps, 64 minibatches a step". */
export function settingOf({ games }: BanditMushroomResult): string {
  const main = games.find(({ part }) => part === "main");
  return main ? `${whole(main.steps)} steps, ${inWords(main.updatesPerStep)}` : "no main game played";
}
