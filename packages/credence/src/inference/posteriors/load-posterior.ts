import { expectModel, type Model } from "../../model/model.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectBytes } from "../../saving/safetensors.ts";
import { expectObject } from "../../settings.ts";
import { families } from "./families.ts";
import type { Posterior } from "./posterior.ts";
import { openSaved } from "./saved.ts";

/**
 * The posterior that `posterior.save()` wrote: the same draws for the same key. A file of a model with layers or a likelihood of your own needs
 * that model, since only its description is saved; given it, the posterior has its type, else the wide one, which `expectCategorical` and the
 * like narrow in what it predicts.
 * @throws for files of other formats, families, layers and likelihoods this version does not know, arrays that are not those of the file's network, and
 *   a `model` that is not the file's
 */
export async function loadPosterior<P extends Predictive>(
  bytes: Uint8Array,
  options: {
    /** That of the file: gives the posterior its type, and layers of one's own. */
    readonly model: Model<P>;
  },
): Promise<Posterior<P>>;
export async function loadPosterior(bytes: Uint8Array, options?: { readonly model?: Model }): Promise<Posterior>;
export async function loadPosterior(bytes: Uint8Array, options: { readonly model?: Model } = {}): Promise<Posterior> {
  expectBytes("loadPosterior", "bytes", bytes);
  expectObject("loadPosterior", "options", options, "{ model }");
  const { model } = options;
  if (model !== undefined) expectModel("loadPosterior", model);
  const saved = openSaved(bytes, model);
  try {
    const family = families.find(({ kind, formerly }) => saved.kind === kind || saved.kind === formerly);
    if (!family)
      throw new Error(
        `loadPosterior: the file holds a posterior of kind "${saved.kind}", expected one of ${families.map(({ kind }) => kind).join(", ")}`,
      );
    return await family.revive(saved);
  } catch (error) {
    for (const { value } of saved.arrays) value.dispose();
    throw error;
  }
}
