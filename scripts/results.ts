// `npm run results` judges the runs in results/ by the claims as they are now, and writes RESULTS.md, the usual times, and the README's counts and pictures from them; `npm run results -- keep RUN_FOLDER...` first copies those finished runs there.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { keptHouses } from "./fit-houses.ts";
import { countsOf, withCounts } from "./readme/counts.ts";
import { withHouses } from "./readme/houses.ts";
import { readmePictures } from "./readme/pictures.ts";
import { drawPage } from "./results/draw-page.ts";
import { judgeKeptRuns } from "./results/judge-again.ts";
import { keepRuns } from "./results/keep-runs.ts";
import { readKeptRuns } from "./results/kept-run.ts";
import { usualSecondsFile } from "./results/usual-seconds.ts";

const root = join(import.meta.dirname, "..");
const kept = join(root, "results");
const [command, ...folders] = process.argv.slice(2);

try {
  if (command !== undefined && (command !== "keep" || folders.length === 0))
    throw new Error(`results: got ${process.argv.slice(2).join(" ")}, expected nothing or: keep RUN_FOLDER...`);
  if (command === "keep") for (const name of await keepRuns(folders, kept)) console.log(`kept ${name}`);
  await judgeKeptRuns(kept);
  await writeFile(join(root, "RESULTS.md"), await drawPage(kept));
  const runs = await readKeptRuns(kept);
  await writeFile(join(root, "packages/experiments/src/usual-seconds.json"), usualSecondsFile(runs));
  const readme = join(root, "README.md");
  const counted = withCounts(await readFile(readme, "utf8"), await countsOf("weight-uncertainty", runs));
  await writeFile(readme, withHouses(counted, (await keptHouses()).evaluation));
  for (const [file, svg] of Object.entries(await readmePictures(runs))) await writeFile(join(root, "docs", "pictures", file), svg);
  console.log("wrote RESULTS.md, packages/experiments/src/usual-seconds.json, and counts and pictures of README.md");
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
