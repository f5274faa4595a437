import type { Context, Progress, ResumableRequest } from "@credence/lab";
import type { Key } from "@credence/tensor";
import { bandits } from "credence";
import { type BanditAgentName, type BanditLearning, banditAgent, banditAgents } from "./agents.ts";

/** A game, and who plays it; `words` say which. */
interface Game extends Omit<bandits.BanditGame, "agent" | "keys">, Pick<ResumableRequest<never>, "data"> {
  readonly agent: BanditAgentName;
  readonly words: string;
  readonly learning: BanditLearning;
  readonly keys: { readonly start: Key; readonly run: Key };
}

/** Plays a game to its end, or finds its record among the artifacts. Games of one run meet the same contexts. */
export async function* play(
  { resumable }: Pick<Context<unknown>, "resumable">,
  { agent: name, words, learning, keys: { start, run }, data, ...given }: Game,
): AsyncGenerator<Progress, bandits.BanditScore[], void> {
  const key = run.child(name);
  const agent = banditAgent(name, { environment: given.environment, learning }, key.child("learning"));
  const game = { ...given, agent, keys: { start, contexts: run.child("contexts"), own: key.child("game") } };
  try {
    return yield* resumable({
      ...{ label: `${banditAgents[name].label}, ${words}`, unit: "steps", computation: "bandit-mushroom" },
      ...{ determinedBy: bandits.gameSettings(game), key, data },
      start: (resume) => bandits.playBandit(game, { resume }),
    });
  } finally {
    agent.dispose();
  }
}
