import type { Unit } from "../experiment.ts";

/** One of several trainings of a method, each of its own key, and so a unit of work. */
export interface RepeatedUnit<Method extends string = string> extends Unit {
  readonly method: Method;
  /** From 1. */
  readonly seed: number;
}

/**
 * Every method under every seed, the seeds one after the other.
 *
 * @example
 * repeatedUnits(["map", "laplace"], 2).map(({ name }) => name) // ["map-1", "laplace-1", "map-2", "laplace-2"]
 */
export const repeatedUnits = <Method extends string>(methods: readonly Method[], seeds: number): RepeatedUnit<Method>[] =>
  Array.from({ length: seeds }, (_, i) => methods.map((method) => ({ name: `${method}-${i + 1}`, method, seed: i + 1 }))).flat();
