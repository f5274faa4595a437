import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Manifest {
  readonly name: string;
  readonly exports?: unknown;
  readonly module?: string;
  readonly main?: string;
  readonly dependencies?: Record<string, string>;
}

const manifestAt = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

// the first condition of a package's exports that a browser would take
function forBrowsers(target: unknown): string | undefined {
  if (typeof target === "string") return target;
  if (target === null || typeof target !== "object") return undefined;
  const conditions = target as Record<string, unknown>;
  for (const condition of ["browser", "import", "module", "default"]) {
    const found = condition in conditions ? forBrowsers(conditions[condition]) : undefined;
    if (found) return found;
  }
  return undefined;
}

function entries({ exports, module, main }: Manifest): Record<string, string> {
  if (exports === undefined) return { ".": module ?? main ?? "./index.js" };
  const byPath =
    typeof exports === "object" && exports !== null && Object.keys(exports).every((path) => path.startsWith("."))
      ? (exports as Record<string, unknown>)
      : { ".": exports };
  const found: Record<string, string> = {};
  for (const [path, target] of Object.entries(byPath)) {
    const file = path.includes("*") ? undefined : forBrowsers(target);
    if (file) found[path] = file;
  }
  return found;
}

/** Addresses under which a page finds our packages and, as far as they are ES modules, everything those depend on. */
export function importMap(root: string): Record<string, string> {
  const imports: Record<string, string> = { "#platform": "/packages/tensor/src/platform/browser.ts" };
  const seen = new Set<string>();
  const include = (folder: string, address: string): void => {
    const manifest = manifestAt(folder);
    if (seen.has(manifest.name)) return;
    seen.add(manifest.name);
    for (const [path, file] of Object.entries(entries(manifest)))
      imports[manifest.name + path.slice(1)] = `${address}/${file.replace(/^\.\//, "")}`;
    for (const dependency of Object.keys(manifest.dependencies ?? {})) {
      const at = join(root, "node_modules", dependency);
      if (!seen.has(dependency) && existsSync(join(at, "package.json"))) include(at, `/node_modules/${dependency}`);
    }
  };
  // our own packages first, so that they are found where they lie and not through node_modules: one module, one address
  const own = readdirSync(join(root, "packages"));
  for (const name of own) seen.add(manifestAt(join(root, "packages", name)).name);
  for (const name of own) {
    const folder = join(root, "packages", name);
    seen.delete(manifestAt(folder).name);
    include(folder, `/packages/${name}`);
  }
  return imports;
}
