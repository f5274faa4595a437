import type { Data } from "credence";

/** Gives the arrays of data sets back. */
export function disposeData(...sets: readonly Data[]): void {
  for (const { x, y } of sets) for (const array of [x, y]) array.dispose();
}
