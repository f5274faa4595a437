/** Heights of the window that a cut-off curve may leave it by: its slope at the frame is kept, and no coordinate is beyond what renderers take. */
const reach = 50;

/**
 * A value as it is drawn in a window that cuts off what is outside: one very far away is drawn less far.
 *
 * @param logarithmic whether the axis is: then heights of the window are factors
 */
export function withinReach(value: number, [low, high]: readonly [number, number], logarithmic = false): number {
  if (logarithmic) {
    const factor = (high / low) ** reach;
    return Number.isFinite(factor) ? Math.min(high * factor, Math.max(low / factor, value)) : value;
  }
  const far = reach * (high - low);
  return Math.min(high + far, Math.max(low - far, value));
}
