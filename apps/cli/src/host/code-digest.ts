import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { minifySync } from "oxc-minify";
import { transformSync } from "oxc-transform";

/** The packages whose code decides what a fit computes; their kernels have a digest of their own. */
const computing = ["@credence/tensor", "credence"];

/** Where each of them keeps its code: the folder of its entry, `src` in a clone, whatever it was built into where it is installed. */
export const computingFolders = (): CodeFolders => foldersOf(computing);

/** Where packages keep their code, by name. @throws where one is not installed */
export const foldersOf = (packages: readonly string[]): CodeFolders =>
  Object.fromEntries(packages.map((name) => [name, fileURLToPath(new URL(".", import.meta.resolve(name)))]));

/** Folders of code by the name that goes into the digest. */
export type CodeFolders = Readonly<Record<string, string>>;

/**
 * SHA-256 of the code in folders: every file that is JavaScript or TypeScript and no test, under its path, without types, comments
 * and layout. It moves with whatever may change what is computed, and with nothing that cannot.
 *
 * @throws where a folder cannot be read
 */
export function codeDigest(folders: CodeFolders): string {
  const hash = createHash("sha256");
  for (const [path, code] of codeIn(folders)) hash.update(`${path}\n${code}\n`);
  return hash.digest("hex");
}

/** The bare code of each file by `NAME/PATH`, sorted; files of types alone have none and are left out. */
export function codeIn(folders: CodeFolders): ReadonlyMap<string, string> {
  const bare = Object.entries(folders).flatMap(([name, folder]) =>
    (readdirSync(folder, { recursive: true }) as string[])
      .map((path) => path.replaceAll("\\", "/"))
      .filter(isCode)
      .map((path) => [`${name}/${path}`, bareCode(path, readFileSync(join(folder, path), "utf8"))] as const),
  );
  return new Map(bare.filter(([, code]) => code !== "").toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const isCode = (path: string): boolean => /\.[cm]?[jt]s$/.test(path) && !/\.d\.[cm]?ts$|\.test\.|(^|\/)(testing|node_modules)\//.test(path);

/** One line of JavaScript that does the same. What the parser does not know stays as it is: then a comment counts, and no change is missed. */
function bareCode(path: string, text: string): string {
  const script = transformSync(path, text, { typescript: { onlyRemoveTypeImports: true } });
  if (script.errors.length > 0) return text;
  const { code, errors } = minifySync(path.replace(/ts$/, "js"), script.code, {
    compress: false,
    mangle: false,
    codegen: { removeWhitespace: true, legalComments: "none" },
  });
  if (errors.length > 0) return text;
  return code === "export{};" ? "" : code;
}
