/** Settings: what they are as plain values, and one line for each that a type cannot hold or that comes from code without types. */

import { describeValue, expectList, expectOptions, refused } from "@credence/tensor";

export {
  expectAnyNumber,
  expectBelowOne,
  expectBoolean,
  expectFraction,
  expectFunction,
  expectKey,
  expectList,
  expectNothing,
  expectNotNegative,
  expectNumber,
  expectObject,
  expectOneOf,
  expectOptions,
  expectPositive,
  expectTensor,
  expectText,
  expectWhole,
  type OptionNames,
  refused,
} from "@credence/tensor";

/** A setting as a plain value. */
export type SettingJson = null | boolean | number | string | readonly SettingJson[] | SettingsJson;

/**
 * Settings as plain values, every default filled in: leaving an option out gives the same as its default. Two things of one kind with equal
 * settings make the same of the same data and key, to the bit.
 */
export type SettingsJson = { readonly [setting: string]: SettingJson };

/**
 * How a function among settings is called in their JSON: `name` where it is given, else the function's own. A function that is written where the
 * setting is given has no name of its own (JavaScript calls it after the setting).
 *
 * @throws for a function without a name: two such would look the same
 */
export function nameOfFunction(
  where: string,
  setting: string,
  { of, name }: { readonly of: { readonly name: string }; readonly name?: string | undefined },
): string {
  const found = name ?? of.name;
  if (found === "" || (name === undefined && found === setting))
    throw new Error(`${where}: ${setting} is a function without a name; name it, so that its settings can be told from another's`);
  return found;
}

/** The methods that make an object one of a contract, and what such an object is called. */
export interface Form {
  readonly methods: readonly string[];
  readonly expected: string;
}

/** @throws unless it has the methods of a contract: nothing, a promise, plain numbers, something else of the library */
export function expectForm(where: string, name: string, value: unknown, { methods, expected }: Form): void {
  const object = (value !== null && typeof value === "object" ? value : {}) as Readonly<Record<string, unknown>>;
  const missing = methods.find((method) => typeof object[method] !== "function");
  if (missing === undefined) return;
  const has = methods.some((method) => typeof object[method] === "function") ? ` without ${missing}()` : "";
  throw new Error(`${where}: ${name} is ${describeValue(value)}${has}, expected ${expected}`);
}

/** @throws for what is no array or typed array of numbers */
export function expectNumbers(where: string, name: string, values: ArrayLike<number>): void {
  if (ArrayBuffer.isView(values) && "length" in values) return;
  expectList(where, name, values);
  for (let i = 0; i < values.length; i++) if (typeof values[i] !== "number") throw refused(where, `${name}[${i}]`, values[i], "a number");
}

/**
 * Looks at parameters that may be given in one of several ways.
 * @throws unless exactly one of the names is there, and no other
 */
export function expectOneWay(where: string, options: object, names: readonly string[]): void {
  expectOptions(where, options as Readonly<Record<string, unknown>>, Object.fromEntries(names.map((name) => [name, true as const])));
  const given = names.filter((name) => (options as Readonly<Record<string, unknown>>)[name] !== undefined);
  if (given.length !== 1) throw new Error(`${where}: got ${given.length === 0 ? "neither" : "both"}, expected one of ${names.join(", ")}`);
}
