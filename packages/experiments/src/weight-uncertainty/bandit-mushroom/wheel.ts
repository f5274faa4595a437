import type { Context, Progress, ResumableStep } from "@credence/lab";
import type { Key } from "@credence/tensor";
import { bandits } from "credence";
import { type BanditAgentName, type BanditLearning, banditAgent, banditAgentLabels } from "./agents.ts";
import type { BanditMushroomResult, WheelGameResult } from "./result.ts";

/** The second environment's game. */
export type WheelSettings = {
  readonly steps: number;
  readonly innerRadius: number;
  /** Random plays before the first choice. */
  readonly startPlays: number;
  readonly learningRate: number;
  readonly updatesPerStep: number;
};

const bufferSize = 4096;

/** Plays the wheel with each agent: the same contexts for all. */
export async function* playWheel(
  context: Context<{ readonly wheel: WheelSettings }>,
  {
    agents,
    learning,
    key,
  }: { agents: readonly BanditAgentName[]; learning: Omit<BanditLearning, "updatesPerStep" | "learningRate">; key: Key },
): AsyncGenerator<Progress, BanditMushroomResult["wheel"], void> {
  const { steps, innerRadius, startPlays, learningRate, updatesPerStep } = context.settings.wheel;
  const environment = bandits.wheelBandit({ innerRadius });
  const uniform = environment.actions.map(() => 1 / environment.actions.length);
  const games: WheelGameResult[] = [];
  for (const name of agents) {
    const full = { ...learning, learningRate, updatesPerStep };
    const own = key.child(name);
    games.push(
      yield* context.resumable({
        label: `wheel, ${banditAgentLabels[name]}`,
        unit: "steps",
        computation: "bandit-mushroom",
        determinedBy: { game: "wheel", agent: name, steps, innerRadius, startPlays, bufferSize, learning: full },
        key: own,
        data: [],
        async *start(resume): AsyncGenerator<ResumableStep, WheelGameResult, void> {
          const agent = banditAgent(name, { environment, learning: full }, own.child("learning"));
          const half = Math.ceil(steps / 2);
          const keys = { start: key.child("start"), contexts: key.child("contexts"), own: own.child("game") };
          const playing = bandits.playBandit({ environment, agent, steps, bufferSize, startPlays, recordEvery: half, keys }, { resume });
          try {
            for (;;) {
              const next = await playing.next();
              if (next.done) return wheelResult(name, next.value);
              const { step, checkpoint } = next.value;
              yield { done: step, total: steps, checkpoint };
            }
          } finally {
            agent.dispose();
          }
        },
      }),
    );
  }
  return { steps, innerRadius, updatesPerStep, uniformRegret: steps * bandits.blindRegret(environment, uniform), games };
}

function wheelResult(agent: BanditAgentName, scores: readonly bandits.BanditScore[]): WheelGameResult {
  const [half, end] = [scores[0], scores[scores.length - 1]];
  const outer = [1, 2, 3, 4];
  return {
    agent,
    expectedRegret: end.expectedRegret,
    lateExpectedRegret: end.expectedRegret - half.expectedRegret,
    highTaken: outer.reduce((total, quadrant) => total + end.counts[quadrant][quadrant], 0),
    highOffered: outer.reduce((total, quadrant) => total + end.counts[quadrant].reduce((sum, count) => sum + count, 0), 0),
  };
}
