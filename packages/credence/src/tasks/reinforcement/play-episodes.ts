import type { Key } from "@credence/tensor";
import { expectBytes } from "../../saving/safetensors.ts";
import { expectKey, expectOptions } from "../../settings.ts";
import type { Environment } from "./environment.ts";
import { type EpisodeGame, type EpisodeRecord, expectGame, type GameState, type SolvedRule } from "./episode-game.ts";
import { restoreGame, saveGame } from "./saved-game.ts";
import { type Transitions, transitionStore } from "./transitions.ts";

/** An episode of a game, valid until the next. */
export interface EpisodeProgress {
  /** Episodes played, of at most how many. */
  readonly step: number;
  readonly steps: number;
  /** Of the last episode. */
  readonly lastReturn: number;
  /** Everything needed to go on and end with the same bits. @throws after the next episode, and where the agent cannot tell its settings */
  checkpoint(): Promise<Uint8Array>;
}

/**
 * Plays episodes and gives the record of returns.
 *
 * An episode: the agent chooses and the environment answers until the episode terminates or the step limit cuts it off; every transition enters
 * the store; then the agent learns. Everything random is a function of the keys, the episode and the step, so that a game resumed from a checkpoint
 * ends with the bits of one left alone. The agent is the caller's to dispose.
 *
 * @throws for settings out of range, an agent that chooses no action of the environment, an environment that gives a reward or an observation that is
 *   no finite number, and a checkpoint of another game
 */
export async function* playEpisodes(
  game: EpisodeGame,
  options: {
    /** A checkpoint of the same game. @default none: from the start */
    resume?: Uint8Array | undefined;
  } = {},
): AsyncGenerator<EpisodeProgress, EpisodeRecord, void> {
  const where = "playEpisodes";
  expectGame(where, game);
  expectKey(where, game.key);
  expectOptions(where, options, { resume: true });
  const { resume } = options;
  if (resume !== undefined) expectBytes(where, "resume", resume);
  const { environment, agent, episodes, bufferSize, solved, key } = game;
  const transitions = transitionStore({ environment, capacity: bufferSize });
  const state: GameState = resume ? restoreGame(game, transitions, resume) : { returns: [], steps: [] };
  while (state.returns.length < episodes && !isSolved(state.returns, solved)) {
    const number = state.returns.length;
    const played = await playEpisode(game, { transitions, number, key: key.child("episode").child(number) });
    state.returns.push(played.total);
    state.steps.push(played.steps);
    await agent.learn(transitions, { number, steps: played.steps });
    yield {
      step: number + 1,
      steps: episodes,
      lastReturn: played.total,
      async checkpoint() {
        const bytes = state.returns.length === number + 1 ? await saveGame(state, { transitions, game }) : undefined;
        if (!bytes || state.returns.length !== number + 1)
          throw new Error(`${where}: the checkpoint of episode ${number + 1} was asked for after episode ${state.returns.length}`);
        return bytes;
      },
    };
  }
  return { ...state, solvedAt: isSolved(state.returns, solved) ? state.returns.length : null };
}

function isSolved(returns: readonly number[], solved: SolvedRule | undefined): boolean {
  if (!solved || returns.length < solved.window) return false;
  return returns.slice(-solved.window).reduce((total, one) => total + one, 0) / solved.window >= solved.meanReturn;
}

async function playEpisode(
  { environment, agent }: EpisodeGame,
  { transitions, number, key }: { readonly transitions: Transitions; readonly number: number; readonly key: Key },
): Promise<{ total: number; steps: number }> {
  agent.startEpisode(number, key.child("agent"));
  let state = environment.start(key.child("start"));
  let total = 0;
  for (let step = 0; step < environment.stepLimit; step++) {
    const at = `step ${step + 1} of episode ${number + 1}`;
    const action = await agent.choose(observed(environment, state, at), key.child("choice").child(step));
    if (!(Number.isInteger(action) && action >= 0 && action < environment.actions.length))
      throw new Error(
        `playEpisodes: "${agent.name}" chose ${action} in ${at}, expected a whole number from 0 to ${environment.actions.length - 1}`,
      );
    const { state: next, reward, terminated } = environment.step(state, action, key.child("step").child(step));
    if (!Number.isFinite(reward))
      throw new Error(`playEpisodes: "${environment.name}" gave the reward ${reward} in ${at}, expected a finite number`);
    // looked at before it is learned from, the last one too
    observed(environment, next, at);
    transitions.push({ state, action, reward, next, terminated });
    total += reward;
    state = next;
    if (terminated) return { total, steps: step + 1 };
  }
  return { total, steps: environment.stepLimit };
}

function observed(environment: Environment, state: readonly number[], at: string): Float32Array {
  const observation = environment.observe(state);
  const { features, name } = environment;
  if (observation.length !== features)
    throw new Error(`playEpisodes: "${name}" gave an observation of ${observation.length} numbers in ${at}, expected ${features}`);
  const bad = observation.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new Error(
      `playEpisodes: "${name}" gave ${observation[bad]} as number ${bad} of an observation in ${at}, expected a finite number`,
    );
  return observation;
}
