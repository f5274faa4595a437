import { add, affine, reshape, key as rootKey, sum, type Tensor } from "@credence/tensor";
import { withLearned } from "../../model/learned-likelihood.ts";
import { negativeLogProbOf } from "../../model/likelihoods/likelihood.ts";
import { priorOf } from "../../model/priors.ts";
import { exactNoise } from "../../nn/noise.ts";
import { bindPasses } from "../../nn/passes.ts";
import type { Problem } from "../inference.ts";
import { beliefsOf } from "../posteriors/beliefs.ts";
import type { NamedArray } from "../posteriors/saved.ts";
import { doubles } from "./doubles.ts";
import { gradientsByCount } from "./gradients-by-count.ts";
import type { Target } from "./log-density.ts";

/** The arrays one after the other. */
export async function positionOf(arrays: readonly NamedArray[]): Promise<Float64Array> {
  const values = await Promise.all(arrays.map(({ value }) => value.read()));
  return Float64Array.from(values.flatMap((array) => Array.from(array)));
}

/** Positions as the arrays of one network each; `layout` names them and has their shapes. */
export function arraysAt(
  position: ArrayLike<number>,
  layout: readonly NamedArray[],
): { name: string; values: Float32Array; shape: readonly number[] }[] {
  let from = 0;
  return layout.map(({ name, value: { shape, size } }) => {
    const values = Float32Array.from({ length: size }, (_, i) => position[from + i]!);
    from += size;
    return { name, values, shape };
  });
}

/**
 * log p(y, w) = sum over examples of log p(y | x, w) + log p(w), dropout off; what the likelihood learns has a flat prior.
 *
 * Several positions are several draws of the weights: one pass serves all chains.
 */
export function networkTarget({ model, data }: Problem, layout: readonly NamedArray[]): Target {
  const { network } = model;
  const dimensions = layout.reduce((total, { value }) => total + value.size, 0);
  const logPriorOf = (arrays: readonly NamedArray[]): Tensor => {
    const byName = new Map(arrays.map(({ name, value }) => [name, value]));
    return network.weights
      .map((weight) => {
        const value = byName.get(`${weight.name}.mean`)!;
        return sum(reshape(priorOf(model.prior, weight).logProb(value), [value.shape[0]!, -1]), { axis: 1 });
      })
      .reduce((total, one) => add(total, one));
  };
  const logLikelihoodOf = (arrays: readonly NamedArray[]): Tensor => {
    // a number of the likelihood for each draw stands before batch and outputs
    const learned = arrays.map(({ name, value }) =>
      value.shape.length === 1 ? { name, value: reshape(value, [-1, 1, 1]) } : { name, value },
    );
    const { likelihood } = withLearned(model, learned);
    const { passes } = bindPasses(network, { noise: exactNoise, beliefs: beliefsOf(network, arrays), dropout: "off", key: rootKey(0) });
    return affine(sum(negativeLogProbOf(likelihood, network.forward(data.x, passes), data.y), { axis: 1 }), { scale: -1 });
  };
  const gradients = gradientsByCount((draws) => ({
    shapes: layout.map(({ value: { shape } }) => [draws, ...shape]),
    body(inputs) {
      const arrays = inputs.map((value, i) => ({ name: layout[i]!.name, value }));
      const logPrior = logPriorOf(arrays);
      const logJoint = add(logLikelihoodOf(arrays), logPrior);
      return { value: sum(logJoint), extra: { logJoint, logPrior } };
    },
    extras: ({ logJoint, logPrior }) => [logJoint, logPrior],
  }));
  return {
    dimensions,
    async evaluate(positions) {
      const { gradients: slopes, extra } = gradients.of(positions.length).at(byArray(positions, layout));
      const logDensities = await extra.logJoint.read();
      const logPriors = await extra.logPrior.read();
      const own = await Promise.all(slopes.map((slope) => slope.read()));
      return positions.map((_, n) => {
        const gradient = doubles(dimensions);
        let from = 0;
        for (const slope of own) {
          const size = slope.length / positions.length;
          gradient.set(slope.subarray(n * size, (n + 1) * size), from);
          from += size;
        }
        return { logDensity: logDensities[n]!, logPrior: logPriors[n]!, gradient };
      });
    },
    dispose: gradients.dispose,
  };
}

/** The values of each array at all positions, one position after another. */
function byArray(positions: readonly Float64Array[], layout: readonly NamedArray[]): Float32Array[] {
  let from = 0;
  return layout.map(({ value: { size } }) => {
    const all = new Float32Array(positions.length * size);
    for (const [n, position] of positions.entries()) all.set(position.subarray(from, from + size), n * size);
    from += size;
    return all;
  });
}
