import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, sourceFiles } from "./source-files.ts";

/** TypeScript taken from a docstring or a page, as one program. */
export interface ExampleProgram {
  /** Where it stands: "packages/credence/src/metrics/rmse.ts:14", "docs/save-load-serve.md". */
  readonly place: string;
  readonly code: string;
}

/** Modules whose names an example of a docstring uses without importing them, by specifier: the public names of the packages. */
export type ImportedNames = Readonly<Record<string, readonly string[]>>;

const withoutStars = (lines: readonly string[]): string => lines.map((line) => line.replace(/^\s*\* ?/, "")).join("\n");

/** The `@example` blocks and the fenced `ts` blocks of a file's docstrings. */
export function docstringExamples({ path, text }: { readonly path: string; readonly text: string }): ExampleProgram[] {
  const found: ExampleProgram[] = [];
  for (const comment of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    const first = text.slice(0, comment.index).split("\n").length;
    const lines = comment[0].replace(/\s*\*\/$/, "").split("\n");
    for (let at = 0; at < lines.length; at++) {
      const fence = /^\s*\* ```ts\b/.test(lines[at]!);
      if (!fence && !/^\s*\* @example\b/.test(lines[at]!)) continue;
      const end = lines.findIndex((line, later) => later > at && (fence ? /^\s*\* ```/ : /^\s*\* @\w/).test(line));
      const block = lines.slice(at + 1, end === -1 ? lines.length : end).filter((line) => !/^\s*\* ```/.test(line));
      found.push({ place: `${path}:${first + at}`, code: withoutStars(block) });
      at = end === -1 ? lines.length : fence ? end : end - 1;
    }
  }
  return found;
}

/** Every example of the docstrings below a folder. */
export const examplesOfFolder = (folder: string): ExampleProgram[] =>
  sourceFiles(folder)
    .filter(({ forTests }) => !forTests)
    .flatMap(docstringExamples);

/** The `ts` blocks of a page, in their order. */
export const blocksOfPage = (path: string, language = "ts"): string[] =>
  [...readFileSync(join(root, path), "utf8").matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(
    ([, code]) => code!,
  );

/** The lines by which an example gets the public names it uses and does not declare. */
export function importsFor(code: string, names: ImportedNames): string {
  const bare = code.replaceAll(/"(?:\\.|[^"\\\n])*"|\/\/.*$/gm, "");
  const declared = new Set([...bare.matchAll(/\b(?:const|let|function)\s+([\w$]+)/g)].map(([, name]) => name!));
  const wanted = new Set([...bare.matchAll(/(?<![.\w$])[A-Za-z_$][\w$]*(?!\s*:)/g)].map(([name]) => name));
  const taken = new Set<string>();
  return Object.entries(names)
    .map(([specifier, exported]) => {
      const used = exported.filter((name) => wanted.has(name) && !declared.has(name) && !taken.has(name));
      for (const name of used) taken.add(name);
      // only types begin with a capital
      const list = used.map((name) => (/^[A-Z]/.test(name) ? `type ${name}` : name)).join(", ");
      return used.length > 0 ? `import { ${list} } from "${specifier}";\n` : "";
    })
    .join("");
}

/**
 * The program with its promises made checks: `expression // => value` records what the expression gives beside the value that is written.
 * Of `const name = ...; // => value` it is the name's, of `console.log(..., last); // => value` that of the last argument. What follows the
 * value in round brackets is a remark.
 */
export const recordingPromises = (code: string, module: string): string => {
  const lines = code.split("\n").map((line) => {
    const promise = /^(\s*)(.*?);?\s*\/\/ => (.*)$/.exec(line);
    if (!promise) return line;
    const [, indent, statement, rest] = promise as unknown as [string, string, string, string];
    const expected = JSON.stringify(rest.replace(/\s+\([^()]*\)$/, "").trim());
    const name = /^const ([\w$]+) =/.exec(statement)?.[1];
    const printed = /^console\.log\((.*)\)$/.exec(statement)?.[1];
    if (name) return `${indent}${statement}; await record(${name}, ${expected});`;
    return `${indent}await record(${printed ? `[${printed}].at(-1)` : statement}, ${expected});`;
  });
  return `import { record } from "${module}";\n${lines.join("\n")}\nexport {};\n`;
};
