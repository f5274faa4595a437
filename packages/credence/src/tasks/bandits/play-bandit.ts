import { type Key, uniforms } from "@credence/tensor";
import { bytesOf, wordsOf } from "../../saving/bytes-as-words.ts";
import { checkpointArrays } from "../../saving/checkpoint-arrays.ts";
import { headerOf } from "../../saving/header.ts";
import { decodeSafetensors, encodeSafetensors, expectBytes } from "../../saving/safetensors.ts";
import { expectSameSettings } from "../../saving/same-settings.ts";
import { expectForm, expectKey, expectOptions, expectWhole, type SettingsJson } from "../../settings.ts";
import type { BanditAgent } from "./agent.ts";
import { type BanditEnvironment, expectEnvironment, oracleReward } from "./environment.ts";
import { type ReplayBuffer, replayBuffer } from "./replay-buffer.ts";

/** A game: who plays where, how long, and which streams of random numbers are whose. */
export interface BanditGame {
  readonly environment: BanditEnvironment;
  readonly agent: BanditAgent;
  readonly steps: number;
  /** Plays the buffer holds. */
  readonly bufferSize: number;
  /** Plays with uniform actions before the first choice. */
  readonly startPlays: number;
  /** The record has a row every so many steps, and one at the end. */
  readonly recordEvery: number;
  readonly keys: {
    /** The start plays, their rewards included: games with equal keys start with equal buffers. */
    readonly start: Key;
    /** The contexts of the game: agents with equal keys meet the same ones. */
    readonly contexts: Key;
    /** This agent's own: its choices and the coin flips of its rewards. */
    readonly own: Key;
  };
}

/** Every setting of a game: with its keys, and a table from which its contexts are drawn, what determines its record. */
export const gameSettings = (game: Omit<BanditGame, "keys">): SettingsJson => {
  expectGame("gameSettings", game);
  const { environment, agent, steps, bufferSize, startPlays, recordEvery } = game;
  return { environment: environment.toJSON(), agent: agent.toJSON(), steps, bufferSize, startPlays, recordEvery };
};

function expectGame(where: string, game: Omit<BanditGame, "keys">): void {
  expectOptions<BanditGame>(where, game as BanditGame, {
    environment: true,
    agent: true,
    steps: true,
    bufferSize: true,
    startPlays: true,
    recordEvery: true,
    keys: true,
  });
  const { environment, agent, steps, bufferSize, startPlays, recordEvery } = game;
  expectEnvironment(where, environment);
  expectForm(where, "agent", agent, {
    methods: ["choose", "learn", "toJSON"],
    expected: "an agent, such as linearThompson({ environment })",
  });
  for (const [name, value] of Object.entries({ steps, bufferSize, startPlays, recordEvery })) expectWhole(where, name, value);
}

/** The score after a number of steps. */
export type BanditScore = {
  readonly step: number;
  /** Sum of what the oracle earns on average minus what was received. Chance can make it fall. */
  readonly regret: number;
  /** Sum of the oracle's expected reward minus that of the action taken. Never falls. */
  readonly expectedRegret: number;
  /** [groups][actions]: how often each action was taken in each group. */
  readonly counts: readonly (readonly number[])[];
};

/** One step of a game, valid until the next: the game keeps one state, and what it said of this step is then gone. */
export interface BanditProgress {
  readonly step: number;
  readonly steps: number;
  /** @throws after the next step */
  score(): BanditScore;
  /** Everything needed to go on and end with the same bits. @throws after the next step, and where the agent cannot tell its settings */
  checkpoint(): Promise<Uint8Array>;
}

interface State {
  step: number;
  regret: number;
  expectedRegret: number;
  counts: number[][];
  record: BanditScore[];
}

/**
 * Plays a contextual bandit to the end and gives the record of scores.
 *
 * A step is: a context comes, the agent chooses, the reward is paid, the play enters the buffer, and the agent learns for the next
 * choice. Everything random is a function of the keys and the step, so that a game resumed from a checkpoint ends with the bits of one
 * left alone. The agent is the caller's to dispose.
 *
 * @throws for settings that are no whole numbers from 1, an agent that chooses no action of the environment, a checkpoint of another game
 */
