import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { describeWithSuites } from "./conformance-files.ts";

const command = join(import.meta.dirname, "..", "apps", "cli", "bin", "credence.js");

describeWithSuites("reference numbers in Node", (paths) => {
  it.each(["baseline", "relaxed", "wide"])("all hold with %s SIMD", async (CREDENCE_SIMD) => {
    // a case that fails makes the command leave with 1, and its lines are in the error
    const { stdout } = await promisify(execFile)(process.execPath, [command, "conformance", ...paths.values()], {
      env: { ...process.env, CREDENCE_SIMD },
    });
    const [, passed] = /^(\d+) passed, 0 failed$/m.exec(stdout)!;
    expect(stdout.match(/^passed /gm)).toHaveLength(Number(passed));
    expect(Number(passed)).toBeGreaterThanOrEqual(paths.size);
  });
});
