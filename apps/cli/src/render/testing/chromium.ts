import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const usual = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The browser that tests draw pages in: CREDENCE_CHROMIUM, or the usual places. In CI it must be there; elsewhere tests skip by name. */
export function findChromium(): string | undefined {
  const named = process.env.CREDENCE_CHROMIUM;
  if (named && !existsSync(named)) throw new Error(`CREDENCE_CHROMIUM: there is no ${named}, expected the path of Chromium`);
  const found = named || usual.find((path) => existsSync(path));
  if (!found && process.env.CI) throw new Error(`no Chromium at ${usual.join(", ")}; set CREDENCE_CHROMIUM to its path`);
  return found;
}

/** How long the browser may take for a step, ms: it has half a minute of its own, which a machine with other work exceeds. */
export const patience = 120_000;

export const launchChromium = (executablePath: string) => chromium.launch({ executablePath, args: ["--no-sandbox"], timeout: patience });
