/** A value of any type in few characters, for messages. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (value === null || typeof value !== "object") return typeof value === "function" ? "a function" : String(value);
  if (Array.isArray(value)) return "a plain array";
  if (isPromise(value)) return "a promise, which wants an await";
  const { shape, dtype, words, next } = value as Readonly<Record<string, unknown>>;
  if (typeof dtype === "string" && Array.isArray(shape)) return `a tensor of ${dtype} [${shape.join(", ")}]`;
  if (Array.isArray(words)) return "a key";
  if (typeof next === "function") return "a generator, which wants to be run";
  return `an object (${value.constructor?.name ?? "without a constructor"})`;
}

/** Whether it is to be awaited. */
const isPromise = (value: unknown): boolean =>
  value !== null && typeof value === "object" && typeof (value as { then?: unknown }).then === "function";

/** Entries of a list in few characters, for messages: numbers as they are. */
export const describeList = (values: readonly unknown[]): string =>
  `[${values.map((value) => (typeof value === "number" ? String(value) : describe(value))).join(", ")}]`;
