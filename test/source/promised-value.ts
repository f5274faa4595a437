/** A value that an example promises, and the one it gave. */
export interface Promised {
  readonly expected: string;
  readonly value: unknown;
}

interface Readable {
  readonly shape: readonly number[];
  read(): Promise<ArrayLike<number>>;
}

const isReadable = (value: unknown): value is Readable =>
  value !== null && typeof value === "object" && "read" in value && "shape" in value;

/** Values in arrays of arrays. */
function nested(values: readonly number[], shape: readonly number[]): unknown {
  if (shape.length === 0) return values[0];
  const [count, ...rest] = shape as [number, ...number[]];
  const each = rest.reduce((product, size) => product * size, 1);
  return Array.from({ length: count }, (_, i) => nested(values.slice(i * each, (i + 1) * each), rest));
}

/** Plain values: arrays of the engine and typed arrays as lists. */
export async function plain(value: unknown): Promise<unknown> {
  const settled = await value;
  if (isReadable(settled)) return nested(Array.from(await settled.read()), settled.shape);
  if (ArrayBuffer.isView(settled)) return Array.from(settled as unknown as ArrayLike<number>);
  return settled;
}

/**
 * What differs between a value and the text that promises it, or undefined. Numbers agree to the digits that are written: 0.6931 is anything
 * from 0.69305 to 0.69315, and 3 without a point is 3 within float32's rounding. After "about" they are what a training gave, which other
 * kernels round differently: within 0.05, or 15 %.
 */
export function difference({ expected: written, value }: Promised): string | undefined {
  const about = written.startsWith("about ");
  const expected = written.replace(/^about /, "");
  const given =
    typeof value === "string"
      ? JSON.stringify(value)
      : JSON.stringify(value, (_, item) => (ArrayBuffer.isView(item) ? Array.from(item as never) : item));
  const number = /-?(?:\d+\.?\d*(?:e[+-]?\d+)?|Infinity)/g;
  const frame = (text: string) => text.replaceAll(number, "#").replaceAll(/["\s]/g, "");
  const numbers = (text: string) => text.match(number) ?? [];
  const promised = numbers(expected);
  const measured = numbers(given ?? "undefined");
  const agrees =
    frame(expected) === frame(given ?? "undefined") &&
    promised.every((text, i) => {
      const decimals = /\.(\d+)$/.exec(text)?.[1]?.length;
      const size = Math.abs(Number(text));
      const tolerance = about ? Math.max(0.05, 0.15 * size) : decimals === undefined ? 1e-6 * Math.max(1, size) : 0.5001 * 10 ** -decimals;
      return Math.abs(Number(measured[i]) - Number(text)) <= tolerance;
    });
  return agrees ? undefined : `${given}, where the example says ${written}`;
}

/** What the program that is running has promised; its test empties it before. */
export const promises: Promised[] = [];

/** Keeps what an expression gives beside what is written after it. */
export async function record(value: unknown, expected: string): Promise<void> {
  promises.push({ expected, value: await plain(value) });
}
