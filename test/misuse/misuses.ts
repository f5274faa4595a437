/** Values that untyped code passes by mistake, by name. */
export const wrongValues = {
  undefined: () => undefined,
  null: () => null,
  "a text": () => "2",
  NaN: () => Number.NaN,
  "a fraction": () => 1.5,
  "a negative number": () => -1,
  "a number": () => 3,
  true: () => true,
  "an array": () => [[1, 2]],
  "a typed array": () => Float32Array.of(1, 2),
  "a promise": () => Promise.resolve(1),
  "an object": () => ({}),
  "a function": () => () => 1,
} as const;

export type Wrong = keyof typeof wrongValues;

/** A valid argument, the wrong values that are valid here too, and its parts, each an argument of its own. */
export interface Argument {
  readonly value: unknown;
  readonly accepts: readonly Wrong[];
  /** Of an object of options, or by index of an array. */
  readonly parts?: Readonly<Record<string, Argument>>;
  /** An object whose names are not looked at, as one that may hold what is another's. */
  readonly open?: boolean;
}

export const argument = (value: unknown, accepts: readonly Wrong[] = []): Argument => ({ value, accepts });

/** An argument that may be left out. */
export const optional = (of: Argument): Argument => ({ ...of, accepts: [...of.accepts, "undefined"] });

/** An array or typed array, of which some entries are looked at one by one. */
export const list = (parts: readonly Argument[], accepts: readonly Wrong[] = []): Argument => ({
  value: parts.map(({ value }) => value),
  accepts,
  parts: Object.fromEntries(parts.map((part, i) => [String(i), part])),
});

/** An object of options. {} is valid where all of them may be left out. */
export const options = (parts: Readonly<Record<string, Argument>>, more: Partial<Argument> = {}): Argument => ({
  value: Object.fromEntries(Object.entries(parts).map(([name, { value }]) => [name, value])),
  accepts: Object.values(parts).every(({ accepts }) => accepts.includes("undefined")) ? ["an object"] : [],
  parts,
  ...more,
});

export const whole = (value: number): Argument => argument(value, ["a number"]);
export const number = (value: number): Argument => argument(value, ["a number", "a fraction", "a negative number"]);
export const anyNumber = (value: number): Argument => argument(value, ["a number", "a fraction", "a negative number", "NaN"]);
export const positive = (value: number): Argument => argument(value, ["a number", "a fraction"]);
export const fraction = (value: number): Argument => argument(value);
export const flag = (value: boolean): Argument => argument(value, ["true"]);
export const name = (value: string): Argument => argument(value);
export const anyText = (value: string): Argument => argument(value, ["a text"]);
export const callback = (value: unknown): Argument => argument(value, ["a function"]);

/** One change of one argument: where, what, and what the arguments then are. */
export interface Misuse {
  readonly at: string;
  readonly wrong: string;
  readonly arguments: readonly unknown[];
  /** What the message must hold besides. */
  readonly says: string | undefined;
  /** Whether it is a value of which some are valid. */
  readonly accepted: boolean;
}

interface Change {
  readonly at: string;
  readonly wrong: string;
  readonly value: unknown;
  readonly says?: string;
  readonly accepted?: boolean;
}

function* changes({ value, accepts, parts, open }: Argument): Generator<Change> {
  for (const [wrong, make] of Object.entries(wrongValues))
    yield { at: "", wrong, value: make(), accepted: accepts.includes(wrong as Wrong), ...(wrong === "a promise" && { says: "await" }) };
  for (const [part, own] of Object.entries(parts ?? {}))
    for (const change of changes(own)) {
      const whole = Array.isArray(value) ? [...value] : { ...(value as object) };
      (whole as Record<string, unknown>)[part] = change.value;
      yield { ...change, at: `.${part}${change.at}`, value: whole };
    }
  if (!parts || Array.isArray(value) || open) return;
  yield { at: "", wrong: "an unknown option", value: { ...(value as object), surely: 1 }, says: 'unknown option "surely"' };
  const [first] = Object.keys(parts);
  if (first && first.length > 3)
    yield { at: "", wrong: "a misspelt option", value: { ...(value as object), [`${first}z`]: 1 }, says: `did you mean "${first}"?` };
}

/** Every misuse of a call: each argument and each part of it replaced by each wrong value that is not valid there. */
export function* misusesOf(given: readonly Argument[]): Generator<Misuse> {
  for (const [index, one] of given.entries())
    for (const { at, wrong, value, says, accepted = false } of changes(one))
      yield {
        at: `argument ${index}${at}`,
        wrong,
        arguments: given.map((other, i) => (i === index ? value : other.value)),
        says,
        accepted,
      };
}

/** What is wrong with a message, if anything: it is one line that says where, what came and what was expected. */
export function unclear(error: unknown, says: string | undefined): string | undefined {
  if (!(error instanceof Error)) return "no error";
  if (error.name !== "Error") return `${error.name}: ${error.message}`;
  const { message } = error;
  if (message.includes("\n") || message.length > 500) return `not one line: ${message}`;
  if (
    !/^[\w.:"[\](){}\- ]+: .*(expected|holds|asks for|do not lie in|does not name each axis|do not broadcast|as many|wants)/.test(message)
  )
    return `not clear: ${message}`;
  if (/cannot read|is not a function|not iterable|\[object/i.test(message)) return `not ours: ${message}`;
  return says === undefined || message.includes(says) ? undefined : `without ${says}: ${message}`;
}
