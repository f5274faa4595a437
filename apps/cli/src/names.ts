import { badInput, type Experiment } from "@credence/lab";
import { closest, distance } from "fastest-levenshtein";

import type { Machinery } from "./machinery.ts";

/** @throws BadInput as `pick` */
export const pickExperiment = (name: string, { experiments }: Pick<Machinery, "experiments">): Promise<Experiment> =>
  pick(
    "experiment",
    name,
    Object.entries(experiments).map(([known, load]) => ({ name: known, load })),
  ).load();

/** Every experiment, in the registry's order. */
export const allExperiments = ({ experiments }: Pick<Machinery, "experiments">): Promise<Experiment[]> =>
  Promise.all(Object.values(experiments).map((load) => load()));

/**
 * The entry of that name or alias.
 *
 * @throws BadInput that suggests the nearest name where one is near, and else says which there are
 */
export function pick<Entry extends { readonly name: string; readonly alias?: string }>(
  kind: string,
  name: string,
  entries: readonly Entry[],
): Entry {
  const found = entries.find((entry) => entry.name === name || entry.alias === name);
  if (found) return found;
  const names = entries.map((entry) => entry.name);
  if (names.length === 0) throw badInput(`unknown ${kind} ${JSON.stringify(name)}: there is none`);
  const nearest = closest(name, names);
  const near = distance(name, nearest) <= Math.max(2, Math.ceil(nearest.length / 3));
  throw badInput(`unknown ${kind} ${JSON.stringify(name)}: ${near ? `did you mean ${nearest}?` : `there are ${names.join(", ")}`}`);
}

/** The name itself, where it is one of these. @throws BadInput as `pick` */
export const pickName = <Name extends string>(kind: string, name: string, names: readonly Name[]): Name =>
  pick(
    kind,
    name,
    names.map((one) => ({ name: one })),
  ).name;
