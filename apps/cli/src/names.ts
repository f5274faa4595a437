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
  if (names.length === 0) throw badInput(`unknown ${kind} ${JSON.stringify(name)}: there is none`);
  const nearest = closest(name, names);
  const near = distance(name, nearest) <= Math.max(2, Math.ceil(nearest.length / 3));
  throw badInput(`unknown ${kind} ${JSON.stringify(name)}: ${near ? `did you mean ${nearest}?` : `there are ${names.join(", ")}`}`);
}
