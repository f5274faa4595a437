// `npx node bench/fit-wide.ts [ROWS]` writes a table of 50 columns (wide-table.ts), fits it by `credence fit` in a process of its own, and prints what that took.
// Without ROWS it is 500,000 rows, kept in results/fit-wide.json and told in docs/your-own-data.md. Run nothing beside it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { NumberEvaluation } from "@credence/tabular";
import { thisMachine } from "../apps/cli/src/machine.ts";
import { withPassage } from "../scripts/passage.ts";
import { columnsOfWide, writeWide } from "./wide-table.ts";

/** What a fit of a large table took. */
export interface WideFit {
  readonly command: string;
  readonly date: string;
  readonly machine: ReturnType<typeof thisMachine>;
  readonly rows: number;
  readonly columns: number;
  readonly fileMiB: number;
  /** From the start of the command to its end, report included. */
  readonly seconds: number;
  /** Of all its threads. */
  readonly processorSeconds: number;
  /** The most resident memory of the process. */
  readonly peakMiB: number;
  readonly method: string;
  readonly measured: Pick<NumberEvaluation, "rows" | "rmse" | "logDensity" | "level" | "covered" | "coverage">;
}

const root = join(import.meta.dirname, "..");
const wideFitFile = join(root, "results", "fit-wide.json");
const wideFitPage = join(root, "docs", "your-own-data.md");
const marks = ["<!-- npx node bench/fit-wide.ts -->\n", "\n<!-- end of fit-wide -->"] as const;
const usualRows = 500_000;

/** The page with what was measured. */
export const withWideFit = (page: string, fit: WideFit): string =>
  withPassage({ name: "docs/your-own-data.md", text: page, marks }, wideText(fit));

const percent = (share: number): string => (100 * share).toFixed(1);
const shown = (count: number): string => count.toLocaleString("en-US");

function wideText({ rows, columns, fileMiB, seconds, processorSeconds, peakMiB, measured, machine, date }: WideFit): string {
  const quarters = measured.coverage.map(({ covered }) => covered ?? 0);
  const day = new Date(date).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return [
    `${shown(rows)} rows of ${columns} columns (\`npx node bench/fit-wide.ts\`, ${shown(fileMiB)} MiB) took ${seconds.toFixed(0)} s, ${processorSeconds.toFixed(0)} s of processor time and ${shown(peakMiB)} MiB at most,`,
    `from the file to the report; intervals of ${percent(measured.level)} % held ${percent(measured.covered ?? 0)} % of ${shown(measured.rows)} test rows, and ${percent(Math.min(...quarters))} to ${percent(Math.max(...quarters))} % in each quarter (${day}, ${machine.cores} cores of ${machine.cpu}).`,
  ].join("\n");
}

/** Fits so many rows in a process of its own. */
async function fitWide(rows: number): Promise<WideFit> {
  const folder = await mkdtemp(join(tmpdir(), "credence-wide-"));
  try {
    const [table, usage] = [join(folder, "wide.csv"), join(folder, "usage.json")];
    await writeWide(rows, table);
    const atExit = `process.on("exit", () => process.getBuiltinModule("node:fs").writeFileSync(${JSON.stringify(usage)}, JSON.stringify(process.resourceUsage())))`;
    const script = join(root, "apps/cli/bin/credence.js");
    const argv = ["fit", table, "--target", "y", "--out", join(folder, "model"), "--json"];
    const startedAt = performance.now();
    const child = spawn(process.execPath, ["--import", `data:text/javascript,${encodeURIComponent(atExit)}`, script, ...argv], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    const [code] = (await once(child, "close")) as [number | null];
    if (code !== 0) throw new Error(`fit-wide: credence fit ended with ${code}`);
    const seconds = (performance.now() - startedAt) / 1000;
    const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(await readFile(usage, "utf8")) as NodeJS.ResourceUsage;
    const { method, measured } = JSON.parse(stdout) as { readonly method: string; readonly measured: NumberEvaluation };
    const { rmse, logDensity, level, covered, coverage } = measured;
    return {
      command: "npx node bench/fit-wide.ts",
      date: new Date().toISOString(),
      machine: thisMachine(),
      rows,
      columns: columnsOfWide.length,
      fileMiB: Math.round((await stat(table)).size / 2 ** 20),
      seconds: Number(seconds.toPrecision(4)),
      processorSeconds: Number(((userCPUTime + systemCPUTime) / 1e6).toPrecision(4)),
      peakMiB: Math.round(maxRSS / 1024),
      method,
      measured: { rows: measured.rows, rmse, logDensity, level, covered, coverage },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = process.argv[2] === undefined ? usualRows : Number(process.argv[2]);
  if (!(Number.isSafeInteger(rows) && rows >= 40))
    throw new Error(`fit-wide: got ${process.argv[2]} rows, expected a whole number from 40`);
  const fit = await fitWide(rows);
  console.log(JSON.stringify(fit, null, 1));
  if (process.argv[2] === undefined) {
    await writeFile(wideFitFile, `${JSON.stringify(fit, null, 1)}\n`);
    await writeFile(wideFitPage, withWideFit(await readFile(wideFitPage, "utf8"), fit));
  }
}
