import { describe } from "./describe.ts";

/** What a plain argument may be: one check for each kind of value, in one line that says where, what came and what was expected. */

/** @throws for what is no number; NaN and infinity are some */
export function expectAnyNumber(where: string, name: string, value: number): void {
  if (typeof value !== "number") throw refused(where, name, value, "a number");
}

/** @throws unless it is a finite number */
export function expectNumber(where: string, name: string, value: number): void {
  if (!Number.isFinite(value)) throw refused(where, name, value, "a finite number");
}

/** @throws unless it is a whole number from `from` */
export function expectWhole(where: string, name: string, value: number | undefined, from = 1): asserts value is number {
  if (value === undefined || !Number.isInteger(value) || value < from) throw refused(where, name, value, `a whole number from ${from}`);
}

/** @throws unless it is a finite number above 0 */
export function expectPositive(where: string, name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) throw refused(where, name, value, "above 0");
}

/** @throws unless it is a finite number from 0 */
export function expectNotNegative(where: string, name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0)) throw refused(where, name, value, "0 or more");
}

/** @throws unless it is a number from 0 to 1, both included */
export function expectFraction(where: string, name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0 && value <= 1)) throw refused(where, name, value, "0 to 1");
}

/** @throws unless it is a number from 0 to below 1 */
export function expectBelowOne(where: string, name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0 && value < 1)) throw refused(where, name, value, "from 0 to below 1");
}

/** @throws unless it is true or false */
export function expectBoolean(where: string, name: string, value: boolean): void {
  if (typeof value !== "boolean") throw refused(where, name, value, "true or false");
}

/** @throws unless it is a text of a letter or more */
export function expectText(where: string, name: string, value: string): void {
  if (typeof value !== "string" || value === "") throw refused(where, name, value, "a text");
}

/** @throws unless it is one of the names */
export function expectOneOf(where: string, name: string, value: string, names: readonly string[]): void {
  if (!names.includes(value)) throw refused(where, name, value, names.join(" or "));
}

/** @throws unless it is a function */
export function expectFunction(where: string, name: string, value: unknown): void {
  if (typeof value !== "function") throw refused(where, name, value, "a function");
}

/** @throws unless it is a list: an array, whose entries are for others to look at */
export function expectList(where: string, name: string, value: unknown): void {
  if (!Array.isArray(value)) throw refused(where, name, value, "an array");
}

/** The error of an argument that is something else than was expected. */
export const refused = (where: string, name: string, value: unknown, expected: string): Error =>
  new Error(`${where}: ${name} is ${describe(value)}, expected ${expected}`);
