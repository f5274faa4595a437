import { keep, multiply, scope, softplus, type Tensor, tensor } from "@credence/tensor";
import { withLearned } from "../../model/learned-likelihood.ts";
import type { Model } from "../../model/model.ts";
import { weightName } from "../../nn/layer.ts";
import { exactNoise, type MapBelief, type Noise, sharedNoise } from "../../nn/noise.ts";
import { bindPasses } from "../../nn/passes.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { beliefsOf } from "../posteriors/beliefs.ts";
import { complexityOf } from "../posteriors/complexity.ts";
import { drawnOutputs } from "../posteriors/drawn-outputs.ts";
import type { Family } from "../posteriors/family.ts";
import type { KeptWeights, Posterior } from "../posteriors/posterior.ts";
import { printedPosterior } from "../posteriors/printed-posterior.ts";
import { type NamedArray, savePosterior } from "../posteriors/saved.ts";
import { compactArrays, expandArrays, fittingFlags, priorOfKept, removedWeights, sparseArrays } from "./kept-weights.ts";

/**
 * Independent Gaussians over the weights that are kept; the others are 0 with certainty.
 *
 *   w = kept (mean + softplus(rho) e)
 *
 * The noise e of a weight is that of the posterior it was pruned from, so that draws of one key differ by the pruning alone.
 */
export function prunedPosterior<P extends Predictive>(assumed: Model<P>, arrays: readonly NamedArray[], kept: KeptWeights): Posterior<P> {
  const model = withLearned(assumed, arrays);
  const { network } = model;
  const beliefs = beliefsOf(network, arrays);
  const parameters = new Map(arrays.map(({ name, value }) => [name, value]));
  const masks = new Map(
    network.weights.flatMap(({ name, shape }) => {
      const flags = kept.get(name);
      return flags ? [[name, keep(tensor(Float32Array.from(flags), shape))] as const] : [];
    }),
  );
  const masked = (name: string, values: Tensor): Tensor => {
    const mask = masks.get(name);
    return mask ? multiply(values, mask) : values;
  };
  const names = new Map<MapBelief, (role: "weight" | "bias") => string>();
  for (const [layer, maps] of beliefs.entries())
    for (const [map, belief] of Object.entries(maps ?? {})) names.set(belief, (role) => weightName(layer, map, role));
  const noise = (draws: number): Noise => {
    const shared = sharedNoise({ draws });
    return {
      ...shared,
      bind(map, belief, source) {
        const name = names.get(belief)!;
        const { weight, bias } = shared.bind(map, belief, source).weights!;
        // Not a standard deviation of 0: the kernels' smallest softplus is 5e-39, and numbers below 1e-38 are slow to multiply.
        const without = (role: "weight" | "bias", drawn: Tensor) => ({ mean: masked(name(role), drawn) });
        const left = { weight: without("weight", weight), ...(bias && { bias: without("bias", bias) }) };
        return exactNoise.bind(map, left, source);
      },
    };
  };

  return printedPosterior({
    kind: "pruned",
    model,
    draw: (key) => (x) =>
      scope(() => {
        const { passes } = bindPasses(network, { noise: noise(1), beliefs, dropout: "function", key });
        return network.forward(x, passes);
      }),
    drawnOutputs: (x, options) => drawnOutputs(network, x, { beliefs, noise, ...options }),
    weightMarginals: () =>
      network.weights.map(({ name }) => ({
        name,
        mean: parameters.get(`${name}.mean`) as Tensor<"float32">,
        stdDev: scope(() => masked(name, softplus(parameters.get(`${name}.rho`)!))) as Tensor<"float32">,
      })),
    complexity: async (key, options) =>
      given(await compactArrays(arrays, kept), (compact) =>
        complexityOf({ ...model, prior: priorOfKept(model, kept) }, beliefsOf(network, compact), { ...options, key }),
      ),
    async keepOnly(fewer) {
      const own = fittingFlags(network, fewer);
      return prunedPosterior(model, await removedWeights(arrays, own), bothKept(kept, own));
    },
    save: async () => given(await sparseArrays(arrays, kept), (sparse) => savePosterior("pruned", model, sparse)),
    dispose: () => {
      for (const { value } of arrays) value.dispose();
      for (const mask of masks.values()) mask.dispose();
    },
  });
}

/** The posterior of a sparse file's arrays, which it gives back. @throws where values and bits do not fit */
const prunedFromArrays = (model: Model, saved: readonly NamedArray[]): Promise<Posterior> =>
  given(saved, async () => {
    const { arrays, kept } = await expandArrays(model.network, saved);
    return prunedPosterior(model, arrays, kept);
  });

/** Files hold the parameters that are kept, and a bit for each weight. */
export const prunedFamily: Family = { kind: "pruned", revive: ({ model, arrays }) => prunedFromArrays(model, arrays) };

/** Arrays made for one purpose, given back after it. */
async function given<Result>(arrays: readonly NamedArray[], use: (arrays: readonly NamedArray[]) => Promise<Result>): Promise<Result> {
  try {
    return await use(arrays);
  } finally {
    for (const { value } of arrays) value.dispose();
  }
}

function bothKept(first: KeptWeights, second: KeptWeights): KeptWeights {
  const both = new Map(first);
  for (const [name, flags] of second) {
    const before = first.get(name);
    both.set(name, before ? flags.map((flag, i) => (flag && before[i] ? 1 : 0)) : flags);
  }
  return both;
}
