/**
 * Indices of at most about `points` values that draw the same line: the first, the last, and the lowest and highest of each stretch,
 * so that no spike is lost.
 */
export function thin(values: readonly number[], points: number): number[] {
  if (values.length <= points) return values.map((_, index) => index);
  const stretches = Math.max(1, Math.floor((points - 2) / 2));
  const kept = new Set([0]);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * values.length) / stretches);
    const to = Math.floor(((stretch + 1) * values.length) / stretches);
    let lowest = from;
    let highest = from;
    for (let index = from; index < to; index++) {
      if (values[index] < values[lowest]) lowest = index;
      if (values[index] > values[highest]) highest = index;
    }
    kept.add(lowest).add(highest);
  }
  kept.add(values.length - 1);
  return [...kept].sort((a, b) => a - b);
}

/** At most `count` of the values, evenly spread from the first to the last. */
export function thinned<Value>(values: readonly Value[], count: number): Value[] {
  if (values.length <= count) return [...values];
  return Array.from({ length: count }, (_, i) => values[Math.round((i * (values.length - 1)) / (count - 1))]);
}
