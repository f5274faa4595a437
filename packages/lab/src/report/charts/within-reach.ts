/** Heights of the window that a cut-off curve may leave it by: its slope at the frame is kept, and no coordinate is beyond what renderers take. */
const reach = 50;

/** The smallest and the largest number that a logarithm of a window may reach. */
const [tiniest, hugest] = [1e-300, 1e300];

/**
 * The least and the greatest value that a window draws at its own height.
 *
 * @param logarithmic whether the axis is: then heights of the window are factors, and values at or below 0 are far below
 */
export function reachOf([low, high]: readonly [number, number], logarithmic = false): readonly [number, number] {
  if (logarithmic) {
    const factor = (high / low) ** reach;
    return [Math.max(tiniest, low / factor), Math.min(hugest, high * factor)];
  }
  const far = reach * (high - low);
  return [low - far, high + far];
}

/**
 * A value as it is drawn in a window that cuts off what is outside: one very far away is drawn less far.
 *
 * @param reached of the window: `reachOf`
 */
export function withinReach(value: number, [least, greatest]: readonly [number, number]): number {
  return Math.min(greatest, Math.max(least, value));
}
