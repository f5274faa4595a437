import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { CaseOutcome } from "../../packages/lab/src/conformance/run-suite.ts";
import { describeWithCases } from "../conformance/describe-with-cases.ts";
import { describeInBrowser } from "./describe-in-browser.ts";
import { withPage } from "./open-page.ts";

describeWithCases("reference numbers", (files) => {
  describeInBrowser("in Chromium (skipped where there is none)", () => {
    test.each([
      { module: "baseline", isolated: true },
      { module: "relaxed", isolated: true },
      { module: "relaxed", isolated: false },
    ])("all hold with $module SIMD, memory shared between threads: $isolated", async ({ module, isolated }) => {
      const texts: Record<string, string> = {};
      for (const [suite, path] of files) texts[suite] = await readFile(path, "utf8");
      const settings = { CREDENCE_SIMD: module, CREDENCE_THREADS: "2" };
      // a text, whose imports are the page's own: vitest rewrites those of functions
      const program = `(async () => {
        const { engine } = await import("@credence/tensor");
        const { runSuite } = await import("/packages/lab/src/conformance/run-suite.ts");
        const outcomes = {};
        for (const [suite, text] of Object.entries(${JSON.stringify(texts)})) outcomes[suite] = await runSuite(text, suite);
        return { info: engine.info(), outcomes };
      })()`;
      const { info, outcomes } = await withPage(
        (page) => page.evaluate<{ info: object; outcomes: Record<string, CaseOutcome[]> }>(program),
        { isolated, settings },
      );
      expect(info).toMatchObject({ module, threads: isolated ? 2 : 1 });
      for (const suite of files.keys()) {
        const failed = outcomes[suite]!.filter(({ passed }) => !passed);
        expect(failed, suite).toEqual([]);
        expect(outcomes[suite], suite).toHaveLength(JSON.parse(texts[suite]!).cases.length);
      }
    });
  });
});
