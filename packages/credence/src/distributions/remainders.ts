import { affine, divide, multiply, square, subtract, type Tensor } from "@credence/tensor";

// What a function is above its tangent: divergences of nearly equal distributions are made of it, and a difference would lose it to rounding.

/** u - log(1 + u), 0 or more, float64. */
export const logRemainder = (u: number): number => (Math.abs(u) < 1e-5 ? u * u * (0.5 - u / 3) : u - Math.log1p(u));

/** e^t - 1 - t, 0 or more, float64. */
export const expRemainder = (t: number): number => (Math.abs(t) < 1e-5 ? t * t * (0.5 + t / 6) : Math.expm1(t) - t);

/** c0 + c1 x + c2 x^2 + ... */
function polynomial(x: Tensor, [first, ...others]: readonly number[]): Tensor {
  if (others.length === 1) return affine(x, { scale: others[0]!, shift: first! });
  return affine(multiply(polynomial(x, others), x), { shift: first! });
}

// t^2 (1/2! + t/3! + t^2/4! + ...); the term after these is 1e-8 of the first at t = 1/4
const EXP_TERMS = [1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040];

/** e^t - 1 - t of arrays, |t| at most 1/4. */
export const smallExpRemainder = (t: Tensor): Tensor => multiply(square(t), polynomial(t, EXP_TERMS));

// atanh(w) = w (1 + w^2/3 + w^4/5 + ...); the term after these is 1e-9 of the result at w = 1/16
const ATANH_TERMS = [1 / 3, 1 / 5, 1 / 7];

/**
 * (r^2 - 1)/2 - log r of arrays for r = (1 + w) / (1 - w), |w| at most 1/16.
 *
 *   2 w^2 (2 - w) / (1 - w)^2 - 2 w^3 (1/3 + w^2/5 + ...),  by log r = 2 atanh w
 */
export function smallSpreadRemainder(w: Tensor): Tensor {
  const squared = square(w);
  const quotient = divide(affine(w, { scale: -2, shift: 4 }), square(affine(w, { scale: -1, shift: 1 })));
  return multiply(squared, subtract(quotient, affine(multiply(w, polynomial(squared, ATANH_TERMS)), { scale: 2 })));
}
