import { expectOptions, expectWhole } from "../../settings.ts";
import type { Inference } from "../inference.ts";
import { multiSwagPosterior } from "../posteriors/multi-swag-posterior.ts";
import { loadSwag } from "../posteriors/swag-posterior.ts";
import { membersInference } from "../training/members.ts";
import { type SwagOptions, swag, swagOptionNames } from "./swag.ts";

/** Settings of a mixture of SWAG posteriors: how many, and how each is fitted. */
export interface MultiSwagOptions extends SwagOptions {
  /** Descents, one after the other. */
  readonly members: number;
}

/**
 * Several SWAG posteriors as one mixture: the modes of a deep ensemble, each with the spread of its own descent. Each member starts from random weights,
 * with a burn-in that trains it; `from` a trained network all start there, and differ by their minibatches alone.
 *
 * @throws for settings out of range
 * @see wilson2020
 */
export function multiSwag(settings: MultiSwagOptions): Inference {
  expectOptions("multiSwag", settings, { ...swagOptionNames, members: true });
  const { members, ...options } = settings;
  expectWhole("multiSwag", "members", members);
  const member = swag(options);
  return membersInference({
    ...{ name: "multiSwag", members, member, load: loadSwag, together: multiSwagPosterior },
    settings: member.toJSON,
  });
}
