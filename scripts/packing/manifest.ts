/** The part of a package.json that packing changes. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports?: Targets;
  readonly imports?: Targets;
  readonly scripts?: unknown;
  readonly devDependencies?: unknown;
  readonly [field: string]: unknown;
}

/** Files by path and condition, as in `exports` and `imports`. */
export type Targets = string | { readonly [key: string]: Targets };

/**
 * The manifest that is published. In the clone the entries are TypeScript in `src`, which Node runs as it is; under node_modules it
 * refuses TypeScript, so there they are JavaScript in `dist`, each with its declarations. What only the clone needs is left out.
 */
export function publishedManifest({ scripts, devDependencies, ...manifest }: Manifest): Manifest {
  return {
    ...manifest,
    ...(manifest.exports && { exports: mapTargets(manifest.exports, typedEntry) }),
    ...(manifest.imports && { imports: mapTargets(manifest.imports, built) }),
  };
}

const built = (path: string): string => path.replace(/^\.\/src\//, "./dist/").replace(/\.ts$/, ".js");

const typedEntry = (path: string): Targets =>
  path.startsWith("./src/") && /\.[jt]s$/.test(path) ? { types: built(path).replace(/\.js$/, ".d.ts"), default: built(path) } : built(path);

function mapTargets(targets: Targets, map: (path: string) => Targets): Targets {
  if (typeof targets === "string") return map(targets);
  return Object.fromEntries(Object.entries(targets).map(([key, target]) => [key, mapTargets(target, map)]));
}
