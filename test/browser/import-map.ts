import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
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

function entries({ exports }: Manifest): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [path, target] of Object.entries(exports)) {
    const file = path.includes("*") ? undefined : forBrowsers(target);
    if (file) found[path] = file;
  }
  return found;
}

/** Addresses under which a page finds our packages, and what they depend on as `servePackages` bundles it. */
export function importMap(root: string): Record<string, string> {
  const imports: Record<string, string> = { "#platform": "/packages/tensor/src/platform/browser.ts" };
  const own = readdirSync(join(root, "packages")).map((folder) => ({ folder, manifest: manifestAt(join(root, "packages", folder)) }));
  for (const { folder, manifest } of own)
    for (const [path, file] of Object.entries(entries(manifest)))
      imports[manifest.name + path.slice(1)] = `/packages/${folder}/${file.replace(/^\.\//, "")}`;
  const names = own.flatMap(({ manifest }) => Object.keys(manifest.dependencies ?? {}));
  for (const name of names.filter((one) => !(one in imports))) {
    imports[name] = bundledAddress(name);
    // and its other entries
    imports[`${name}/`] = bundledAddress(`${name}/`);
  }
  return imports;
}

/** Where a package of others is served as one ES module. */
export const bundledAddress = (name: string): string => `/bundled/${name}`;
