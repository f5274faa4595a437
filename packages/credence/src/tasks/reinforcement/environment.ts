import type { Key } from "@credence/tensor";
import { expectForm, expectList, expectWhole, refused, type SettingsJson } from "../../settings.ts";

/** What an action leads to. */
export interface Transition {
  readonly state: readonly number[];
  readonly reward: number;
  /** Whether nothing can follow, so that the value of the state is 0. An episode cut off by the step limit is not terminated. */
  readonly terminated: boolean;
}

/**
 * A Markov decision process played in episodes. It keeps nothing: a state is plain numbers, and what follows is a function of state, action
 * and key, so that a game can be stopped, kept and gone on with.
 */
export interface Environment {
  readonly name: string;
  /** Numbers in a state. */
  readonly stateSize: number;
  /** Numbers in an observation. */
  readonly features: number;
  readonly actions: readonly string[];
  /** Steps after which an episode is cut off. */
  readonly stepLimit: number;
  /** A state in which an episode begins. */
  start(key: Key): readonly number[];
  /** @throws for an action that is none of its own */
  step(state: readonly number[], action: number, key: Key): Transition;
  /** What an agent sees of a state. */
  observe(state: ArrayLike<number>): Float32Array;
  /** Its name and every constant of it. */
  toJSON(): SettingsJson;
}

/** @throws unless it is an environment of episodes, one of the library's or of one's own */
export function expectEnvironment(where: string, given: Environment): void {
  expectForm(where, "environment", given, {
    methods: ["start", "step", "observe", "toJSON"],
    expected: "an environment of episodes, such as cartPole()",
  });
  for (const name of ["stateSize", "features", "stepLimit"] as const) expectWhole(`${where}: environment`, name, given[name]);
  expectList(`${where}: environment`, "actions", given.actions);
}

/** @throws for an action that is none of so many */
export function expectAction(where: string, action: number, actions: number): void {
  if (!(Number.isInteger(action) && action >= 0 && action < actions))
    throw refused(where, "action", action, `a whole number from 0 to ${actions - 1}`);
}

/** @throws for a state of another number of numbers */
export function expectState(where: string, state: ArrayLike<number>, size: number): void {
  const length = typeof state === "object" && state !== null ? state.length : undefined;
  if (length !== size) throw refused(where, "state", state, `${size} numbers`);
}
