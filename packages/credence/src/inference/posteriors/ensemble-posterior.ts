import type { Model } from "../../model/model.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { equallyLikely, equallyLikelyFamily } from "./equally-likely.ts";
import type { Posterior } from "./posterior.ts";

const words = { kind: "ensemble", counted: "members" };

/** Independently trained networks, equally likely. A draw picks one; predictions use each once. */
export const ensemblePosterior = <P extends Predictive>(model: Model<P>, members: readonly Posterior<P>[]): Posterior<P> =>
  equallyLikely(model, members, words);

/** Files hold the members' weights. */
export const ensembleFamily = equallyLikelyFamily(words);
