import { type Key, normals, uniforms } from "@credence/tensor";
import { expectOptions, expectPositive, expectWhole, refused } from "../../settings.ts";

/** Bayesian linear regression with unknown noise, grown one observation at a time. */
export interface NormalInverseGamma {
  /** x [size] and its target. Costs size^2. */
  observe(x: ArrayLike<number>, y: number): void;
  /** Posterior mean of the weights, [size]. */
  mean(): Float64Array;
  /** Shape and rate of the inverse gamma posterior of the noise variance. */
  noise(): { readonly shape: number; readonly rate: number };
  /** One joint draw: the noise variance, then the weights given it. */
  draw(key: Key): { readonly weights: Float64Array; readonly variance: number };
  /** All of its numbers, float64. */
  readonly state: Float64Array;
}

/** The prior: weights N(0, variance / precision) given the noise variance, which is inverse gamma. */
export interface NormalInverseGammaPrior {
  /** Of the weights, relative to the noise. */
  readonly precision: number;
  /** From 1: what gamma variates are drawn for. */
  readonly shape: number;
  /** Of the gamma distribution of the noise's precision. */
  readonly rate: number;
}

/**
 * The conjugate posterior of y = w'x + e, e ~ N(0, v), in float64:
 *
 *   L L' = lambda I + X'X,  w | v ~ N(m, v (L L')^-1),  m = (L L')^-1 X'y
 *   v ~ InverseGamma(a0 + n / 2, b0 + (y'y - m' L L' m) / 2)
 *
 * Kept as the Cholesky factor L, which an observation changes by a rank-one update.
 *
 * @throws for a precision or rate that is not above 0, a shape below 1
 * @see riquelme2018, section 3 (linear full posterior)
 */
export function normalInverseGamma(size: number, prior: NormalInverseGammaPrior): NormalInverseGamma {
  expectWhole("normalInverseGamma", "size", size);
  expectOptions("normalInverseGamma", prior, { precision: true, shape: true, rate: true });
  const { precision, shape, rate } = prior;
  for (const [name, value] of Object.entries({ precision, rate })) expectPositive("normalInverseGamma", name, value);
  if (!(Number.isFinite(shape) && shape >= 1)) throw refused("normalInverseGamma", "shape", shape, "from 1");
  // one array, so that a checkpoint is a copy: L row by row, X'y, then n and y'y
  const state = new Float64Array(size * size + size + 2);
  const factor = state.subarray(0, size * size);
  const moment = state.subarray(size * size, size * size + size);
  const sums = state.subarray(size * size + size);
  for (let i = 0; i < size; i++) factor[i * size + i] = Math.sqrt(precision);
  const scratch = new Float64Array(size);

  // L z = b
  function solveLower(b: ArrayLike<number>): Float64Array {
    const z = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      let total = b[i]!;
      for (let j = 0; j < i; j++) total -= factor[i * size + j]! * z[j]!;
      z[i] = total / factor[i * size + i]!;
    }
    return z;
  }
  // L' w = z; by rows of L, so that memory is walked in order
  function solveUpper(z: Float64Array): Float64Array {
    const w = Float64Array.from(z);
    for (let i = size - 1; i >= 0; i--) {
      const own = w[i]! / factor[i * size + i]!;
      w[i] = own;
      for (let j = 0; j < i; j++) w[j]! -= factor[i * size + j]! * own;
    }
    return w;
  }
  // m' L L' m = |L^-1 X'y|^2
  const whitened = (): Float64Array => solveLower(moment);
  function noiseOf(z: Float64Array): { shape: number; rate: number } {
    const explained = z.reduce((total, value) => total + value * value, 0);
    // the difference is a sum of squares; rounding must not take it below nothing
    return { shape: shape + sums[0]! / 2, rate: rate + Math.max(0, sums[1]! - explained) / 2 };
  }

  return {
    state,
    observe(x, y) {
      if (x.length !== size) throw new Error(`normalInverseGamma: x has ${x.length} numbers, expected ${size}`);
      for (let i = 0; i < size; i++) {
        scratch[i] = x[i]!;
        moment[i]! += x[i]! * y;
      }
      for (let k = 0; k < size; k++) {
        const own = scratch[k]!;
        if (own === 0) continue;
        const before = factor[k * size + k]!;
        const after = Math.hypot(before, own);
        const [c, s] = [after / before, own / before];
        factor[k * size + k] = after;
        for (let i = k + 1; i < size; i++) {
          const below = (factor[i * size + k]! + s * scratch[i]!) / c;
          factor[i * size + k] = below;
          scratch[i] = c * scratch[i]! - s * below;
        }
      }
      sums[0]! += 1;
      sums[1]! += y * y;
    },
    mean: () => solveUpper(whitened()),
    noise: () => noiseOf(whitened()),
    draw(key) {
      const z = whitened();
      const noise = noiseOf(z);
      const variance = noise.rate / gammaDraw(noise.shape, key.child("variance"));
      const e = normals(key.child("weights"), size);
      const stdDev = Math.sqrt(variance);
      // L'^-1 (L^-1 X'y + sd e): mean and noise through one solve
      for (let i = 0; i < size; i++) z[i]! += stdDev * e[i]!;
      return { weights: solveUpper(z), variance };
    },
  };
}

/**
 * A gamma variate of rate 1 by squeeze-free rejection; at a shape of 6 a try succeeds 98 times in 100.
 * @see marsaglia2000
 */
export function gammaDraw(shape: number, key: Key): number {
  if (!(shape >= 1)) throw new Error(`gammaDraw: shape is ${shape}, expected from 1`);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let attempt = 0; ; attempt++) {
    const own = key.child(attempt);
    const x = normals(own.child("normal"), 1)[0]!;
    const v = (1 + c * x) ** 3;
    // uniform on (0, 1]: its logarithm is finite
    const u = 1 - uniforms(own.child("uniform"), 1)[0]!;
    if (v > 0 && Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}
