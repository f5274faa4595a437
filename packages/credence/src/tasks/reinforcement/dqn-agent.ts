import { type Key, scope, tensor, uniforms } from "@credence/tensor";
import type { NetworkFunction } from "../../inference/posteriors/posterior.ts";
import { expectNetwork, type Network } from "../../nn/network.ts";
import { adam } from "../../optim/adam.ts";
import { expectOptimizer, type Optimizer } from "../../optim/optimizer.ts";
import { bytesOf, wordsOf } from "../../saving/bytes-as-words.ts";
import { checkpointArrays } from "../../saving/checkpoint-arrays.ts";
import { headerOf } from "../../saving/header.ts";
import { decodeSafetensors, encodeSafetensors, type SafetensorsArray } from "../../saving/safetensors.ts";
import { expectSameSettings } from "../../saving/same-settings.ts";
import { expectFraction, expectKey, expectPositive, expectWhole, type SettingsJson } from "../../settings.ts";
import { argMax } from "../bandits/arg-max.ts";
import type { Agent } from "./agent.ts";
import { type Environment, expectEnvironment } from "./environment.ts";
import type { Transitions } from "./transitions.ts";
import type { ValueLearner } from "./value-learner.ts";

/** How an agent learns the values of actions, whichever way it explores. */
export interface DqnOptions {
  /** The game: what it observes, and the actions. */
  readonly environment: Environment;
  /** Inputs: an observation; one output for each action. */
  readonly network: Network;
  /** Of a reward one step later. @default 0.99 */
  readonly discount?: number;
  /** How parameters follow the gradient. @default adam() */
  readonly optimizer?: Optimizer;
  /** Of every step of the optimiser. @default 1e-3 */
  readonly learningRate?: number;
  /** Transitions in a minibatch, drawn with replacement. @default 64 */
  readonly batchSize?: number;
  /** Minibatches for each step of an episode, taken at its end: below 1, one for several steps. @default 1 */
  readonly updatesPerStep?: number;
  /** Minibatches between two renewals of the network that makes the targets. @default 100 */
  readonly targetEvery?: number;
}

/** Names of the options that all agents take. */
export const dqnOptionNames = {
  environment: true,
  network: true,
  discount: true,
  optimizer: true,
  learningRate: true,
  batchSize: true,
  updatesPerStep: true,
  targetEvery: true,
} as const;

/** The options with their defaults. */
export type DqnSettings = Required<DqnOptions>;

/** @throws for options out of range, and a network that does not give one output for each action */
export function dqnSettings(where: string, options: DqnOptions, key: Key): DqnSettings {
  const { environment, network, discount = 0.99, optimizer = adam(), learningRate = 1e-3 } = options;
  const { batchSize = 64, updatesPerStep = 1, targetEvery = 100 } = options;
  expectEnvironment(where, environment);
  expectNetwork(where, network);
  expectFraction(where, "discount", discount);
  expectOptimizer(where, optimizer);
  expectPositive(where, "learningRate", learningRate);
  expectWhole(where, "batchSize", batchSize);
  expectPositive(where, "updatesPerStep", updatesPerStep);
  expectWhole(where, "targetEvery", targetEvery);
  expectKey(where, key);
  return { environment, network, discount, optimizer, learningRate, batchSize, updatesPerStep, targetEvery };
}

/** An agent that plays by the values of actions. */
export interface DqnAgent extends Agent {
  /** What the function of the episode at hand says each action is worth. */
  values(observation: Float32Array): Promise<Float64Array>;
}

/** What one agent does differently from another. */
interface Ways {
  readonly name: string;
  /** Tells its settings beyond those of all. */
  readonly told: SettingsJson;
  readonly learners: readonly ValueLearner[];
  /** The function that an episode is played by. */
  playedBy(episode: number, key: Key): NetworkFunction;
  /** An action chosen without a look at the values, or undefined. */
  explore?(episode: number, key: Key): number | undefined;
  /** Rows of the transitions that a learner learns from. @default all */
  rows?(transitions: Transitions, learner: number): ArrayLike<number>;
}

