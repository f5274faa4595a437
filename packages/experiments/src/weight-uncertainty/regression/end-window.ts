/** A line over the epochs of a training. */
interface Line {
  readonly epoch: readonly number[];
  readonly value: readonly number[];
}

/** Room above and below, as a fraction of what is between. */
const room = 0.1;

/**
 * The part of an axis that a magnified figure shows: from the lowest value after a fraction of the epochs up to the highest in the
 * last half of what is shown, so that every end is seen, and lines that are still falling come in from above.
 */
export function endWindow(lines: readonly Line[], from: number): [low: number, high: number] {
  const after = (fraction: number) =>
    lines.flatMap(({ epoch, value }) => value.filter((_, i) => epoch[i] >= fraction * (epoch.at(-1) ?? 0)));
  const [low, high] = [Math.min(...after(from)), Math.max(...after((1 + from) / 2))];
  const edge = room * (high - low) || 1;
  return [low - edge, high + edge];
}
