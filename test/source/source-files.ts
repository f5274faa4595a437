import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Import {
  readonly specifier: string;
  /** Gone once types are stripped, so it cannot make a cycle at run time. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** From the root, with forward slashes: "packages/tensor/src/array.ts". */
  readonly path: string;
  readonly text: string;
  /** Without comments, so that prose is not taken for code. */
  readonly code: string;
  readonly imports: readonly Import[];
  /** Tests, and what only tests use. */
  readonly forTests: boolean;
}

const skipped = new Set(["node_modules", "build"]);

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : walk(path);
    return /(?<!\.d)\.(ts|mjs|js)$/.test(entry.name) ? [path] : [];
  });
}

// strings are kept as they are; comments go. A quote inside a regular expression would fool it, and the code base has none.
const withoutComments = (text: string): string =>
  text.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (match, quoted: string | undefined) => quoted ?? (match.startsWith("//") ? "" : " "),
  );

/** What a module imports and passes on, in every form that names a module by a plain string. */
export function importsOf(code: string): Import[] {
  const found: Import[] = [];
  for (const [, clause, specifier] of code.matchAll(/^\s*(?:import|export)\s([^;"'`]*?)\sfrom\s+["']([^"']+)["']/gm))
    found.push({ specifier: specifier!, typeOnly: clause!.trimStart().startsWith("type ") });
  for (const [, specifier] of code.matchAll(/^\s*import\s+["']([^"']+)["']/gm)) found.push({ specifier: specifier!, typeOnly: false });
  for (const [, specifier] of code.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g)) found.push({ specifier: specifier!, typeOnly: false });
  return found;
}

/** Every source file under the given folders of the repository. */
export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    walk(join(root, folder)).map((file) => {
      const path = relative(root, file).split(sep).join("/");
      const text = readFileSync(file, "utf8");
      const code = withoutComments(text);
      return { path, text, code, imports: importsOf(code), forTests: /\.test\.ts$|\/testing\/|^test\//.test(path) };
    }),
  );
}

/** The file an import of `from` names, or undefined for a package. */
export const resolveImport = (from: string, specifier: string): string | undefined =>
  specifier.startsWith(".")
    ? relative(root, join(root, dirname(from), specifier))
        .split(sep)
        .join("/")
    : undefined;