export async function* playBandit(
  game: BanditGame,
  options: {
    /** A checkpoint of the same game. @default none: from the start */
    resume?: Uint8Array | undefined;
  } = {},
): AsyncGenerator<BanditProgress, BanditScore[], void> {
  expectGame("playBandit", game);
  const { environment, agent, steps, bufferSize, recordEvery, keys } = game;
  expectOptions("playBandit: keys", keys, { start: true, contexts: true, own: true });
  for (const stream of ["start", "contexts", "own"] as const) expectKey(`playBandit: keys.${stream}`, keys[stream]);
  expectOptions("playBandit", options, { resume: true });
  const { resume } = options;
  if (resume !== undefined) expectBytes("playBandit", "resume", resume);
  const buffer = replayBuffer({ capacity: bufferSize, features: environment.features });
  const state: State = resume
    ? restore(game, buffer, resume)
    : { step: 0, regret: 0, expectedRegret: 0, counts: environment.groups.map(() => environment.actions.map(() => 0)), record: [] };
  if (!resume) {
    playAtRandom(game, buffer);
    agent.learn(buffer, 0);
  }
  const score = (): BanditScore => ({
    step: state.step,
    regret: state.regret,
    expectedRegret: state.expectedRegret,
    counts: state.counts.map((row) => [...row]),
  });
  while (state.step < steps) {
    const { step } = state;
    const context = environment.context(keys.contexts.child(step));
    const action = await agent.choose(context.features, keys.own.child("choice").child(step));
    expectAction(game, action);
    const reward = environment.reward(context, action, keys.own.child("reward").child(step));
    buffer.push(context.features, action, reward);
    const best = oracleReward(environment, context.group);
    state.regret += best - reward;
    state.expectedRegret += best - environment.expectedReward(context.group, action);
    state.counts[context.group]![action]!++;
    state.step++;
    if (state.step % recordEvery === 0 || state.step === steps) state.record.push(score());
    if (state.step < steps) agent.learn(buffer, state.step);
    const done = state.step;
    const expectCurrent = (what: string) => {
      if (state.step !== done) throw new Error(`playBandit: the ${what} of step ${done} was asked for after step ${state.step}`);
    };
    yield {
      step: done,
      steps,
      score() {
        expectCurrent("score");
        return score();
      },
      async checkpoint() {
        expectCurrent("checkpoint");
        const bytes = await save(state, { buffer, game });
        expectCurrent("checkpoint");
        return bytes;
      },
    };
  }
  return state.record;
}

function expectAction({ agent, environment: { actions } }: BanditGame, action: number): void {
  if (!(Number.isInteger(action) && action >= 0 && action < actions.length))
    throw new Error(`playBandit: "${agent.name}" chose ${action}, expected a whole number from 0 to ${actions.length - 1}`);
}

function playAtRandom({ environment, startPlays, keys: { start } }: BanditGame, buffer: ReplayBuffer): void {
  const choices = uniforms(start.child("actions"), startPlays);
  for (let play = 0; play < startPlays; play++) {
    const context = environment.context(start.child("contexts").child(play));
    const action = Math.floor(choices[play]! * environment.actions.length);
    buffer.push(context.features, action, environment.reward(context, action, start.child("rewards").child(play)));
  }
}

/** What must be the same where a game goes on. */
function settingsOf({ keys, ...game }: BanditGame) {
  const { start, contexts, own } = keys;
  return { ...gameSettings(game), keys: { start: [...start.words], contexts: [...contexts.words], own: [...own.words] } };
}

async function save(state: State, { buffer, game }: { buffer: ReplayBuffer; game: BanditGame }): Promise<Uint8Array> {
  const { agent, steps } = game;
  const settings = settingsOf(game);
  const inside = await agent.checkpoint();
  const header = { checkpoint: "bandit", agent: agent.name, steps, settings, state, written: buffer.written, agentBytes: inside.length };
  return encodeSafetensors({
    metadata: { credence: JSON.stringify(header) },
    arrays: new Map<string, { shape: number[]; values: Float32Array | Int32Array }>([
      ["contexts", { shape: [buffer.contexts.length], values: buffer.contexts }],
      ["actions", { shape: [buffer.capacity], values: buffer.actions }],
      ["rewards", { shape: [buffer.capacity], values: buffer.rewards }],
      ["agent", { shape: [Math.ceil(inside.length / 4)], values: wordsOf(inside) }],
    ]),
  });
}

function restore(game: BanditGame, buffer: ReplayBuffer, checkpoint: Uint8Array): State {
  const { agent, steps } = game;
  const { metadata, arrays } = decodeSafetensors(checkpoint);
  const header = headerOf("playBandit", metadata.credence);
  if (header.checkpoint !== "bandit" || header.agent !== agent.name || header.steps !== steps)
    throw new Error(
      `playBandit: the checkpoint is of ${header.checkpoint} by ${header.agent} over ${header.steps} steps, expected bandit by ${agent.name} over ${steps}`,
    );
  expectSameSettings("playBandit", header.settings, settingsOf(game));
  const array = checkpointArrays("playBandit", arrays);
  buffer.restore({
    written: header.written,
    contexts: array("contexts") as Float32Array,
    actions: array("actions") as Int32Array,
    rewards: array("rewards") as Float32Array,
  });
  agent.restore(bytesOf("playBandit: the agent's checkpoint", array("agent"), header.agentBytes));
  return header.state;
}
