export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** log of a sum of exponentials, by the largest of them: none overflows, and one is left where all would vanish. */
export function logSumExp(values: readonly number[]): number {
  const largest = Math.max(...values);
  return largest + Math.log(sum(values.map((value) => Math.exp(value - largest))));
}

/** log N(x; mean, stdDev^2), nats. */
export const logNormal = (x: number, mean: number, stdDev: number): number =>
  -0.5 * Math.log(2 * Math.PI) - Math.log(stdDev) - ((x - mean) / stdDev) ** 2 / 2;

/** log (weight N(x; 0, stdDev1^2) + (1 - weight) N(x; 0, stdDev2^2)), nats. */
export const logScaleMixture = (x: number, { weight, stdDev1, stdDev2 }: { weight: number; stdDev1: number; stdDev2: number }): number =>
  logSumExp([Math.log(weight) + logNormal(x, 0, stdDev1), Math.log(1 - weight) + logNormal(x, 0, stdDev2)]);

/** log of the Laplace density 1/(2 scale) exp(-|x - mean| / scale), nats. */
export const logLaplace = (x: number, mean: number, scale: number): number => -Math.log(2 * scale) - Math.abs(x - mean) / scale;

/** KL[N(mean, stdDev^2) || N(otherMean, otherStdDev^2)], nats. */
export const klNormal = (mean: number, stdDev: number, otherMean: number, otherStdDev: number): number =>
  Math.log(otherStdDev / stdDev) + (stdDev ** 2 + (mean - otherMean) ** 2) / (2 * otherStdDev ** 2) - 0.5;

/** log(1 + exp(x)): for large x it is x + log(1 + exp(-x)). */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** Its derivative, exp(x) / (1 + exp(x)). */
export const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

/** Row y of x [rows, inner] times w [inner, columns]. */
export const product = (x: readonly (readonly number[])[], w: readonly (readonly number[])[]): number[][] =>
  x.map((row) => w[0].map((_, column) => sum(row.map((value, inner) => value * w[inner][column]))));

/** Nearer than this to a kink, differences of the step below may straddle it. */
const kink = 0.002;
const step = 2 ** -14;

/** max(x, 0), within what differences can be taken of. @throws next to the kink */
export function relu(x: number): number {
  if (Math.abs(x) < kink) throw new Error(`relu: ${x} is next to the kink, take other inputs`);
  return Math.max(x, 0);
}

/**
 * The gradient of a function of nested lists by central differences of fourth order:
 *
 *   f'(x) = (8 (f(x + h) - f(x - h)) - (f(x + 2h) - f(x - 2h))) / 12 h + O(h^4)
 *
 * The lists are changed in place while `f` runs, and are as before at the end.
 */
export function differences<Lists>(at: Lists, f: () => number): Lists {
  const derivative = (list: number[], i: number): number => {
    const value = list[i];
    const moved = (steps: number): number => {
      list[i] = value + steps * step;
      return f();
    };
    const found = (8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / (12 * step);
    list[i] = value;
    return found;
  };
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map((item, i) => (typeof item === "number" ? derivative(node as number[], i) : visit(item)));
    return Object.fromEntries(Object.entries(node as object).map(([name, item]) => [name, visit(item)]));
  };
  return visit(at) as Lists;
}
