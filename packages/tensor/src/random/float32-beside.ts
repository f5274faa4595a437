const value = new Float32Array(1);
const bits = new Int32Array(value.buffer);

/** The float32 next to a finite one. */
export function float32Beside(x: number, side: "above" | "below"): number {
  value[0] = x;
  // from either 0 to the smallest number of the side's sign; else numbers of one sign are ordered as their bits are
  if (x === 0) bits[0] = side === "above" ? 1 : 0x80000001 | 0;
  else bits[0]! += x > 0 === (side === "above") ? 1 : -1;
  return value[0]!;
}
