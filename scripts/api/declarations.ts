import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A member of a type, or of the object type of a parameter, as the compiler declares it. */
export interface Member {
  readonly name: string;
  readonly optional: boolean;
  /** What stands after the name: ": number", "(x: Tensor): Tensor". */
  readonly signature: string;
  /** Without its stars; undefined where there is none. */
  readonly docstring: string | undefined;
  /** Of what a function gives back, rather than of what it takes. */
  readonly ofResult: boolean;
}

/** Something a file exports, as the compiler declares it. */
export interface Declaration {
  readonly name: string;
  readonly kind: "function" | "const" | "interface" | "type" | "class";
  /** Its whole text, overloads together. */
  readonly text: string;
  readonly docstring: string | undefined;
  readonly members: readonly Member[];
}

/** The text of a docstring without its stars. */
const plainDocstring = (comment: string): string =>
  comment
    .replace(/^\s*\/\*\*\s?/, "")
    .replace(/\s*\*\/\s*$/, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n")
    .trim();

/** The members one level inside: the compiler indents them by four spaces. */
function membersOf(lines: readonly string[]): Member[] {
  const found: Member[] = [];
  let docstring: string | undefined;
  let ofResult = false;
  for (let at = 0; at < lines.length; at++) {
    if (/^\S.*\{$/.test(lines[at]!)) ofResult = /(?:\): |=> )[^(]*\{$/.test(lines[at]!);
    if (/^ {4}\/\*\*/.test(lines[at]!)) {
      const end = lines.findIndex((line, later) => later >= at && line.trimEnd().endsWith("*/"));
      docstring = plainDocstring(lines.slice(at, end + 1).join("\n"));
      at = end;
      continue;
    }
    const member = /^ {4}(?:readonly )?("[^"]+"|\[[^\]]+\]|[\w$]+)(\??)(.*)$/.exec(lines[at]!);
    if (!member) continue;
    const end = lines.findIndex((line, later) => later >= at && /^ {4}\S.*;$/.test(line));
    const text = [member[3]!, ...lines.slice(at + 1, end + 1)].join("\n").replace(/;$/, "");
    found.push({ name: member[1]!, optional: member[2] === "?", signature: text, docstring, ofResult });
    docstring = undefined;
    at = end === -1 ? lines.length : end;
  }
  return found;
}

/** What a declaration file exports; overloads of a function are one declaration with the docstring of the first that has one. */
export function declarationsOf(text: string): Declaration[] {
  const lines = text.split("\n");
  const found = new Map<string, Declaration>();
  let docstring: string | undefined;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    if (line.startsWith("/**")) {
      const end = lines.findIndex((later, index) => index >= at && later.trimEnd().endsWith("*/"));
      docstring = plainDocstring(lines.slice(at, end + 1).join("\n"));
      at = end;
      continue;
    }
    const head = /^export (?:declare )?(function|const|interface|type|class) ([\w$]+)/.exec(line);
    if (head) {
      // it ends on the first line that begins at the left and closes it
      const closes = head[1] === "interface" || head[1] === "class" ? /^(?:export .*)?\}$/ : /^\S.*;$/;
      const end = lines.findIndex((later, index) => index >= at && closes.test(later));
      const own = lines.slice(at, end + 1);
      const before = found.get(head[2]!);
      found.set(head[2]!, {
        name: head[2]!,
        kind: head[1] as Declaration["kind"],
        text: before ? `${before.text}\n${own.join("\n")}` : own.join("\n"),
        docstring: before?.docstring ?? docstring,
        members: before ? before.members : membersOf(own),
      });
      at = end === -1 ? lines.length : end;
    }
    docstring = undefined;
  }
  return [...found.values()];
}

/** The compiler's declarations of every source file of the packages, by the file's path: "packages/tensor/src/array.ts". */
export async function emitDeclarations(root: string): Promise<ReadonlyMap<string, readonly Declaration[]>> {
  const folder = await mkdtemp(join(tmpdir(), "credence-declarations-"));
  try {
    // not there in a fresh clone
    await mkdir(join(root, "runs"), { recursive: true });
    const project = join(root, "runs", `declarations-${process.pid}.json`);
    const compilerOptions = { noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: folder, rootDir: root };
    await writeFile(
      project,
      JSON.stringify({
        extends: "../tsconfig.json",
        compilerOptions,
        include: ["tensor", "tensor-blas", "credence", "lab", "tabular"].map((name) => `../packages/${name}/src/**/*.ts`),
        exclude: ["../**/*.test.ts", "../**/testing/**"],
      }),
    );
    await promisify(execFile)(join(root, "node_modules", ".bin", "tsc"), ["-p", project], { cwd: root }).finally(() => rm(project));
    const paths = globSync("packages/*/src/**/*.d.ts", { cwd: folder });
    const declared = await Promise.all(
      paths.map(async (path) => [path.replace(/\.d\.ts$/, ".ts"), declarationsOf(await readFile(join(folder, path), "utf8"))] as const),
    );
    return new Map(declared.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The object types that a function takes apart, `{ a, b }: Name`: its options by another name. */
export const namedOptions = ({ text }: Declaration): string[] =>
  [...text.matchAll(/(?:\{[^{}]*\}|\boptions)\??: (?:readonly )?([A-Z]\w+)/g)].map(([, name]) => name!);
