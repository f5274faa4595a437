// `npx node test/conformance/generate.ts` writes cases/*.json, the reference numbers of the repository. The mathematics is float64 over plain
// lists, by definition and by differences; nothing of packages/ is imported, so that it is a second opinion.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { suiteText } from "./suite.ts";
import { suites } from "./suites/index.ts";

const folder = join(import.meta.dirname, "cases");
await mkdir(folder, { recursive: true });
for (const [suite, cases] of Object.entries(suites)) await writeFile(join(folder, `${suite}.json`), suiteText(suite, cases));
