import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { lastCounts, runStep, type Step } from "../scripts/test-steps.ts";

/** A step that is a line of JavaScript. */
const step = (code: string, counts: Step["counts"] = "lines"): Step => ({
  name: "a step",
  command: [process.execPath, "-e", code],
  counts,
});
const options = { folder: tmpdir() };

test("a step that ends well counts what its last line says", async () => {
  const outcome = await runStep(
    step("console.log('so far 3 passed, 0 failed (1 of 2 files)'); console.log('7 passed, 0 failed')"),
    options,
  );
  expect(outcome).toMatchObject({ passed: 7, failed: 0, line: expect.stringMatching(/^passed {3}a step: 7 /) });
});

test("a step that is ended for its silence keeps what it counted, and one failure more", async () => {
  const code = "console.log('so far 3 passed, 0 failed (1 of 2 files)'); setInterval(() => {}, 1000)";
  const outcome = await runStep(step(code), { ...options, silenceSeconds: 3 });
  expect(outcome).toMatchObject({ passed: 3, failed: 1, detail: expect.stringContaining("ended after 3 s of silence") });
});

test("one that goes on speaking may take longer than the silence", async () => {
  const code =
    "let i = 0; const t = setInterval(() => { console.log(i); if (++i === 9) { console.log('9 passed, 0 failed'); clearInterval(t); } }, 700)";
  expect(await runStep(step(code), { ...options, silenceSeconds: 4 })).toMatchObject({ passed: 9, failed: 0 });
});

test("a command that ends badly is a failure, though all it counted passed", async () => {
  expect(await runStep(step("console.log('4 passed, 0 failed'); process.exitCode = 1"), options)).toMatchObject({ passed: 4, failed: 1 });
  expect(await runStep(step("process.exitCode = 1", "whole"), options)).toMatchObject({ passed: 0, failed: 1 });
  expect(await runStep(step("", "whole"), options)).toMatchObject({ passed: 1, failed: 0 });
});

test("an output without counts is one failure", () => {
  expect(lastCounts("nothing ran")).toEqual({ passed: 0, failed: 1 });
  expect(lastCounts("so far 12 passed, 2 failed (3 of 9 files, a.test.ts)\n")).toEqual({ passed: 12, failed: 2 });
});
