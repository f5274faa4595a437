import { expectOptions, expectWhole } from "../../settings.ts";
import type { Inference } from "../inference.ts";
import { ensemblePosterior } from "../posteriors/ensemble-posterior.ts";
import { loadPoint } from "../posteriors/load-point.ts";
import { membersInference } from "../training/members.ts";
import { type MapOptions, map, mapOptionNames } from "./map.ts";

/** Settings of a deep ensemble: how many members, and how each is trained. */
export interface DeepEnsembleOptions extends MapOptions {
  /** Networks trained, one after the other. */
  readonly members: number;
}

/**
 * Independently trained networks as equally likely functions.
 * @throws for members that are no whole number from 1
 * @see lakshminarayanan2017
 */
export function deepEnsemble(settings: DeepEnsembleOptions): Inference {
  expectOptions("deepEnsemble", settings, { ...mapOptionNames, members: true });
  const { members, ...options } = settings;
  expectWhole("deepEnsemble", "members", members);
  // settings out of range are refused now, not when a member is trained
  const member = map(options);
  return membersInference({
    ...{ name: "deepEnsemble", members, member, load: loadPoint, together: ensemblePosterior },
    settings: member.toJSON,
  });
}
