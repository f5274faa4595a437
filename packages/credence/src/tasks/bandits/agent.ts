import type { Key } from "@credence/tensor";
import type { SettingsJson } from "../../settings.ts";
import type { ReplayBuffer } from "./replay-buffer.ts";

/** One who plays: chooses, and learns from the plays held in the buffer. Everything random comes from the keys it is given. */
export interface BanditAgent {
  /** Of its kind and settings: a checkpoint is only restored by an agent of the same name. */
  readonly name: string;
  /** The index of an action of the environment, by the numbers of the context alone: an agent is never given the group. */
  choose(context: Float32Array, key: Key): Promise<number>;
  /** Called before each choice, the first among them; `step` counts the choices made, from 0. Nothing is learned from the last play. */
  learn(buffer: ReplayBuffer, step: number): void;
  /** Everything needed to go on and make the same choices. */
  checkpoint(): Promise<Uint8Array>;
  restore(checkpoint: Uint8Array): void;
  /** Gives its arrays back. A game does not call it. */
  dispose(): void;
  /**
   * Its name and every setting that its choices depend on, defaults filled in: with environment and keys, what determines them.
   * @throws for a function among the settings that has no name
   */
  toJSON(): SettingsJson;
}
