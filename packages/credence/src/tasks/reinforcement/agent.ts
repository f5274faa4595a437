import type { Key } from "@credence/tensor";
import { expectForm, type SettingsJson } from "../../settings.ts";
import type { Transitions } from "./transitions.ts";

/** One who plays episodes: chooses by what it observes, and learns from the transitions held, between episodes. */
export interface Agent {
  /** Of its kind and settings: a checkpoint is only restored by an agent of the same name. */
  readonly name: string;
  /** Called before the first choice of each episode, whose number counts from 0. */
  startEpisode(episode: number, key: Key): void;
  /** The index of an action of the environment. */
  choose(observation: Float32Array, key: Key): Promise<number>;
  /** Called after each episode, which had so many steps. */
  learn(transitions: Transitions, episode: { readonly number: number; readonly steps: number }): Promise<void>;
  /** Everything needed to go on after an episode and make the same choices. */
  checkpoint(): Promise<Uint8Array>;
  restore(checkpoint: Uint8Array): void;
  /** Gives its arrays back. A game does not call it. */
  dispose(): void;
  /** Its name and every setting that its choices depend on, defaults filled in. @throws for a function among the settings that has no name */
  toJSON(): SettingsJson;
}

/** @throws unless it is an agent of episodes, one of the library's or of one's own */
export const expectAgent = (where: string, given: Agent): void =>
  expectForm(where, "agent", given, {
    methods: ["startEpisode", "choose", "learn", "toJSON"],
    expected: "an agent of episodes, such as bootstrappedDqn({ environment, ... }, key)",
  });
