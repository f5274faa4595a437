import { dropoutPosterior } from "./dropout-posterior.ts";
import { ensembleFromArrays } from "./ensemble-posterior.ts";
import { meanFieldPosterior } from "./mean-field-posterior.ts";
import { pointPosterior } from "./point-posterior.ts";
import type { Posterior } from "./posterior.ts";
import { prunedFromArrays } from "./pruned-posterior.ts";
import { openSaved, type Saved } from "./saved.ts";

/** How each family comes back; a new family adds one line. */
const families: Record<string, (saved: Saved) => Posterior | Promise<Posterior>> = {
  point: ({ model, arrays }) => pointPosterior(model, arrays),
  meanField: ({ model, arrays }) => meanFieldPosterior(model, arrays),
  pruned: ({ model, arrays }) => prunedFromArrays(model, arrays),
  dropout: ({ model, arrays }) => dropoutPosterior(model, arrays),
  ensemble: ({ model, arrays, header }) => ensembleFromArrays(model, arrays, header.members as number),
};

/**
 * The posterior that `posterior.save()` wrote: the same draws for the same key.
 * @throws for files of other formats, and for families this version does not know
 */
export async function loadPosterior(bytes: Uint8Array): Promise<Posterior> {
  const saved = openSaved(bytes);
  const family = families[saved.kind];
  if (!family)
    throw new Error(
      `loadPosterior: the file holds a posterior of kind "${saved.kind}", expected one of ${Object.keys(families).join(", ")}`,
    );
  return family(saved);
}
