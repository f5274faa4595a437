import type { Key } from "@credence/tensor";
import type { BanditContext } from "./environment.ts";
import type { ReplayBuffer } from "./replay-buffer.ts";

/** One who plays: chooses, and learns from the plays held in the buffer. Everything random comes from the keys it is given. */
export interface BanditAgent {
  readonly name: string;
  /** The index of an action. */
  choose(context: BanditContext, key: Key): Promise<number>;
  /** Called once before the first play and after every play; `step` counts plays from 0. */
  learn(buffer: ReplayBuffer, step: number): void;
  /** Everything needed to go on and make the same choices. */
  checkpoint(): Promise<Uint8Array>;
  restore(checkpoint: Uint8Array): void;
  dispose(): void;
}

/** The place of the largest value, the first of equals. */
export function argMax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
