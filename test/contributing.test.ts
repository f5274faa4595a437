import { execFile, execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const contributing = await readFile(join(root, "CONTRIBUTING.md"), "utf8");
const block = (language: string): string => new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(contributing)![1]!;

let folder: string;
beforeAll(async () => {
  await mkdir(join(root, "runs"), { recursive: true });
  // below the project, where its packages are found
  folder = await mkdtemp(join(root, "runs", "contributing-"));
  await writeFile(join(folder, "published.json"), block("json"));
  await writeFile(join(folder, "slope-doubt.ts"), block("ts"));
  await writeFile(
    join(folder, "run.ts"),
    `import { main } from "../../apps/cli/src/main.ts";
import { installedMachinery } from "../../apps/cli/src/installed-machinery.ts";
const experiments = {
  "slope-doubt": async () => (await import("./slope-doubt.ts")).slopeDoubt,
};
await main(process.argv, { ...installedMachinery, experiments });
`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

test("the example of an experiment has at most 60 lines as Biome formats it", () => {
  expect(block("ts").trimEnd().split("\n").length).toBeLessThanOrEqual(60);
  const biome = join(root, "node_modules", ".bin", "biome");
  const formatted = execFileSync(biome, ["format", "--stdin-file-path=test/slope-doubt.ts"], {
    cwd: root,
    input: block("ts"),
    encoding: "utf8",
  });
  expect(formatted).toBe(block("ts"));
});

test("it runs from the command line: claims reproduced, a figure and a table in its report", async () => {
  const out = join(folder, "run");
  const given = ["run", "slope-doubt", "--budget", "default", "--out", out];
  await promisify(execFile)(process.execPath, [join(folder, "run.ts"), ...given], { cwd: root });
  const { claims } = JSON.parse(await readFile(join(out, "result.json"), "utf8"));
  expect(claims).toHaveLength(3);
  expect(claims.map(({ verdict }: { verdict: string }) => verdict)).toEqual(Array(3).fill("reproduced"));
  const page = await readFile(join(out, "report.html"), "utf8");
  expect(page).toContain('id="figure-slope"');
  expect(page).toContain('id="table-slopes"');
});
