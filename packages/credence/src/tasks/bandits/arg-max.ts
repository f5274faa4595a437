/** Who asks, and what the values belong to, for the error. */
export interface ArgMaxOptions {
  /** Begins the message of an error. */
  readonly where: string;
  /** The action of each value. */
  readonly actions: readonly string[];
}

/**
 * The place of the largest value, the first of equals.
 *
 * @throws for a NaN, naming its action: every comparison with it is false, and a diverged network would pass for one that prefers the first
 */
export function argMax(values: ArrayLike<number>, { where, actions }: ArgMaxOptions): number {
  let best = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) throw new Error(`${where}: the value of action "${actions[i]}" is NaN, expected a number`);
    if (values[i]! > values[best]!) best = i;
  }
  return best;
}
