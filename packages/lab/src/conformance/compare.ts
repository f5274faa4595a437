export interface Tolerance {
  /** Relative tolerance. */
  readonly rtol: number;
  /** Absolute tolerance. */
  readonly atol: number;
}

/**
 * The first place where `got` is not what was expected, in words, or undefined where it holds:
 *
 *   |got - expected| <= atol + rtol * |expected|, element by element
 *
 * A missing name, another length or another kind of value is a difference; names that were not expected are not looked
 * at. NaN equals nothing.
 */
export function difference(got: unknown, expected: unknown, { rtol, atol }: Tolerance): string | undefined {
  return differenceAt("", got, expected, { rtol, atol });
}

function differenceAt(where: string, got: unknown, expected: unknown, tolerance: Tolerance): string | undefined {
  if (typeof expected === "number") return numberDifference(where, got, expected, tolerance);
  if (Array.isArray(expected)) {
    const list = ArrayBuffer.isView(got) ? Array.from(got as unknown as ArrayLike<number>) : got;
    if (!Array.isArray(list)) return `${where || "result"}: got ${describe(got)}, expected a list of ${expected.length}`;
    if (list.length !== expected.length) return `${where || "result"}: got ${list.length} elements, expected ${expected.length}`;
    return first(expected, (item, index) => differenceAt(`${where}[${index}]`, list[index], item, tolerance));
  }
  if (typeof expected === "object" && expected !== null) {
    if (typeof got !== "object" || got === null) return `${where || "result"}: got ${describe(got)}, expected an object`;
    return first(Object.entries(expected), ([name, item]) => {
      const inner = where ? `${where}.${name}` : name;
      if (!Object.hasOwn(got, name)) return `${inner}: missing`;
      return differenceAt(inner, (got as Record<string, unknown>)[name], item, tolerance);
    });
  }
  return got === expected ? undefined : `${where || "result"}: got ${describe(got)}, expected ${describe(expected)}`;
}

function numberDifference(where: string, got: unknown, expected: number, { rtol, atol }: Tolerance): string | undefined {
  if (typeof got !== "number") return `${where || "result"}: got ${describe(got)}, expected ${expected}`;
  const allowed = atol + rtol * Math.abs(expected);
  const away = Math.abs(got - expected);
  if (away <= allowed) return undefined;
  return `${where || "result"}: got ${got}, expected ${expected}, ${away.toPrecision(3)} away where ${allowed.toPrecision(3)} is allowed`;
}

function first<Item>(items: readonly Item[], check: (item: Item, index: number) => string | undefined): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = check(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
