import type { Json } from "../experiment.ts";

const lineWidth = 140;

/**
 * JSON with two spaces of indent and a list on one line where it fits, names in the order given.
 *
 * @throws where a value is not plain JSON (NaN, Infinity, undefined in a list, a typed array), naming its place
 */
export function jsonText(value: Json, where = "value"): string {
  return `${print(value, where, "")}\n`;
}

/** The same value as a reader of the file gets it (-0 is 0), so that a fresh value and a loaded one are equal. */
export function plainJson<Value extends Json>(value: Value, where: string): Value {
  return JSON.parse(jsonText(value, where)) as Value;
}

/** One line with sorted names: equal settings give equal bytes, in whatever order they were written. For hashes. */
export function sortedJson(value: Json): string {
  return JSON.stringify(value, (_, item) => (isPlain(item) ? Object.fromEntries(Object.entries(item).sort(byName)) : item));
}

function print(value: unknown, where: string, indent: string): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new Error(`${where} is ${value}; a result holds finite numbers only`);
    return JSON.stringify(value);
  }
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item, index) => print(item, `${where}[${index}]`, deeper));
    return block(items, "[", "]", indent);
  }
  if (isPlain(value)) {
    const items = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => `${JSON.stringify(name)}: ${print(item, `${where}.${name}`, deeper)}`);
    return block(items, "{", "}", indent);
  }
  throw new Error(`${where} is ${describe(value)}; expected null, a boolean, a number, a string, a list or a plain object`);
}

function block(items: readonly string[], open: string, close: string, indent: string): string {
  const line = `${open}${items.join(", ")}${close}`;
  if (items.length === 0 || (!line.includes("\n") && line.length + indent.length <= lineWidth)) return line;
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(",\n")}\n${indent}${close}`;
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function describe(value: unknown): string {
  if (typeof value === "object" && value !== null) return `a ${value.constructor.name}`;
  return typeof value === "undefined" ? "undefined" : `a ${typeof value}`;
}
