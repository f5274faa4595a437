import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { sources } from "@credence/experiments";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findChromium, launchChromium, patience } from "../../apps/cli/src/render/testing/chromium.ts";
import { describeInBrowser } from "./describe-in-browser.ts";
import { expectFits } from "./expect-fits.ts";

const root = join(import.meta.dirname, "..", "..");
const looks = [1280, 390].flatMap((width) => (["light", "dark"] as const).map((colorScheme) => ({ width, colorScheme })));
const views = sources.flatMap(({ name }) => looks.map((look) => ({ name, ...look })));

describeInBrowser("the committed books in Chromium (skipped where there is none)", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(findChromium() ?? "");
  });
  afterAll(() => browser.close());

  async function withBook(name: string, look: (typeof looks)[number], body: (page: Page) => Promise<void>): Promise<void> {
    const { width, colorScheme } = look;
    // the page forbids scripts that are not its own; the checker is one
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, bypassCSP: true });
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(pathToFileURL(join(root, "docs", "books", `${name}.html`)).href);
    await body(page);
    expect(complaints).toEqual([]);
    await context.close();
  }

  test.each(views)("$name at $width px, $colorScheme: nothing lies outside, and axe finds nothing", async ({ name, ...look }) => {
    await withBook(name, look, async (page) => {
      await expectFits(page, look.width);
    });
  });

  test.each(sources)("$name: the first failure and its reason stand within the first two screens", async ({ name }) => {
    await withBook(name, { width: 1280, colorScheme: "light" }, async (page) => {
      const failed = await page.locator("tr.claim[data-verdict='not reproduced']").count();
      if (failed === 0) return;
      const { y, height } = (await page.locator(".failures .because").first().boundingBox())!;
      expect(y + height).toBeLessThan(2 * 800);
    });
  });

  test.each(sources)("$name: no caption has more than 60 words", async ({ name }) => {
    await withBook(name, { width: 1280, colorScheme: "light" }, async (page) => {
      const captions = await page.locator("figcaption, p.caption").allTextContents();
      expect(captions.length).toBeGreaterThan(10);
      expect(captions.filter((text) => text.trim().split(/\s+/).length > 60)).toEqual([]);
    });
  });

  test.each(sources)("$name: no number but published ones and settings has more than five significant digits", async ({ name }) => {
    await withBook(name, { width: 1280, colorScheme: "light" }, async (page) => {
      const text = await page.evaluate(() => {
        const others = ".source, [data-label=Published], .failures, .made, .cite, script, style, svg";
        for (const element of document.querySelectorAll(others)) element.remove();
        const texts: (string | null)[] = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) texts.push(walker.currentNode.nodeValue);
        return texts.join(" ");
      });
      // counts have no point
      const numbers = [...text.matchAll(/(?<![\w.,])\d[\d,]*\.\d+(?!\w)/g)].map(([number]) => number);
      expect(numbers.length).toBeGreaterThan(100);
      expect(numbers.filter((number) => number.replaceAll(/[.,]/g, "").replace(/^0+/, "").length > 5)).toEqual([]);
    });
  });

  test.each(sources)("$name: a claim takes at most three lines of a wide screen", async ({ name }) => {
    await withBook(name, { width: 1280, colorScheme: "light" }, async (page) => {
      const long = await page.evaluate(() => {
        for (const folded of document.querySelectorAll<HTMLDetailsElement>("details.folded")) folded.open = true;
        return [...document.querySelectorAll<HTMLTableRowElement>("tr.claim")].flatMap((row) => {
          const line = Number.parseFloat(getComputedStyle(row).lineHeight);
          const heights = [...row.cells].map((cell) => {
            const content = document.createRange();
            content.selectNodeContents(cell);
            return content.getBoundingClientRect().height;
          });
          return Math.max(...heights) > 3.4 * line ? [row.id] : [];
        });
      });
      expect(long).toEqual([]);
    });
  });

  test("the filter shows the claims that fit and counts them; all again without it", async () => {
    await withBook("robust-deep-learning", { width: 1280, colorScheme: "light" }, async (page) => {
      const shown = () => page.locator("tr.claim:not([hidden])").count();
      const all = await shown();
      await page.selectOption("select[name=chapter]", "two-moons");
      await page.selectOption("select[name=verdict]", "reproduced");
      const some = await page.locator("tbody[data-chapter=two-moons] tr.claim[data-verdict=reproduced]").count();
      expect(some).toBeGreaterThan(0);
      expect(await shown()).toBe(some);
      expect(await page.locator(".filter output").textContent()).toBe(`${some} of ${all} claims`);
      expect(await page.locator(".verdict-part:visible h3").count()).toBe(1);
      await page.selectOption("select[name=chapter]", "");
      await page.selectOption("select[name=verdict]", "");
      expect(await shown()).toBe(all);
    });
  });
});
