import { execFile } from "node:child_process";
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "..", "..");

/**
 * Compiles one package into its `dist`: JavaScript and declarations beside each other, with the kernels where the source expects them.
 *
 * @param folder the package's
 */
export async function compilePackage(folder: string): Promise<void> {
  const compiled = join(root, "build", "compiled");
  const dist = join(folder, "dist");
  await Promise.all([compiled, dist].map((path) => rm(path, { recursive: true, force: true })));
  await compileAll();
  await cp(join(compiled, relative(root, folder), "src"), dist, { recursive: true });
  await copyKernels(folder, dist);
  await copyData(join(folder, "src"), dist);
  await nameJavaScript(dist);
}

// one program for all packages, because each sees the sources of those it imports
async function compileAll(): Promise<void> {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  try {
    await promisify(execFile)(process.execPath, [compiler, "-p", join(root, "tsconfig.build.json")]);
  } catch (error) {
    throw new Error(`the packages do not compile:\n${(error as { stdout?: string }).stdout ?? error}`);
  }
}

async function copyKernels(folder: string, dist: string): Promise<void> {
  const kernels = join("platform", "kernels");
  await cp(join(folder, "src", kernels), join(dist, kernels), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}

// The compiler of TypeScript 7.0 leaves out some of the JSON files that modules import, other ones each time.
async function copyData(source: string, dist: string): Promise<void> {
  const modules = (await readdir(dist, { recursive: true })).filter((file) => file.endsWith(".js"));
  for (const module of modules) {
    const text = await readFile(join(dist, module), "utf8");
    for (const [, path] of text.matchAll(/(?:from|import) ?\(?"(\.{1,2}\/[^"]*\.json)"/g)) {
      const file = join(dirname(module), path!);
      await cp(join(source, file), join(dist, file));
    }
  }
}

// The compiler writes "./name.js" for "./name.ts" in JavaScript but not in declarations.
async function nameJavaScript(dist: string): Promise<void> {
  const files = (await readdir(dist, { recursive: true })).filter((file) => file.endsWith(".d.ts"));
  await Promise.all(
    files.map(async (file) => {
      const path = join(dist, file);
      const text = await readFile(path, "utf8");
      await writeFile(path, text.replaceAll(/((?:from|import) ?\(?"\.{1,2}\/[^"]*)\.ts"/g, '$1.js"'));
    }),
  );
}
