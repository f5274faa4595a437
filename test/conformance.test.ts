import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { describeWithCases } from "./conformance/describe-with-cases.ts";

const command = join(import.meta.dirname, "..", "apps", "cli", "bin", "credence.js");

describeWithCases("reference numbers in Node", (files) => {
  it.each(["baseline", "relaxed", "wide"])("all hold with %s SIMD", async (CREDENCE_SIMD) => {
    // a case that fails makes the command leave with 1, and its lines are in the error
    const { stdout } = await promisify(execFile)(process.execPath, [command, "conformance", ...files.values()], {
      env: { ...process.env, CREDENCE_SIMD },
    });
    const [, passed] = /^(\d+) passed, 0 failed$/m.exec(stdout)!;
    expect(stdout.match(/^passed /gm)).toHaveLength(Number(passed));
    expect(Number(passed)).toBeGreaterThanOrEqual(files.size);
  });
});
