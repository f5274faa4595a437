import { existsSync } from "node:fs";
import { describe, it } from "vitest";
import { type CaseFiles, ownFiles, sharedFiles } from "./case-files.ts";

/**
 * A `describe` of the repository's own cases, and one of the shared ones. Where a shared file is missing, that block is skipped by name; in
 * continuous integration (CI is set) it fails instead.
 */
export function describeWithCases(name: string, body: (files: CaseFiles) => void): void {
  describe(`${name}, the repository's own`, () => body(ownFiles));
  const sharedName = `${name}, shared`;
  const missing = [...sharedFiles.values()].filter((path) => !existsSync(path));
  if (missing.length === 0) return void describe(sharedName, () => body(sharedFiles));
  if (!process.env.CI) return void describe.skip(`${sharedName}: needs ${missing.join(", ")}`, () => body(sharedFiles));
  describe(sharedName, () => {
    it("has its files", () => {
      throw new Error(`${sharedName}: needs ${missing.join(", ")}; set CREDENCE_CONFORMANCE to the folder of reference numbers`);
    });
  });
}
