import { badInput } from "@credence/lab";
import { type AskedKind, type CellOptions, columnKinds, type ReadOptions } from "@credence/tabular";
import { readUserFile } from "../user-file.ts";

/** How a file is read, as typed. */
export interface ReadingTyped {
  readonly decimal?: string;
  readonly na?: string;
  readonly delimiter?: string;
  readonly encoding?: string;
}

/** @throws BadInput for a decimal that is neither a point nor a comma */
export function readingOptions({ decimal, na, delimiter, encoding }: ReadingTyped, usual: CellOptions = {}): ReadOptions {
  if (decimal !== undefined && decimal !== "." && decimal !== ",")
    throw badInput(`--decimal: got ${JSON.stringify(decimal)}, expected . or ,`);
  return {
    ...usual,
    ...(decimal === undefined ? {} : { decimal }),
    ...(na === undefined ? {} : { na: na.split(",") }),
    ...(delimiter === undefined ? {} : { delimiter: delimiter === "\\t" || delimiter === "tab" ? "\t" : delimiter }),
    ...(encoding === undefined ? {} : { encoding }),
  };
}

/** Kinds of columns from a schema file and `--column name=kind`, which wins. @throws BadInput for what is neither */
export async function columnOptions(typed: {
  readonly column?: readonly string[];
  readonly schema?: string;
}): Promise<Record<string, AskedKind>> {
  const own = (typed.column ?? []).map((one) => {
    const at = one.lastIndexOf("=");
    if (at < 1) throw badInput(`--column: got ${JSON.stringify(one)}, expected name=kind`);
    return [one.slice(0, at), kindOf("--column", one.slice(at + 1))] as const;
  });
  const filed = typed.schema === undefined ? {} : await schemaFile(typed.schema);
  // a column may be called __proto__, to which nothing can be assigned
  return Object.fromEntries([...Object.entries(filed), ...own]);
}

async function schemaFile(path: string): Promise<Record<string, AskedKind>> {
  const text = new TextDecoder().decode(await readUserFile(path));
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw badInput(`${path}: not JSON: ${(error as Error).message}`);
  }
  if (found === null || typeof found !== "object" || Array.isArray(found))
    throw badInput(`${path}: expected an object such as {"zip": "category"}`);
  return Object.fromEntries(Object.entries(found).map(([name, kind]) => [name, kindOf(path, kind)]));
}

function kindOf(where: string, kind: unknown): AskedKind {
  const known = columnKinds.find((one) => one === kind);
  if (known === undefined) throw badInput(`${where}: got ${JSON.stringify(kind)}, expected one of ${columnKinds.join(", ")}`);
  return known;
}

/** Columns whose digits are names: they stay texts when the file is read. */
export const textColumnsOf = (columns: Readonly<Record<string, AskedKind>>): string[] =>
  Object.entries(columns).flatMap(([name, kind]) => (kind === "category" || kind === "text" || kind === "id" ? [name] : []));
