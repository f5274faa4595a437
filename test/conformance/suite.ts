/** Numbers of any shape, as nested lists; a scalar is a number. */
export type Nested = number | readonly Nested[];

/** A case as the runner reads it, but for the op, which is its suite's key. */
export interface Case {
  readonly name: string;
  readonly op: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expected: Readonly<Record<string, unknown>>;
  /** A value holds where |got - expected| <= atol + rtol |expected|: float32 against float64. */
  readonly rtol: number;
  readonly atol: number;
  /** How the expected numbers are made, with every convention. */
  readonly origin: string;
}

/** Far below what float32 tells apart, and far above what one machine's logarithm differs from another's by. */
const significantDigits = 8;

const rounded = (value: unknown): unknown => {
  if (typeof value === "number") return Number(value.toPrecision(significantDigits));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value === "object" && value !== null) return recordOf(value, rounded);
  return value;
};

const recordOf = (value: object, change: (item: unknown) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).map(([name, item]) => [name, change(item)]));

/** Everything is finite: JSON writes NaN and infinities as null. */
function expectFinite(value: unknown, where: string): void {
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error(`${where} is ${value}, expected a finite number`);
  if (typeof value === "object" && value !== null) for (const [name, item] of Object.entries(value)) expectFinite(item, `${where}.${name}`);
}

/** The text of a suite's file: an input or an expected value a line. @throws for a value that is not finite, naming its place */
export function suiteText(suite: string, cases: readonly Case[]): string {
  expectFinite(cases, suite);
  const block = (fields: Readonly<Record<string, unknown>>) =>
    `{\n${Object.entries(fields)
      .map(([name, value]) => `        ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
      .join(",\n")}\n      }`;
  const texts = cases.map(({ name, op, input, expected, rtol, atol, origin }) => {
    const fields = {
      name: JSON.stringify(name),
      op: JSON.stringify(op),
      input: block(input),
      expected: block(recordOf(expected, rounded)),
      rtol,
      atol,
      origin: JSON.stringify(origin),
    };
    const lines = Object.entries(fields).map(([field, value]) => `      "${field}": ${value}`);
    return `    {\n${lines.join(",\n")}\n    }`;
  });
  return `{\n  "suite": ${JSON.stringify(suite)},\n  "cases": [\n${texts.join(",\n")}\n  ]\n}\n`;
}
