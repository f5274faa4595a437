import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readKeptRuns } from "./kept-run.ts";
import { type Conformance, type EffectiveDraws, type Headline, resultsPage, type Speed } from "./results-page.ts";

/** RESULTS.md as the runs and data files of `folder` make it. */
export async function drawPage(folder: string): Promise<string> {
  const read = async <Value>(file: string) => JSON.parse(await readFile(join(folder, file), "utf8")) as Value;
  return resultsPage({
    runs: await readKeptRuns(folder),
    headlines: await read<readonly Headline[]>("headlines.json"),
    speed: await read<Speed>("speed.json"),
    effectiveDraws: await read<EffectiveDraws>("effective-draws.json"),
    conformance: await read<Conformance>("conformance.json"),
  });
}
