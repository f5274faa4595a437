import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { start, toyCredence } from "../testing/start.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "credence-book-"));
});
afterAll(() => rm(root, { recursive: true }));

function credence(words: readonly string[], { stepMs = 0 } = {}) {
  const env = { ...process.env, TOY_STEP_MS: String(stepMs), COLUMNS: "80" };
  return start(toyCredence, ["run", ...words], { cwd: root, env });
}

const read = (...path: string[]) => readFile(join(root, ...path), "utf8");

describe("all of a source", () => {
  test("becomes one book, with a folder and a report for each experiment", async () => {
    const { code, stdout, stderr } = await credence(["--source", "toys", "--option", "models=here", "--out", "whole"]).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("1 of 2, toy-of-a-book");
    expect(stdout).toMatch(/toys at budget default, seed 0/);
    expect(stdout).toContain("\n2 reproduced\n");
    expect(stdout.trim().split("\n").at(-1)).toBe("Report: whole/report.html");
    const page = await read("whole", "report.html");
    expect(page).toContain("<h1>All toys</h1>");
    // contents and verdicts of both, in the order of the registry
    for (const place of ['href="#toy-of-a-book"', 'id="toy-with-options"', 'id="toy-of-a-book-verdicts"']) expect(page).toContain(place);
    expect(page.indexOf('id="toy-of-a-book"')).toBeLessThan(page.indexOf('id="toy-with-options"'));
    expect(JSON.parse(await read("whole", "toy-with-options", "run.json"))).toMatchObject({ options: { models: "here" } });
    expect(await readdir(join(root, "whole", "toy-of-a-book"))).toContain("report.html");
    await rm(join(root, "whole", "report.html"));
    await rm(join(root, "whole", "toy-of-a-book", "report.html"));
    const again = await start(toyCredence, ["report", "whole"], { cwd: root, env: process.env }).ended;
    expect(again).toMatchObject({ code: 0, stdout: "Report: whole/report.html\n", stderr: "" });
    expect(await read("whole", "report.html")).toBe(page);
    expect(await readdir(join(root, "whole", "toy-of-a-book"))).toContain("report.html");
  });

  test("leaves out, by name, an experiment without an option it needs", async () => {
    const { code, stdout } = await credence(["--source", "toys", "--out", "without"]).ended;
    expect(code).toBe(0);
    expect(stdout).toContain("2 of 2, toy-with-options: left out, it needs --option models=...");
    expect(await read("without", "report.html")).toContain("toy-with-options: needs --option models=...");
  });

  test("goes on after an experiment that fails, names it in the book and ends with 1", async () => {
    const { code, stdout } = await credence(["--source", "broken-toys", "--out", "broken"]).ended;
    expect(code).toBe(1);
    expect(stdout).toContain("toy-that-fails");
    expect(stdout).toContain("failed: this toy is broken");
    const page = await read("broken", "report.html");
    expect(page).toContain("toy-that-fails: this toy is broken");
    expect(page).toContain('id="toy-that-runs"');
  });

  test("interrupted, goes on by the command it names and gives the same results", async () => {
    await credence(["--source", "toys", "--out", "undisturbed"]).ended;
    const run = credence(["--source", "toys", "--out", "interrupted"], { stepMs: 60 });
    await run.printed("first  1/20 steps");
    run.child.kill("SIGINT");
    const { code, stdout } = await run.ended;
    expect(code).toBe(130);
    expect(stdout).toContain("goes on from here: credence run --source toys --budget default --seed 0 --out interrupted");
    const again = await credence(["--source", "toys", "--out", "interrupted"]).ended;
    expect(again.stdout).toContain("going on from the checkpoint");
    expect(await read("interrupted", "toy-of-a-book", "result.json")).toBe(await read("undisturbed", "toy-of-a-book", "result.json"));
  });
});

test.each([
  [["--source", "toyz"], 'unknown source "toyz": did you mean toys?'],
  [["--source", "no-toys"], "--source no-toys: it has no experiments"],
  [["toy", "--source", "toys"], "run: got both, expected an experiment or --source"],
  [[], "run: got neither, expected an experiment or --source"],
  [["--source", "toys", "--option", "modles=x"], 'unknown option of toys "modles": did you mean models?'],
] as const)("%j: one line, exit code 2, nothing written", async (words, line) => {
  const { code, stderr } = await credence([...words, "--out", "never"]).ended;
  expect({ code, stderr }).toEqual({ code: 2, stderr: `${line}\n` });
  expect(await readdir(root)).not.toContain("never");
});
