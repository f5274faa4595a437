import {
  add,
  affine,
  exp,
  type Key,
  keep,
  matmul,
  multiply,
  negate,
  normals,
  reshape,
  slice,
  square,
  subtract,
  sum,
  type Tensor,
  tensor,
} from "@credence/tensor";
import { bayesianRidge, type LogDensity, mlp, model, normal, normalLikelihood } from "credence";

/** Intercept and slope of a line under the prior N(0, I): exact posterior known, correlated because the inputs are not centred. */
export const line = model({
  network: mlp({ inputs: 1, hidden: [], outputs: 1 }),
  prior: normal({ mean: 0, stdDev: 1 }),
  likelihood: normalLikelihood({ stdDev: 0.5 }),
});
const noise = 0.5;
const examples = 20;
const inputs = Array.from({ length: examples }, (_, i) => -0.5 + (2 * i) / (examples - 1));

export interface LineData {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Targets at fixed inputs, from given weights. */
export function lineData([intercept, slope]: readonly [number, number], key: Key): LineData {
  const errors = normals(key, examples);
  return { x: inputs, y: inputs.map((x, i) => intercept + slope * x + noise * errors[i]!) };
}

/** Mean and standard deviation of the slope under the exact posterior. */
export function exactSlope({ x, y }: LineData): { readonly mean: number; readonly stdDev: number } {
  const exact = bayesianRidge({ priorPrecision: 1, noisePrecision: noise ** -2 }).update(
    x.map((one) => [one]),
    y,
  );
  return { mean: exact.mean()[1]!, stdDev: Math.sqrt(exact.covariance()[1]![1]!) };
}

/** log p(y, w) up to a constant; `dispose` gives its arrays back. */
export function lineDensity({ x, y }: LineData): { readonly logDensity: LogDensity; dispose(): void } {
  const features = keep(tensor([x.map(() => 1), [...x]]));
  const targets = keep(tensor(y, [1, y.length]));
  return {
    logDensity(q) {
      const misfit = sum(square(subtract(matmul(q, features), targets)), { axis: 1 });
      return add(affine(sum(square(q), { axis: 1 }), { scale: -0.5 }), affine(misfit, { scale: -0.5 / noise ** 2 }));
    },
    dispose() {
      features.dispose();
      targets.dispose();
    },
  };
}

/** Numbers under the neck of the funnel. */
const below = 9;
export const funnelDimensions = below + 1;

/** Neal's funnel: v ~ N(0, 9), and nine numbers of variance exp(v). @see neal2003 */
export const funnel: LogDensity = (q) => {
  const points = q.shape[0]!;
  const v = reshape(slice(q, [0, 0], [points, 1]), [points]);
  const squares: Tensor = sum(square(slice(q, [0, 1], [points, below])), { axis: 1 });
  return add(
    add(affine(square(v), { scale: -1 / 18 }), affine(v, { scale: -below / 2 })),
    affine(multiply(squares, exp(negate(v))), { scale: -0.5 }),
  );
};
