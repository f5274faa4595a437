/** Where in warm-up a transition stands. */
export interface WarmUpPlace {
  /** Positions enter the estimate of the mass matrix. */
  readonly estimates: boolean;
  /** After this transition the mass matrix is set from the estimate, which begins anew, as does the step size. */
  readonly endsWindow: boolean;
}

/** Bounds of warm-up's phases. */
interface Phases {
  readonly first: number;
  readonly slowEnd: number;
  readonly window: number;
}

// Stan's 75 + windows of 25, 50, 100 ... + 50; a short warm-up keeps the proportions
function phasesOf(warmUp: number): Phases {
  if (warmUp < 20) return { first: warmUp, slowEnd: warmUp, window: 0 };
  if (warmUp < 150) {
    const first = Math.floor(0.15 * warmUp);
    const last = Math.floor(0.1 * warmUp);
    return { first, slowEnd: warmUp - last, window: warmUp - first - last };
  }
  return { first: 75, slowEnd: warmUp - 50, window: 25 };
}

/**
 * The schedule of warm-up: step size alone, then windows that double and each set the mass matrix, then step size alone. A window that would
 * leave less than twice itself takes the rest. Below 20 transitions only the step size adapts.
 *
 * @param iteration from 0
 * @see the Stan reference manual, "HMC algorithm parameters": automatic parameter tuning
 */
export function warmUpPlace(iteration: number, warmUp: number): WarmUpPlace {
  const { first, slowEnd, window } = phasesOf(warmUp);
  if (iteration < first || iteration >= slowEnd) return { estimates: false, endsWindow: false };
  let start = first;
  let size = window;
  for (;;) {
    let end = start + size;
    if (end + 2 * size > slowEnd) end = slowEnd;
    if (iteration < end) return { estimates: true, endsWindow: iteration === end - 1 };
    start = end;
    size *= 2;
  }
}

/** Running mean and sum of squared deviations of positions. */
export interface Moments {
  readonly count: number;
  readonly mean: Float64Array;
  readonly squares: Float64Array;
}

export const noMoments = (dimensions: number): Moments => ({
  count: 0,
  mean: new Float64Array(dimensions),
  squares: new Float64Array(dimensions),
});

/** With one position more. @see welford1962 */
export function withPosition({ count, mean, squares }: Moments, position: Float64Array): Moments {
  const next = { count: count + 1, mean: Float64Array.from(mean), squares: Float64Array.from(squares) };
  for (let i = 0; i < position.length; i++) {
    const away = position[i]! - mean[i]!;
    next.mean[i] = mean[i]! + away / next.count;
    next.squares[i] = squares[i]! + away * (position[i]! - next.mean[i]!);
  }
  return next;
}

/** The inverse of a diagonal mass matrix: variances of the positions, drawn to 0.001 by 5 positions' worth, as Stan does. */
export const inverseMassOf = ({ count, squares }: Moments): Float64Array =>
  squares.map((sum) => (count / (count + 5)) * (sum / Math.max(1, count - 1)) + 1e-3 * (5 / (count + 5)));
