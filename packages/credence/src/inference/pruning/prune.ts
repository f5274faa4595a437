import type { Predictive } from "../../predictive/predictive.ts";
import { expectList, expectOneOf, expectOptions } from "../../settings.ts";
import { expectPosterior, type Posterior } from "../posteriors/posterior.ts";
import { type Cut, type CutOptions, cutOf } from "./keep-strongest.ts";
import { signals, type WeightSignal } from "./signal-to-noise.ts";

/** How much to remove, and where the threshold holds. */
export interface PruneOptions extends CutOptions {
  /** What one threshold is for. "global": the whole network, so that arrays lose different shares; "layer": one array, each losing the same share. @default "global" */
  readonly scope?: "global" | "layer";
  /** "keep" leaves biases whole and out of the share; "prune" ranks them with the weights. @default "keep" */
  readonly biases?: "keep" | "prune";
  /** The network's names of the arrays that lose weights ("4.weight"), where the others are to stay whole. @default all */
  readonly arrays?: readonly string[];
}

/** What pruning did to one array. */
export interface PrunedArray {
  readonly name: string;
  readonly size: number;
  readonly removed: number;
  /** removed / size */
  readonly share: number;
  /** The signal-to-noise ratio below which its weights went. */
  readonly threshold: number;
}

/** A posterior with fewer weights, and what was taken. */
export interface Pruned<P extends Predictive = Predictive> {
  /** Removed weights have mean 0 and standard deviation 0 and are out of the complexity; arrays of its own, to be disposed. */
  readonly posterior: Posterior<P>;
  /** Weights that could go, and those that went. */
  readonly size: number;
  readonly removed: number;
  /** One entry per array that could lose weights, in the network's order. */
  readonly arrays: readonly PrunedArray[];
}

/**
 * Removes the weights with the lowest signal-to-noise ratio |mean| / stdDev.
 *
 * Draws of one key before and after use the same noise, so that their difference is what pruning does.
 *
 * @throws for a share outside [0, 1], another scope, cut or word on biases than those, an array the network does not have, and for a posterior without standard deviations (a point, an ensemble)
 * @see    blundell2015, sec. 5.1
 */
export async function prune<P extends Predictive>(posterior: Posterior<P>, options: PruneOptions): Promise<Pruned<P>> {
  expectPosterior("prune", posterior);
  expectOptions("prune", options, { share: true, cut: true, scope: true, biases: true, arrays: true });
  if (options.arrays !== undefined) expectList("prune", "arrays", options.arrays);
  const { scope = "global", biases = "keep", arrays: only } = options;
  expectOneOf("prune", "scope", scope, ["global", "layer"]);
  expectOneOf("prune", "biases", biases, ["keep", "prune"]);
  const roles = new Map(posterior.model.network.weights.map(({ name, role }) => [name, role]));
  const all = await signals(posterior);
  if (!posterior.keepOnly) throw new Error(`prune: the posterior is of kind "${posterior.kind}", which cannot leave weights out`);
  const unknown = only?.find((name) => !roles.has(name));
  if (unknown !== undefined) throw new Error(`prune: arrays names "${unknown}", expected some of ${[...roles.keys()].join(", ")}`);
  const able = all.filter(({ name }) => only?.includes(name) ?? (biases === "prune" || roles.get(name) === "weight"));
  const cuts = scope === "global" ? globalCuts(able, options) : able.map(({ ratios }) => cutOf(ratios, options));
  const arrays = able.map(({ name }, i): PrunedArray => {
    const { kept, removed, threshold: own } = cuts[i]!;
    return { name, size: kept.length, removed, share: kept.length === 0 ? 0 : removed / kept.length, threshold: own };
  });
  const losing = able.flatMap(({ name }, i) => (cuts[i]!.removed > 0 ? [[name, cuts[i]!.kept] as const] : []));
  return {
    posterior: await posterior.keepOnly(new Map(losing)),
    size: arrays.reduce((sum, { size }) => sum + size, 0),
    removed: arrays.reduce((sum, { removed }) => sum + removed, 0),
    arrays,
  };
}

/** One threshold over all arrays together. */
function globalCuts(parts: readonly WeightSignal[], options: PruneOptions): Cut[] {
  const pooled = new Float64Array(parts.reduce((sum, { ratios }) => sum + ratios.length, 0));
  let at = 0;
  for (const { ratios } of parts) {
    pooled.set(ratios, at);
    at += ratios.length;
  }
  const { kept, threshold } = cutOf(pooled, options);
  let from = 0;
  return parts.map(({ ratios }) => {
    const own = kept.slice(from, from + ratios.length);
    from += ratios.length;
    return { kept: own, threshold, removed: own.reduce((sum, flag) => sum + 1 - flag, 0) };
  });
}

/** Sizes of two saved posteriors. */
export interface Saving {
  readonly denseBytes: number;
  readonly sparseBytes: number;
  /** denseBytes / sparseBytes */
  readonly factor: number;
}

/**
 * What a sparse file saves: the kept means and rhos and one bit per weight, against both numbers of every weight.
 *
 * @units bytes, headers included
 */
export async function saving(dense: Posterior, pruned: Posterior): Promise<Saving> {
  expectPosterior("saving: dense", dense);
  expectPosterior("saving: pruned", pruned);
  const [{ length: denseBytes }, { length: sparseBytes }] = [await dense.save(), await pruned.save()];
  return { denseBytes, sparseBytes, factor: denseBytes / sparseBytes };
}
