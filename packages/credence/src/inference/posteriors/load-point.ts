import type { Model } from "../../model/model.ts";
import { pointPosterior } from "./point-posterior.ts";
import type { Posterior } from "./posterior.ts";
import { openSaved } from "./saved.ts";

/** A saved point posterior of the model. */
export function loadPoint(bytes: Uint8Array, model: Model): Posterior {
  const { arrays } = openSaved(bytes, model);
  return pointPosterior(model, arrays);
}
