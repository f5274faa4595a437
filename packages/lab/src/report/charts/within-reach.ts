/** Heights of the window that a cut-off curve may leave it by: its slope at the frame is kept, and no coordinate is beyond what renderers take. */
const reach = 50;

/** The smallest and the largest number that a logarithm of a window may reach. */
const [tiniest, hugest] = [1e-300, 1e300];

/**
 * A value as it is drawn in a window that cuts off what is outside: one very far away is drawn less far.
 *
 * @param logarithmic whether the axis is: then heights of the window are factors, and values at or below 0 are far below
 */
export function withinReach(value: number, [low, high]: readonly [number, number], logarithmic = false): number {
  if (logarithmic) {
    const factor = (high / low) ** reach;
    return Math.min(hugest, high * factor, Math.max(tiniest, low / factor, value));
  }
  const far = reach * (high - low);
  return Math.min(high + far, Math.max(low - far, value));
}
