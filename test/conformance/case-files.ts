import { globSync } from "node:fs";
import { basename, join } from "node:path";

/** Files of cases by suite. */
export type CaseFiles = ReadonlyMap<string, string>;

const byName = (paths: readonly string[]): CaseFiles => new Map(paths.toSorted().map((path) => [basename(path, ".json"), path]));

/** The repository's own, which `generate.ts` writes. */
export const ownFiles: CaseFiles = byName(globSync(join(import.meta.dirname, "cases", "*.json")));

const shared = process.env.CREDENCE_CONFORMANCE || join(import.meta.dirname, "..", "..", "..", "shared", "conformance");

/** Suites made elsewhere that this library answers, in the folder CREDENCE_CONFORMANCE or ../shared/conformance beside the repository; some may be missing. */
export const sharedFiles: CaseFiles = byName(
  ["densities", "elbo", "operations", "metrics", "uncertainty", "pruning", "adversarial", "exact", "detectors", "recurrent"].map((suite) =>
    join(shared, `${suite}.json`),
  ),
);
