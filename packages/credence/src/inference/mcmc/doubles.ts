const SLAB = 8192;
const LARGE = 1024;
let slab = new Float64Array(0);
let taken = 0;

/**
 * Zeros that live for a transition. Node takes memory from the system for each array of its own, which costs as much as 100 dimensions of a leapfrog step:
 * small arrays are parts of larger ones. What is kept for longer is copied, so that it does not keep the larger one.
 */
export function doubles(length: number): Float64Array {
  if (length > LARGE) return new Float64Array(length);
  if (taken + length > slab.length) {
    slab = new Float64Array(SLAB);
    taken = 0;
  }
  const part = slab.subarray(taken, taken + length);
  taken += length;
  return part;
}
