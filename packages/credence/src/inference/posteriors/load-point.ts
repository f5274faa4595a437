import type { Model } from "../../model/model.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { pointPosterior } from "./point-posterior.ts";
import type { Posterior } from "./posterior.ts";
import { openSaved } from "./saved.ts";

/** A saved point posterior of the model. */
export function loadPoint<P extends Predictive>(bytes: Uint8Array, model: Model<P>): Posterior<P> {
  const { arrays } = openSaved(bytes, model);
  return pointPosterior(model, arrays);
}
