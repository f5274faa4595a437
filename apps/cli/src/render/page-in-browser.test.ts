import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bookPage, charts, drawSection, reportPage } from "@credence/lab/report";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sampleRun, sampleStudy } from "../../../../packages/lab/src/report/testing/sample-run.ts";
import { nodeDocument } from "./node-document.ts";
import { findChromium, launchChromium, patience } from "./testing/chromium.ts";

const executable = findChromium();

describe.skipIf(!executable)("a report in Chromium (skipped where there is none)", () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    browser = await launchChromium(executable ?? "");
    folder = await mkdtemp(join(tmpdir(), "credence-report-"));
    const document = nodeDocument();
    await writeFile(join(folder, "report.html"), reportPage(drawSection(sampleRun(), { document })));
    const sections = ["first", "second"].map((name) => drawSection(sampleRun({ name }), { document }));
    const diverging = charts.curves({
      ...{ curves: [{ label: "loss", x: [0, 1, 2, 3], y: [1e12, 3, 0.2, 0.5] }], yWindow: [0, 1] as const },
      ...{ xLabel: "epoch", yLabel: "nats" },
    });
    const figures = [{ name: "diverging", title: "A loss", caption: "It falls.", plot: diverging }];
    await writeFile(join(folder, "diverging.html"), reportPage(drawSection(sampleRun({ figures }), { document })));
    await writeFile(join(folder, "book.html"), bookPage({ study: sampleStudy, sections }));
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(file: string, options: { width: number; colorScheme?: "light" | "dark" }) {
    const page = await browser.newPage({ viewport: { width: options.width, height: 900 }, colorScheme: options.colorScheme ?? "light" });
    page.setDefaultTimeout(patience);
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    const address = pathToFileURL(join(folder, file)).href;
    await page.goto(address);
    return { page, address, asked, complaints };
  }

  const savedFrom = (page: Page) => async (name: string) => {
    const [file] = await Promise.all([page.waitForEvent("download"), page.click(`[aria-label="${name}"]`)]);
    return readFile((await file.path())!);
  };

  const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

  it.each(["report.html", "book.html"].flatMap((file) => [320, 390, 1280].map((width) => ({ file, width }))))(
    "$file never scrolls sideways at $width px, asks for nothing and complains of nothing",
    async ({ file, width }) => {
      const { page, address, asked, complaints } = await open(file, { width });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      const outside = await page.evaluate(() =>
        [...document.querySelectorAll("main *")]
          .filter((element) => !element.closest(".scroll, pre") && element.getBoundingClientRect().right > innerWidth + 0.5)
          .map((element) => element.outerHTML.slice(0, 80)),
      );
      expect(outside).toEqual([]);
      expect(asked.filter((url) => url !== address && !url.startsWith("data:"))).toEqual([]);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  it.each([390, 1280])("text in figures is at least 9 px high at %d px wide", async (width) => {
    const { page } = await open("report.html", { width });
    const sizes = await page.evaluate(() =>
      [...document.querySelectorAll<SVGSVGElement>("svg.figure-drawing")]
        .filter((svg) => svg.getClientRects().length > 0)
        .map((svg) => {
          const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
          return Math.min(...[...svg.querySelectorAll("text")].map((text) => scale * Number.parseFloat(getComputedStyle(text).fontSize)));
        }),
    );
    expect(sizes.length).toBeGreaterThan(5);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(9);
    await page.close();
  });

  it("text of a legend keeps to its drawing and to its own place", async () => {
    const { page } = await open("report.html", { width: 390 });
    const overlaps = await page.evaluate(() =>
      [...document.querySelectorAll<SVGSVGElement>("svg.figure-drawing")].flatMap((svg) => {
        const boxes = [...svg.querySelectorAll('g[data-part="legend"] text')].map((text) => text.getBoundingClientRect());
        const frame = svg.getBoundingClientRect();
        return boxes.filter(
          (box, index) =>
            box.right > frame.right + 1 ||
            boxes.some(
              (other, at) =>
                at < index && other.left < box.right && box.left < other.right && other.top < box.bottom - 4 && box.top < other.bottom - 4,
            ),
        );
      }),
    );
    expect(overlaps).toEqual([]);
    await page.close();
  });

  it("follows the reader's light or dark, and the button turns it over", async () => {
    const { page } = await open("report.html", { width: 1280, colorScheme: "dark" });
    expect(await background(page)).toBe("rgb(20, 23, 28)");
    const line = () => page.evaluate(() => getComputedStyle(document.querySelector('svg g[data-part="line"] path') as Element).stroke);
    const dark = await line();
    expect(await page.textContent(".theme")).toBe("Light");
    await page.click(".theme");
    expect(await background(page)).toBe("rgb(255, 255, 255)");
    expect(await line()).not.toBe(dark);
    await page.close();
  });

  it("prints in light, with the drawings for a wide page and without the button", async () => {
    const { page } = await open("report.html", { width: 1280, colorScheme: "dark" });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await background(page)).toBe("rgb(255, 255, 255)");
    const shown = (selector: string) =>
      page.evaluate((query) => (document.querySelector(query)?.getClientRects().length ?? 0) > 0, selector);
    expect([await shown(".theme"), await shown(".wide svg"), await shown(".narrow svg")]).toEqual([false, true, false]);
    await page.close();
  });

  it("shows a claim that is linked to where the filter hides it, and gives the reasons of all claims with all of them only", async () => {
    const { page, complaints } = await open("book.html", { width: 1280 });
    const visible = (selector: string) => page.locator(selector).first().isVisible();
    expect(await visible(".reasons")).toBe(true);
    await page.selectOption("select[name=chapter]", "second");
    expect([await visible(".reasons"), await visible("#first-claim-order")]).toEqual([false, false]);
    await page.click('.failures a[href="#first-claim-order"]');
    await page.locator("#first-claim-order").waitFor({ state: "visible" });
    expect([await visible(".reasons"), await page.locator("select[name=chapter]").inputValue()]).toEqual([true, ""]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("tells the value of the line at the pointer, and makes files of figures and tables", async () => {
    const { page, complaints } = await open("book.html", { width: 1280 });
    const place = await page.evaluate(() => {
      const figure = document.querySelector("#first-figure-curves");
      figure?.scrollIntoView();
      const path = [...(figure?.querySelectorAll<SVGPathElement>('.wide g[data-part="line"] path') ?? [])].find((one) =>
        one.textContent?.endsWith("published"),
      );
      const { x, y } = path!.getPointAtLength(path!.getTotalLength() / 2).matrixTransform(path!.getScreenCTM()!);
      return { x, y };
    });
    await page.mouse.move(place.x, place.y);
    // from 5 at epoch 1 to 1.31 at epoch 900
    expect(await page.textContent(".tip")).toMatch(/^Bayesian network, published: 45[01](\.\d)?, 3\.1[56]\d?$/);
    const saved = savedFrom(page);
    const table = (await saved("CSV of first-table-error")).toString();
    expect(table.split("\n")[1]).toMatch(/^"Bayesian network, scale mixture prior",1\.34,1\.31,/);
    const drawn = (await saved("CSV of first-figure-curves")).toString().split("\n");
    expect(drawn[0]).toBe("line,panel,x,y");
    const last = drawn
      .filter((row) => row.startsWith('"Bayesian network, published"'))
      .at(-1)!
      .split(",")
      .map(Number);
    expect(last.at(-2)).toBeCloseTo(900, -1);
    expect(last.at(-1)).toBeCloseTo(1.31, 1);
    expect((await saved("SVG of first-figure-curves")).toString()).not.toContain("var(");
    expect([...(await saved("PNG of first-figure-curves")).subarray(1, 4)]).toEqual([..."PNG"].map((letter) => letter.charCodeAt(0)));
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("writes of a value too far outside a figure that it is beyond, of others the value", async () => {
    const { page } = await open("diverging.html", { width: 1280 });
    const rows = (await savedFrom(page)("CSV of figure-diverging")).toString().trim().split("\n");
    expect(rows.slice(1).map((row) => row.split(",").at(-1))).toEqual(["> 51", expect.stringMatching(/^3$|^[23]\.\d+$/), "0.2", "0.5"]);
    await page.close();
  });

  it.each([390, 1280])("no table scrolls at %d px wide", async (width) => {
    const { page } = await open("report.html", { width });
    const scrolling = await page.evaluate(() =>
      [...document.querySelectorAll(".block .scroll")].filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.textContent),
    );
    expect(scrolling).toEqual([]);
    await page.close();
  });
});
