import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Nothing of a page lies outside a screen of this width, and axe finds nothing; its drawings lose their parts. */
export async function expectFits(page: Page, width: number): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  expect(
    await page.evaluate(() =>
      [...document.querySelectorAll("main *")]
        .filter((element) => !element.closest(".scroll, .away") && element.getBoundingClientRect().right > innerWidth + 0.5)
        .map((element) => element.outerHTML.slice(0, 80)),
    ),
  ).toEqual([]);
  // an image is one thing with a name: its some thousand parts are none of the checker's, and must not have names of their own
  const named = await page.evaluate(() => {
    const parts = [...document.querySelectorAll("svg.figure-drawing *")].filter((part) => part.hasAttribute("aria-label"));
    for (const child of document.querySelectorAll("svg.figure-drawing > :not(title, desc)")) child.remove();
    return parts.map((part) => part.outerHTML.slice(0, 80));
  });
  expect(named).toEqual([]);
  await page.addScriptTag({ content: axe.source });
  const violations = await page.evaluate(`axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ": " + nodes.slice(0, 3).map(({ html }) => html.slice(0, 120)).join(" ")))`);
  expect(violations).toEqual([]);
}
