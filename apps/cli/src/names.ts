import { badInput } from "@credence/lab";
import { closest, distance } from "fastest-levenshtein";

/**
 * The entry of that name.
 *
 * @throws BadInput that suggests the nearest name where one is near, and else says which there are
 */
export function pick<Entry extends { readonly name: string }>(kind: string, name: string, entries: readonly Entry[]): Entry {
  const found = entries.find((entry) => entry.name === name);
  if (found) return found;
  const names = entries.map((entry) => entry.name);
  const nearest = closest(name, names);
  const near = nearest !== "" && distance(name, nearest) <= Math.max(2, Math.ceil(nearest.length / 3));
  const known = names.length === 0 ? "there is none" : `there are ${names.join(", ")}`;
  throw badInput(`unknown ${kind} ${JSON.stringify(name)}: ${near ? `did you mean ${nearest}?` : known}`);
}
