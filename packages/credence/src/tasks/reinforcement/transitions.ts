import { expectOptions, expectWhole, refused } from "../../settings.ts";
import { type ReplayBuffer, replayBuffer } from "../bandits/replay-buffer.ts";
import { type Environment, expectEnvironment } from "./environment.ts";

/** A minibatch of transitions, rows one after the other. */
export interface TransitionBatch {
  readonly size: number;
  /** [size, features] */
  readonly observations: Float32Array;
  /** [size, features]: what followed. */
  readonly next: Float32Array;
  /** [size] */
  readonly actions: Int32Array;
  /** [size] */
  readonly rewards: Float32Array;
  /** [size]: 1 where nothing can follow. */
  readonly terminated: Float32Array;
}

/** The most recent transitions, kept as states: observations are made of them as they are asked for. */
export interface Transitions {
  /** Of states before and after, actions and rewards: what a checkpoint keeps. */
  readonly buffer: ReplayBuffer;
  /** Transitions held. */
  readonly held: number;
  push(transition: {
    readonly state: readonly number[];
    readonly action: number;
    readonly reward: number;
    readonly next: readonly number[];
    readonly terminated: boolean;
  }): void;
  /** Transitions by their row in the buffer. @throws for a row that holds none */
  batch(rows: ArrayLike<number>): TransitionBatch;
}

/** An empty store of transitions of an environment: a ring in which the newest overwrites the oldest. */
export function transitionStore(options: {
  /** Whose transitions. */
  readonly environment: Environment;
  /** Transitions held; further ones replace the oldest. */
  readonly capacity: number;
}): Transitions {
  const where = "transitionStore";
  expectOptions(where, options, { environment: true, capacity: true });
  const { environment, capacity } = options;
  expectEnvironment(where, environment);
  expectWhole(where, "capacity", capacity);
  const { stateSize, features } = environment;
  const width = 2 * stateSize + 1;
  const buffer = replayBuffer({ capacity, features: width });
  const row = new Float32Array(width);
  return {
    buffer,
    get held() {
      return buffer.held;
    },
    push({ state, action, reward, next, terminated }) {
      row.set(state);
      row.set(next, stateSize);
      row[2 * stateSize] = terminated ? 1 : 0;
      buffer.push(row, action, reward);
    },
    batch(rows) {
      const size = rows.length;
      const observations = new Float32Array(size * features);
      const next = new Float32Array(size * features);
      const [actions, rewards, terminated] = [new Int32Array(size), new Float32Array(size), new Float32Array(size)];
      for (let i = 0; i < size; i++) {
        const place = rows[i]!;
        if (!(Number.isInteger(place) && place >= 0 && place < buffer.held))
          throw refused("transitions.batch", `rows[${i}]`, place, `a whole number below ${buffer.held}, the transitions held`);
        const start = place * width;
        observations.set(environment.observe(buffer.contexts.subarray(start, start + stateSize)), i * features);
        next.set(environment.observe(buffer.contexts.subarray(start + stateSize, start + 2 * stateSize)), i * features);
        terminated[i] = buffer.contexts[start + 2 * stateSize]!;
        actions[i] = buffer.actions[place]!;
        rewards[i] = buffer.rewards[place]!;
      }
      return { size, observations, next, actions, rewards, terminated };
    },
  };
}
