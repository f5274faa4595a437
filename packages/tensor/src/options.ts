import { describe } from "./describe.ts";

/** Which options there are: a name left out, or one too many, does not compile. */
export type OptionNames<Options> = { readonly [Name in keyof Required<Options>]: true };

/**
 * Looks at an object of options before anything is read from it: what is no such object, and a name that is no option, would else be ignored.
 * @throws in one line, with the name that is nearest to an unknown one
 */
export function expectOptions<Options extends object>(where: string, options: Options, names: OptionNames<Options>): void {
  if (!isPlainObject(options)) throw new Error(`${where}: options are ${describe(options)}, expected an object with ${listed(names)}`);
  for (const name in options) if (!Object.hasOwn(names, name) && options[name] !== undefined) throw unknownOption(where, name, names);
}

function unknownOption(where: string, name: string, names: object): Error {
  const known = Object.keys(names);
  const meant = nearest(name, known);
  return new Error(
    `${where}: unknown option "${name}", expected ${listed(names)}${meant === undefined ? "" : `; did you mean "${meant}"?`}`,
  );
}

const listed = (names: object): string => Object.keys(names).join(", ") || "no options";

/** @throws for what is given to a function without options */
export function expectNothing(where: string, given: readonly unknown[]): void {
  if (given[0] !== undefined) expectOptions<object>(where, given[0] as object, {});
}

/** @throws unless it is an object with parts: nothing, plain numbers, a promise, a key */
export function expectObject(where: string, name: string, value: unknown, expected: string): void {
  if (!isPlainObject(value)) throw new Error(`${where}: ${name} is ${describe(value)}, expected ${expected}`);
}

/** Arrays, promises, keys and what else has a purpose of its own are no options. */
function isPlainObject(value: unknown): boolean {
  if (value === null || typeof value !== "object" || Array.isArray(value) || ArrayBuffer.isView(value)) return false;
  const { then, words, dtype } = value as Readonly<Record<string, unknown>>;
  return typeof then !== "function" && !Array.isArray(words) && typeof dtype !== "string";
}

const lettersOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** The known name that a mistyped one is for: with the fewest edits, or one that it begins. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const own = lettersOf(name);
  let best: string | undefined;
  let fewest = Math.max(1, Math.floor(own.length / 3)) + 1;
  for (const candidate of known) {
    const edits = editsBetween(own, lettersOf(candidate));
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best ?? (own.length < 3 ? undefined : known.find((candidate) => lettersOf(candidate).startsWith(own)));
}

/** Letters to insert, delete or replace, row by row of the usual table (Levenshtein). */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1])));
    row = next;
  }
  return row[b.length]!;
}
