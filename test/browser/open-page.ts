import type { Page } from "playwright-core";
import { findChromium, launchChromium, patience } from "../../apps/cli/src/render/testing/chromium.ts";
import { servePackages } from "./serve.ts";

export interface PageOptions {
  /** Whether the page may share memory between threads; true when left out. */
  readonly isolated?: boolean;
  /** Settings as query parameters: { CREDENCE_THREADS: "2" }. */
  readonly settings?: Record<string, string>;
}

/**
 * Runs `body` with a page of headless Chromium in which `import("@credence/tensor")` works, and closes everything behind it.
 * Errors of the page that nobody caught fail the call.
 */
export async function withPage<Result>(
  body: (page: Page, url: string) => Promise<Result>,
  { isolated = true, settings = {} }: PageOptions = {},
): Promise<Result> {
  const served = await servePackages({ isolated });
  const browser = await launchChromium(expectChromium());
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(patience);
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    const url = `${served.url}?${new URLSearchParams(settings)}`;
    await page.goto(url);
    const result = await body(page, url);
    if (faults.length > 0) throw new Error(`in the page: ${faults.join("; ")}`);
    return result;
  } finally {
    await browser.close();
    await served.close();
  }
}

/**
 * Calls an export of a module inside the page, with arguments and result as JSON.
 * (An `import()` written in a test is rewritten by vitest, so a page would not understand it.)
 */
export function callInPage(page: Page, module: string, name: string, ...values: readonly unknown[]): Promise<unknown> {
  return page.evaluate(`import(${JSON.stringify(module)}).then((module) => module[${JSON.stringify(name)}](...${JSON.stringify(values)}))`);
}

/** @throws where there is no Chromium */
function expectChromium(): string {
  const found = findChromium();
  if (!found) throw new Error("no Chromium in the usual places; set CREDENCE_CHROMIUM to its path");
  return found;
}
