/** Settings: what they are as plain values, and one line for each that a type cannot hold or that comes from code without types. */

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

/** @throws unless it is a whole number from `from` */
export function expectWhole(where: string, name: string, value: number | undefined, from = 1): asserts value is number {
  if (value === undefined || !Number.isInteger(value) || value < from)
    throw new Error(`${where}: ${name} is ${value}, expected a whole number from ${from}`);
}

/** @throws unless it is a finite number above 0 */
export function expectPositive(where: string, name: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) throw new Error(`${where}: ${name} is ${value}, expected above 0`);
}

/** @throws unless it is a finite number from 0 */
export function expectNotNegative(where: string, name: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) throw new Error(`${where}: ${name} is ${value}, expected 0 or more`);
}

/** @throws unless it is one of the names */
export function expectOneOf(where: string, name: string, value: string, names: readonly string[]): void {
  if (!names.includes(value)) throw new Error(`${where}: ${name} is "${value}", expected ${names.join(" or ")}`);
}
