import { expectOptions } from "./options.ts";
import { expectWhole } from "./plain-arguments.ts";

/** Some values of an array that follow each other in row-major order. */
export interface Part {
  /** Index of the first. */
  readonly from: number;
  /** How many. */
  readonly count: number;
}

/** @throws unless both are whole numbers and the part lies within `size` values */
export function expectPart(where: string, part: Part, size: number): Part {
  expectOptions(where, part, { from: true, count: true });
  const { from, count } = part;
  expectWhole(where, "from", from, 0);
  expectWhole(where, "count", count, 0);
  if (from + count > size) throw new Error(`${where}: ${count} values from ${from} on, expected at most ${size}, those of the array`);
  return part;
}
