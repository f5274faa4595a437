import { pointPosterior } from "./point-posterior.ts";
import type { Posterior } from "./posterior.ts";
import { openSaved } from "./saved.ts";

/** A saved point posterior. */
export function loadPoint(bytes: Uint8Array): Posterior {
  const { model, arrays } = openSaved(bytes);
  return pointPosterior(model, arrays);
}
