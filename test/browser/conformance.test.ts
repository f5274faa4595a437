import { readFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, launchChromium } from "../../apps/cli/src/render/testing/chromium.ts";
import type { CaseOutcome } from "../../packages/lab/src/conformance/run-suite.ts";
import { describeWithSuites, suites } from "../conformance-files.ts";
import { openPage } from "./open-page.ts";
import { type Served, serveRepository } from "./serve.ts";

const executable = findChromium();

describeWithSuites("reference numbers in Chromium", (paths) => {
  describe.skipIf(!executable)("(skipped where there is no Chromium)", () => {
    let browser: Browser;
    const served: Record<string, Served> = {};
    beforeAll(async () => {
      browser = await launchChromium(executable ?? "");
      served.isolated = await serveRepository();
      served.plain = await serveRepository({ isolated: false });
    });
    afterAll(async () => {
      await browser?.close();
      for (const server of Object.values(served)) await server.close();
    });

    // a page for each engine: module, and whether threads may share its memory
    describe.each([
      { from: "isolated", CREDENCE_SIMD: "baseline" },
      { from: "isolated", CREDENCE_SIMD: "relaxed" },
      { from: "plain", CREDENCE_SIMD: "relaxed" },
    ])("$from page, $CREDENCE_SIMD SIMD", ({ from, CREDENCE_SIMD }) => {
      it(`all of ${suites.join(", ")} hold`, async () => {
        const { page, complaints } = await openPage(browser, served[from]!, { CREDENCE_SIMD, CREDENCE_THREADS: "2" });
        const texts = Object.fromEntries(await Promise.all([...paths].map(async ([suite, path]) => [suite, await readFile(path, "utf8")] as const)));
        // text, not a function: vitest would rewrite its imports
        const { info, isolated, outcomes } = (await page.evaluate(`(async () => {
          const { engine } = await import("/packages/tensor/src/index.ts");
          const { runSuite } = await import("/packages/lab/src/conformance/run-suite.ts");
          const outcomes = {};
          for (const [suite, text] of Object.entries(${JSON.stringify(texts)})) outcomes[suite] = await runSuite(text, suite);
          return { info: engine.info(), isolated: crossOriginIsolated, outcomes };
        })()`)) as { info: { module: string; threads: number }; isolated: boolean; outcomes: Record<string, CaseOutcome[]> };
        expect(info).toMatchObject({ module: CREDENCE_SIMD, threads: from === "isolated" ? 2 : 1 });
        expect(isolated).toBe(from === "isolated");
        for (const suite of suites) {
          expect(outcomes[suite]!.length, suite).toBe(JSON.parse(texts[suite]!).cases.length);
          expect(outcomes[suite]!.filter(({ passed }) => !passed), suite).toEqual([]);
        }
        expect(complaints).toEqual([]);
        await page.close();
      });
    });
  });
});
