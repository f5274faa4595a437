/** Settings that a type cannot hold, or that come from code without types: refused in one line that names them. */

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
