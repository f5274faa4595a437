import type { Unit } from "@credence/lab";

/** A method on one of several data sets, and so a unit of work. */
export interface MethodUnit<Method extends string> extends Unit {
  readonly method: Method;
  readonly seed: number;
}

/** Every method on every data set, the data sets one after the other. */
export const methodUnits = <Method extends string>(methods: readonly Method[], seeds: number): MethodUnit<Method>[] =>
  Array.from({ length: seeds }, (_, i) => methods.map((method) => ({ name: `${method}-${i + 1}`, method, seed: i + 1 }))).flat();
