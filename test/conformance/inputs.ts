/** Deterministic inputs of one suite. All are multiples of 1/32, which float32 and a short decimal hold exactly. */
export interface Inputs {
  /** In [low, high). @default -2 to 2 */
  values(length: number, range?: { readonly low: number; readonly high: number }): number[];
  /** [rows, columns]. */
  matrix(rows: number, columns: number, range?: { readonly low: number; readonly high: number }): number[][];
  /** [batch, channels, height, width]. */
  images(batch: number, channels: number, height: number, width: number): number[][][][];
  /** -1 or 1. */
  signs(rows: number, columns: number): number[][];
  /** Whole numbers from 0, below the limit. */
  whole(length: number, below: number): number[];
  /** Rows of probabilities, multiples of 1/64 above 0 that add up to 1 exactly. */
  probabilities(rows: number, classes: number): number[][];
}

/** Knuth's linear congruential generator modulo 2^32, whose high bits are used alone: the low ones repeat after a few steps. */
export function inputs(seed: number): Inputs {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
  const below = (limit: number): number => Math.floor(limit * uniform());
  const list = <Item>(length: number, item: () => Item): Item[] => Array.from({ length }, item);
  const value = ({ low, high } = { low: -2, high: 2 }): number => low + below((high - low) * 32) / 32;
  const row = (classes: number): number[] => {
    // 64 grains, of which every class has one and the others fall where they may
    const grains = list(classes, () => 1);
    for (let grain = classes; grain < 64; grain++) grains[Math.min(below(classes), below(classes))] += 1;
    return grains.map((count) => count / 64);
  };
  const matrix: Inputs["matrix"] = (rows, columns, range) => list(rows, () => list(columns, () => value(range)));
  return {
    values: (length, range) => list(length, () => value(range)),
    matrix,
    images: (batch, channels, height, width) => list(batch, () => list(channels, () => matrix(height, width))),
    signs: (rows, columns) => list(rows, () => list(columns, () => 2 * below(2) - 1)),
    whole: (length, limit) => list(length, () => below(limit)),
    probabilities: (rows, classes) => list(rows, () => row(classes)),
  };
}
