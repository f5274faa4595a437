import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { sources } from "@credence/experiments";
import { indexPage } from "@credence/lab/report";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findChromium, launchChromium, patience } from "../../apps/cli/src/render/testing/chromium.ts";
import { keptChapters } from "../../scripts/books/draw-book.ts";
import { readKeptRuns } from "../../scripts/results/kept-run.ts";
import { describeInBrowser } from "./describe-in-browser.ts";
import { expectFits } from "./expect-fits.ts";

const looks = [
  { width: 1280, colorScheme: "light" },
  { width: 390, colorScheme: "dark" },
] as const;

describeInBrowser("the index of all kept results in Chromium (skipped where there is none)", () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    browser = await launchChromium(findChromium() ?? "");
    folder = await mkdtemp(join(tmpdir(), "credence-index-"));
    const runs = await readKeptRuns(join(import.meta.dirname, "..", "..", "results"));
    const books = await Promise.all(
      sources.map(async (source) => ({
        ...{ name: source.name, study: source, href: `${source.name}/report.html` },
        ...(await keptChapters(source, runs)),
      })),
    );
    await writeFile(join(folder, "report.html"), indexPage(books));
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  test.each(looks)(
    "at $width px, $colorScheme, all unfolded: nothing lies outside, and axe finds nothing",
    async ({ width, colorScheme }) => {
      // the page forbids scripts that are not its own; the checker is one
      const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, bypassCSP: true });
      const page = await context.newPage();
      page.setDefaultTimeout(patience);
      await page.goto(pathToFileURL(join(folder, "report.html")).href);
      const folded = page.locator(".chapters details.block");
      expect(await folded.count()).toBe(sources.length);
      for (const one of await folded.all()) await one.locator("summary").click();
      expect(await folded.locator("table").first().isVisible()).toBe(true);
      // a table that scrolls hides what lies outside
      const scrolling = await page.evaluate(
        () => [...document.querySelectorAll(".chapters details.block .scroll")].filter((one) => one.scrollWidth > one.clientWidth).length,
      );
      expect(scrolling).toBe(0);
      await expectFits(page, width);
      await context.close();
    },
  );
});
