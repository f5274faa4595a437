import type { Context, Progress } from "@credence/lab";
import { bandits } from "credence";
import { type BanditAgentName, type BanditLearning, banditAgent } from "./agents.ts";

export interface Game extends Omit<Parameters<typeof bandits.playBandit>[0], "agent"> {
  readonly label: string;
  readonly name: BanditAgentName;
  readonly learning: BanditLearning;
  /** The agent's own. */
  readonly key: Context<unknown>["key"];
  /** What the environment is made of. */
  readonly data: readonly (Float32Array | Uint8Array | Int32Array)[];
}

/** Plays one game, or goes on with it, or finds it played: the score every so many steps. */
export async function* play(
  context: Pick<Context<unknown>, "resumable">,
  { label, name, learning, key, data, ...game }: Game,
): AsyncGenerator<Progress, readonly bandits.BanditScore[], void> {
  const agent = banditAgent(name, { environment: game.environment, learning }, key.child("learning"));
  try {
    return yield* context.resumable({
      label,
      unit: "steps",
      computation: "bandit",
      determinedBy: bandits.gameSettings({ ...game, agent }),
      key,
      data,
      async *start(resume) {
        const playing = bandits.playBandit({ ...game, agent }, { resume });
        for (;;) {
          const next = await playing.next();
          if (next.done) return next.value;
          const { step, steps, checkpoint } = next.value;
          yield { done: step, total: steps, checkpoint };
        }
      },
    });
  } finally {
    agent.dispose();
  }
}
