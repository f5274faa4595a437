import { expectModel, type Model } from "../../model/model.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectList } from "../../settings.ts";
import { equallyLikely, equallyLikelyFamily } from "./equally-likely.ts";
import { expectPosterior, type Posterior } from "./posterior.ts";

const words = { kind: "ensemble", counted: "members" };

/** Independently trained networks, equally likely. A draw picks one; predictions use each once. @throws for a member that is not one network */
export function ensemblePosterior<P extends Predictive>(model: Model<P>, members: readonly Posterior<P>[]): Posterior<P> {
  const where = "ensemblePosterior";
  expectModel(where, model);
  expectList(where, "members", members);
  for (const [i, member] of members.entries()) {
    expectPosterior(`${where}: member ${i}`, member);
    if (member.support?.length !== 1)
      throw new Error(`${where}: member ${i} is ${String(member)}, expected a posterior of one network, as methods.map gives`);
  }
  return equallyLikely(model, members, words);
}

/** Files hold the members' weights. */
export const ensembleFamily = equallyLikelyFamily(words);
