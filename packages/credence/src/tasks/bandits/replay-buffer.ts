import { expectOptions, expectWhole } from "../../settings.ts";

/** The most recent plays in plain arrays: a ring in which the newest overwrites the oldest. */
export interface ReplayBuffer {
  readonly capacity: number;
  /** Plays written since the start; the last `capacity` of them are held. */
  readonly written: number;
  /** Plays held. */
  readonly held: number;
  /** [capacity, features]; play number n stands in row n modulo capacity. */
  readonly contexts: Float32Array;
  /** [capacity] */
  readonly actions: Int32Array;
  /** [capacity] */
  readonly rewards: Float32Array;
  push(features: Float32Array, action: number, reward: number): void;
  /** @throws where the arrays are not those of a buffer of this size */
  restore(state: { readonly written: number; contexts: Float32Array; actions: Int32Array; rewards: Float32Array }): void;
}

/** An empty ring. */
export function replayBuffer(options: {
  /** Plays held; further ones replace the oldest. */
  capacity: number;
  /** Numbers of a context and its action. */
  features: number;
}): ReplayBuffer {
  expectOptions("replayBuffer", options, { capacity: true, features: true });
  const { capacity, features } = options;
  expectWhole("replayBuffer", "features", features);
  expectWhole("replayBuffer", "capacity", capacity);
  const contexts = new Float32Array(capacity * features);
  const actions = new Int32Array(capacity);
  const rewards = new Float32Array(capacity);
  let written = 0;
  return {
    capacity,
    get written() {
      return written;
    },
    get held() {
      return Math.min(written, capacity);
    },
    contexts,
    actions,
    rewards,
    push(context, action, reward) {
      if (context.length !== features) throw new Error(`replayBuffer: a context of ${context.length} numbers, expected ${features}`);
      const row = written % capacity;
      contexts.set(context, row * features);
      actions[row] = action;
      rewards[row] = reward;
      written++;
    },
    restore(state) {
      const lengths = [state.contexts.length, state.actions.length, state.rewards.length];
      const expected = [contexts.length, capacity, capacity];
      if (lengths.join() !== expected.join())
        throw new Error(`replayBuffer: contexts, actions and rewards of ${lengths.join(", ")} numbers, expected ${expected.join(", ")}`);
      expectWhole("replayBuffer", "written", state.written, 0);
      contexts.set(state.contexts);
      actions.set(state.actions);
      rewards.set(state.rewards);
      written = state.written;
    },
  };
}
