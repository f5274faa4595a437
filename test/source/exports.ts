import { readFileSync } from "node:fs";
import { join } from "node:path";
import { resolveImport, root } from "./source-files.ts";

export interface Exported {
  readonly name: string;
  /** Its name in the file that declares it. */
  readonly declared: string;
  /** Where it is declared: "packages/tensor/src/array.ts". */
  readonly path: string;
  /** Its docstring, or undefined where it has none. */
  readonly docstring: string | undefined;
}

const declaration = (name: string): RegExp =>
  new RegExp(
    `^export (?:declare )?(?:async )?(?:function\\*? ?|const |let |class |interface |type )${name.replace("$", "\\$")}(?![\\w$])`,
    "m",
  );

// the comment that ends right before the declaration
function docstringBefore(text: string, index: number): string | undefined {
  const before = text.slice(0, index).trimEnd();
  if (!before.endsWith("*/")) return undefined;
  const start = before.lastIndexOf("/*");
  return before.startsWith("/**", start) ? before.slice(start) : undefined;
}

/** Everything a module of ours gives away, followed through re-exports to where it is declared. Names of a namespace come as "metrics.brier". */
export function exportsOf(path: string, prefix = ""): Exported[] {
  const text = readFileSync(join(root, path), "utf8");
  const found: Exported[] = [];
  const names = (list: string) =>
    list
      .split(",")
      .map((item) => item.trim().replace(/^type\s+/, ""))
      .filter((item) => item !== "")
      .map((item) => item.split(/\s+as\s+/) as [string, string?]);

  for (const [, list, specifier] of text.matchAll(/^export (?:type )?\{([^}]*)\} from "([^"]+)"/gm))
    for (const [inner, outer] of names(list!)) found.push(...followed(path, specifier!, inner, prefix + (outer ?? inner)));
  for (const [, namespace, specifier] of text.matchAll(/^export \*(?: as ([\w$]+))? from "([^"]+)"/gm))
    found.push(...exportsOf(resolveImport(path, specifier!)!, namespace ? `${prefix}${namespace}.` : prefix));
  for (const match of text.matchAll(/^export (?:declare )?(?:async )?(?:function\*? ?|const |let |class |interface |type )([\w$]+)/gm))
    found.push({ name: prefix + match[1]!, declared: match[1]!, path, docstring: docstringBefore(text, match.index) });
  return found;
}

function followed(path: string, specifier: string, inner: string, name: string): Exported[] {
  const target = resolveImport(path, specifier);
  if (target === undefined) return [];
  const text = readFileSync(join(root, target), "utf8");
  const at = declaration(inner).exec(text);
  if (at) return [{ name, declared: inner, path: target, docstring: docstringBefore(text, at.index) }];
  const further = exportsOf(target).filter((exported) => exported.name === inner);
  if (further.length === 0) throw new Error(`${path}: ${inner} is not found in ${target}`);
  return further.map((exported) => ({ ...exported, name }));
}
