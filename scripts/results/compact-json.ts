/** How deep a value is broken into lines: the claims, and the top names of the values, have a line each. */
const brokenDepth = 2;

/**
 * JSON without spaces whose outer two levels have a line an item, so that a difference names the claim that changed. Reads back as the
 * same value: nothing is rounded, names keep their order.
 *
 * @example
 * compactJson({ seed: 0, claims: [{ id: "a" }] })  // {\n"seed":0,\n"claims":[\n{"id":"a"}\n]\n}\n
 */
export const compactJson = (value: unknown): string => `${print(value, 0)}\n`;

function print(value: unknown, depth: number): string {
  if (depth >= brokenDepth || typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) {
    return block(
      "[",
      value.map((item) => print(item, depth + 1)),
      "]",
    );
  }
  return block(
    "{",
    Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}:${print(item, depth + 1)}`),
    "}",
  );
}

const block = (open: string, items: readonly string[], close: string): string =>
  items.length === 0 ? open + close : `${open}\n${items.join(",\n")}\n${close}`;