/** The agent of learners of values and a way to explore. @throws for a network that does not give one value for each action */
export function dqnAgent(ways: Ways, settings: DqnSettings, key: Key): DqnAgent {
  const { name, told, learners, playedBy, explore, rows } = ways;
  const { environment, network, optimizer, discount, learningRate, batchSize, updatesPerStep, targetEvery } = settings;
  const { actions, features } = environment;
  const dispose = () => {
    for (const learner of learners) learner.dispose();
  };
  let episode = 0;
  let plays: NetworkFunction = playedBy(0, key.child("first"));
  let updates = 0;
  try {
    const outputs = scope(() => plays(tensor(new Float32Array(features), [1, features])));
    const { shape } = outputs;
    outputs.dispose();
    if (shape.join() !== `1,${actions.length}`)
      throw new Error(`${name}: the network gives [${shape.join(", ")}] for one observation, expected [1, ${actions.length}]`);
  } catch (error) {
    dispose();
    throw error;
  }

  async function values(observation: Float32Array): Promise<Float64Array> {
    const outputs = scope(() => plays(tensor(observation, [1, features])));
    const read = Float64Array.from(await outputs.read());
    outputs.dispose();
    return read;
  }

  const toJSON = (): SettingsJson => ({
    ...{ name, ...told, network: network.toJSON() as unknown as SettingsJson, optimizer: optimizer.toJSON() },
    ...{ discount, learningRate, batchSize, updatesPerStep, targetEvery },
  });

  return {
    name,
    values,
    startEpisode(number, episodeKey) {
      episode = number;
      plays = playedBy(number, episodeKey);
    },
    async choose(observation, choiceKey) {
      return explore?.(episode, choiceKey) ?? argMax(await values(observation), { where: name, actions });
    },
    async learn(transitions, { steps }) {
      if (transitions.held === 0) throw new Error(`${name}: no transition is held, expected 1 or more to learn from`);
      const allowed = learners.map((_, learner) => rows?.(transitions, learner));
      for (let left = Math.max(1, Math.round(updatesPerStep * steps)); left > 0; left--) {
        for (const [i, learner] of learners.entries()) {
          const own = key.child("update").child(updates).child(i);
          const of = allowed[i];
          const count = of?.length ?? transitions.held;
          const chosen = Int32Array.from(uniforms(own.child("rows"), batchSize), (u) => {
            const place = Math.min(count - 1, Math.floor(u * count));
            return of ? of[place]! : place;
          });
          await learner.update({ batch: transitions.batch(chosen), held: count, learningRate, key: own });
        }
        updates++;
        if (updates % targetEvery === 0) for (const learner of learners) learner.renewTarget();
      }
    },
    async checkpoint() {
      const arrays = new Map<string, SafetensorsArray>();
      const bytes: number[] = [];
      for (const [i, learner] of learners.entries()) {
        const { training, target } = await learner.checkpoint();
        bytes.push(training.length);
        const words = wordsOf(training);
        arrays.set(`${i}.training`, { shape: [words.length], values: words });
        for (const [array, value] of target) arrays.set(`${i}.target.${array}`, value);
      }
      const header = { checkpoint: name, settings: toJSON(), updates, bytes };
      return encodeSafetensors({ metadata: { credence: JSON.stringify(header) }, arrays });
    },
    restore(checkpoint) {
      const { metadata, arrays } = decodeSafetensors(checkpoint);
      const header = headerOf(name, metadata.credence);
      if (header.checkpoint !== name) throw new Error(`${name}: the checkpoint is of "${header.checkpoint}"`);
      expectWhole(name, "the checkpoint's updates", header.updates, 0);
      expectSameSettings(name, header.settings, toJSON());
      const array = checkpointArrays(name, arrays);
      for (const [i, learner] of learners.entries()) {
        const training = bytesOf(`${name}: the training of learner ${i}`, array(`${i}.training`), header.bytes?.[i]);
        learner.restore(training, (wanted) => array(`${i}.target.${wanted}`));
      }
      updates = header.updates;
    },
    dispose,
    toJSON,
  };
}
