import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { experiments } from "@credence/experiments";
import { expect, test } from "vitest";
import { keptHouses } from "../scripts/fit-houses.ts";
import { countsOf, withCounts } from "../scripts/readme/counts.ts";
import { withHouses } from "../scripts/readme/houses.ts";
import { readmePictures } from "../scripts/readme/pictures.ts";
import { readKeptRuns } from "../scripts/results/kept-run.ts";
import { blocksOfPage } from "./source/example-programs.ts";
import { root } from "./source/source-files.ts";

const readme = await readFile(join(root, "README.md"), "utf8");

/** Numbers after `label` in a printed array: "epistemic, nats Float32Array(3) [ 0.1, ... ]". */
const printed = (output: string, label: string): number[] =>
  /\[([^\]]*)\]/
    .exec(output.slice(output.indexOf(label)))![1]!
    .split(",")
    .map(Number);

test("the example runs as it stands and says what its comments say", async () => {
  const [example, ...others] = blocksOfPage("README.md");
  expect(others).toEqual([]);
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module-typescript", "-e", example!], {
    cwd: root,
    // roundings differ between libraries, and a training carries them on
    env: { ...process.env, CREDENCE_BLAS: "off" },
  });
  expect(Number(/accuracy (\S+)/.exec(stdout)![1])).toBeGreaterThan(0.95);
  for (const label of ["aleatoric, nats", "epistemic, nats"]) {
    const promised = new RegExp(`"${label}".*// about ([\\d., ]+):`).exec(example!)![1]!.split(",").map(Number);
    const measured = printed(stdout, label);
    expect(measured).toHaveLength(promised.length);
    const worst = Math.max(...measured.map((value, place) => Math.abs(value - promised[place]!)));
    expect(worst, `${label}: ${measured} measured, ${promised} promised`).toBeLessThan(0.05);
  }
});

test("the table of experiments is the registry", () => {
  const table = /\| study \| experiments \|[\s\S]*?\n\n/.exec(readme)![0];
  const named = table.split("\n").flatMap((row) => [...(row.split("|")[2] ?? "").matchAll(/`([a-z0-9-]+)`/g)].map(([, name]) => name!));
  expect(named.toSorted()).toEqual(Object.keys(experiments).toSorted());
});

test("the counts of the study are those of results/: npm run results", async () => {
  const runs = await readKeptRuns(join(root, "results"));
  const counts = await countsOf("weight-uncertainty", runs);
  expect(readme).toContain(`-->${counts}<!--`);
  // one claim fewer, and the README is no longer true
  const [first, ...others] = runs.filter(({ record }) => record.experiment === "prior-densities");
  const short = { ...first!, result: { ...first!.result, claims: first!.result.claims.slice(1) } };
  const without = [...runs.filter(({ record }) => record.experiment !== "prior-densities"), short, ...others];
  expect(withCounts(readme, await countsOf("weight-uncertainty", without))).not.toBe(readme);
  expect(() => withCounts("no place", counts)).toThrow("README.md: expected <!-- counts");
});

test("what it says of the houses is of the kept fit: npm run results", async () => {
  const { evaluation } = await keptHouses();
  expect(withHouses(readme, evaluation)).toBe(readme);
  expect(withHouses(readme, { ...evaluation, covered: 0.5 })).toContain("40 of 80 lie inside: 50 %");
  expect(readme).toContain(`${Math.round(80 * evaluation.covered!)} of 80 lie inside`);
});

test("its pictures are drawn from results/: npm run results", async () => {
  const pictures = await readmePictures(await readKeptRuns(join(root, "results")));
  for (const [file, svg] of Object.entries(pictures)) {
    expect(readme).toContain(`](docs/pictures/${file})`);
    expect(await readFile(join(root, "docs", "pictures", file), "utf8"), file).toBe(svg);
  }
});

test("the first screen has the study's counts, the pictures and both commands", () => {
  const [screen] = readme.split("## The library");
  expect(screen!.split("\n").length).toBeLessThan(30);
  for (const text of [
    "(docs/books/weight-uncertainty.html)",
    "npx credence run quickstart",
    "npx credence run --source weight-uncertainty",
  ])
    expect(screen).toContain(text);
});
