import { badInput } from "../host.ts";

/** One reference computation: what goes in, what must come out, and how near. */
export interface ConformanceCase {
  /** The case's own name, printed where it fails. */
  readonly name: string;
  /** The computation, by its name among the laboratory's conformance operations. */
  readonly op: string;
  /** What the computation is given; its fields are the operation's own. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The numbers that must come out, by name. */
  readonly expected: Readonly<Record<string, unknown>>;
  /** Relative tolerance: |actual - expected| <= atol + rtol |expected|. */
  readonly rtol: number;
  /** Absolute tolerance, in the expected number's own unit. */
  readonly atol: number;
  /** How the numbers were made; fixes every convention. */
  readonly origin: string;
}

/** A file of reference computations. */
export interface ConformanceSuite {
  /** The suite's name, printed with its counts. */
  readonly suite: string;
  /** Its computations, at least one, in the order they run. */
  readonly cases: readonly ConformanceCase[];
}

/**
 * Reads a file of cases.
 *
 * @throws BadInput where the file is not of the form {suite, cases: [{name, op, input, expected, rtol, atol, origin}]}
 */
export function parseSuite(text: string, fileName: string): ConformanceSuite {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw badInput(`${fileName}: not JSON: ${(error as Error).message}`);
  }
  if (!isObject(value)) throw badInput(`${fileName}: expected an object with suite and cases`);
  if (typeof value.suite !== "string") throw badInput(`${fileName}: suite is ${kindOf(value.suite)}, expected a string`);
  if (!Array.isArray(value.cases)) throw badInput(`${fileName}: cases is ${kindOf(value.cases)}, expected a list`);
  // A file without cases would pass, and check nothing.
  if (value.cases.length === 0) throw badInput(`${fileName}: cases is empty, expected at least one`);
  for (const [index, one] of value.cases.entries()) checkCase(one, `${fileName}: cases[${index}]`);
  return value as unknown as ConformanceSuite;
}

function checkCase(one: unknown, where: string): void {
  if (!isObject(one)) throw badInput(`${where} is ${kindOf(one)}, expected an object`);
  const named = typeof one.name === "string" ? `${where} (${one.name})` : where;
  for (const field of ["name", "op", "origin"]) {
    if (typeof one[field] !== "string") throw badInput(`${named}: ${field} is ${kindOf(one[field])}, expected a string`);
  }
  for (const field of ["input", "expected"]) {
    if (!isObject(one[field])) throw badInput(`${named}: ${field} is ${kindOf(one[field])}, expected an object`);
  }
  checkExpected(one.expected, `${named}: expected`);
  for (const field of ["rtol", "atol"]) {
    const value = one[field];
    if (typeof value !== "number" || !(value >= 0 && value < Infinity))
      throw badInput(`${named}: ${field} is ${kindOf(value)}, expected a number, 0 or more`);
  }
}

/** An object without names and a number that is not finite (1e400 is Infinity) would pass whatever came out. */
function checkExpected(value: unknown, where: string): void {
  if (typeof value === "number" && !Number.isFinite(value)) throw badInput(`${where} is ${value}, expected a finite number`);
  if (Array.isArray(value)) for (const [index, one] of value.entries()) checkExpected(one, `${where}[${index}]`);
  else if (isObject(value)) {
    if (Object.keys(value).length === 0) throw badInput(`${where} is empty`);
    for (const [name, one] of Object.entries(value)) checkExpected(one, `${where}.${name}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "number") return String(value);
  return value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
