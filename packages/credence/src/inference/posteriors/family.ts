import type { Model } from "../../model/model.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectArrays, type WeightPart } from "./expected-arrays.ts";
import type { Posterior } from "./posterior.ts";
import type { NamedArray, Saved } from "./saved.ts";

/** A family of posteriors, as files know it. */
export interface Family {
  /** `posterior.kind`, and the kind in the header of its files: in kebab-case. */
  readonly kind: string;
  /** What files of earlier versions call it. */
  readonly formerly?: string;
  /** The posterior of a file's arrays. @throws where they are not those of the file's network */
  revive(saved: Saved): Posterior | Promise<Posterior>;
}

/** A family of the weights of one network, each in the same parts. */
export interface SingleNetworkFamily extends Family {
  readonly parts: readonly WeightPart[];
  /** The posterior of arrays named "0.weight.mean", ..., which are then its own. */
  make<P extends Predictive>(model: Model<P>, arrays: readonly NamedArray[]): Posterior<P>;
}

/** Such a family: its files hold the parts of every weight, and what the likelihood has learned. */
export const singleNetworkFamily = (family: Omit<SingleNetworkFamily, "revive">): SingleNetworkFamily => ({
  ...family,
  revive({ model, arrays }) {
    expectArrays(model, arrays, { where: "loadPosterior", parts: family.parts });
    return family.make(model, arrays);
  },
});
