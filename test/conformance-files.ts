import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";

const folder = process.env.CREDENCE_CONFORMANCE || join(import.meta.dirname, "..", "..", "shared", "conformance");

/** The suites of reference numbers this library answers. */
export const suites = ["densities", "detectors", "elbo", "operations", "metrics", "uncertainty"] as const;

/**
 * A `describe` that gets the paths of the suites, from the folder CREDENCE_CONFORMANCE or ../shared/conformance beside the repository.
 * Where one is missing, the block is skipped by name; in continuous integration (CI is set) it fails instead.
 */
export function describeWithSuites(name: string, body: (paths: ReadonlyMap<(typeof suites)[number], string>) => void): void {
  const paths = new Map(suites.map((suite) => [suite, join(folder, `${suite}.json`)]));
  const missing = [...paths.values()].filter((path) => !existsSync(path));
  if (missing.length === 0) return void describe(name, () => body(paths));
  if (!process.env.CI) return void describe.skip(`${name}: needs ${missing.join(", ")}`, () => body(paths));
  describe(name, () => {
    it("has its files", () => {
      throw new Error(`${name}: needs ${missing.join(", ")}; set CREDENCE_CONFORMANCE to the folder of reference numbers`);
    });
  });
}
