import { badInput } from "../host.ts";

/**
 * The values of an option that takes some of a list by commas, in the list's order; all of them where it is not given.
 *
 * @throws BadInput for one that is not in the list, or is named twice
 * @example
 * chosen("units", "800, 400", [400, 800, 1200]) // [400, 800]
 */
export function chosen<Value extends string | number>(option: string, text: string | undefined, known: readonly Value[]): readonly Value[] {
  if (text === undefined) return known;
  const named = text.split(",").map((part) => part.trim());
  const wrong = named.find((name, i) => !known.some((value) => String(value) === name) || named.indexOf(name) < i);
  if (wrong !== undefined) throw badInput(`--option ${option}: "${wrong}", expected some of ${known.join(", ")}, each once`);
  return known.filter((value) => named.includes(String(value)));
}
