import type { Model } from "../../model/model.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { prunedFromArrays } from "../pruning/pruned-posterior.ts";
import { dropoutPosterior } from "./dropout-posterior.ts";
import { ensembleFromArrays } from "./ensemble-posterior.ts";
import { expectArrays, type WeightPart } from "./expected-arrays.ts";
import { meanFieldPosterior } from "./mean-field-posterior.ts";
import { pointPosterior } from "./point-posterior.ts";
import type { Posterior } from "./posterior.ts";
import { openSaved, type Saved } from "./saved.ts";

type Revive = (saved: Saved) => Posterior | Promise<Posterior>;

const where = "loadPosterior";

/** A family whose file holds these parts of each weight. */
const holding =
  (parts: readonly WeightPart[], revive: Revive): Revive =>
  (saved) => {
    expectArrays(saved.model, saved.arrays, { where, parts });
    return revive(saved);
  };

/** How each family comes back; a new family adds one line. Those of the weights of one network say which parts they need. */
const families: Record<string, Revive> = {
  point: holding(["mean"], ({ model, arrays }) => pointPosterior(model, arrays)),
  meanField: holding(["mean", "rho"], ({ model, arrays }) => meanFieldPosterior(model, arrays)),
  pruned: ({ model, arrays }) => prunedFromArrays(model, arrays),
  dropout: holding(["mean"], ({ model, arrays }) => dropoutPosterior(model, arrays)),
  ensemble: ({ model, arrays, header }) => ensembleFromArrays(model, arrays, header.members as number),
};

/**
 * The posterior that `posterior.save()` wrote: the same draws for the same key. A file of a model with layers or a likelihood of your own needs
 * that model, since only its description is saved; given it, the posterior has its type, else the wide one, which `expectCategorical` and the
 * like narrow in what it predicts.
 * @throws for files of other formats, families, layers and likelihoods this version does not know, arrays that are not those of the file's network, and
 *   a `model` that is not the file's
 */
export async function loadPosterior<P extends Predictive>(bytes: Uint8Array, options: { readonly model: Model<P> }): Promise<Posterior<P>>;
export async function loadPosterior(bytes: Uint8Array, options?: { readonly model?: Model }): Promise<Posterior>;
export async function loadPosterior(bytes: Uint8Array, { model }: { readonly model?: Model } = {}): Promise<Posterior> {
  const saved = openSaved(bytes, model);
  try {
    const family = Object.hasOwn(families, saved.kind) ? families[saved.kind] : undefined;
    if (!family)
      throw new Error(`${where}: the file holds a posterior of kind "${saved.kind}", expected one of ${Object.keys(families).join(", ")}`);
    return await family(saved);
  } catch (error) {
    for (const { value } of saved.arrays) value.dispose();
    throw error;
  }
}
