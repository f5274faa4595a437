import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { start, toyCredence } from "../testing/start.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "credence-all-"));
});
afterAll(() => rm(root, { recursive: true }));

const credence = (words: readonly string[], sources = "toys,broken-toys,no-toys") =>
  start(toyCredence, ["run", ...words], { cwd: root, env: { ...process.env, TOY_SOURCES: sources, COLUMNS: "80" } }).ended;
const read = (...path: string[]) => readFile(join(root, ...path), "utf8");

describe("everything", () => {
  test("is a book for each source that has experiments, and an index with every claim", async () => {
    const { code, stdout } = await credence(["--all", "--option", "models=here", "--out", "whole"], "toys,no-toys");
    expect({ code, last: stdout.trim().split("\n").at(-1) }).toEqual({ code: 0, last: "Index: whole/report.html" });
    expect((await readdir(join(root, "whole"))).filter((name) => !name.startsWith("."))).toEqual(["artifacts", "report.html", "toys"]);
    expect(await read("whole", "toys", "report.html")).toContain('id="toy-of-a-book"');
    const index = await read("whole", "report.html");
    for (const place of ['href="toys/report.html"', 'href="toys/report.html#toy-of-a-book"', 'id="toy-with-options-claim-'])
      expect(index).toContain(place);
    expect(index).toContain("1 studies, 2 experiments, 2 claims");
    expect(index).toContain("toys come back");
  });

  test("goes on after a book with a failure, names it in the index and ends with 1", async () => {
    const { code } = await credence(["--all", "--out", "broken"]);
    expect(code).toBe(1);
    const index = await read("broken", "report.html");
    expect(index).toContain("toy-that-fails: not there, this toy is broken");
    expect(index).toContain("toy-with-options: not there, needs --option models=...");
    expect(index).toContain('href="broken-toys/report.html#toy-that-runs"');
  });
});

test.each([
  [["toy", "--all"], "run: got an experiment and --all, expected one of them"],
  [["--source", "toys", "--all"], "run: got --source and --all, expected one of them"],
  [["--all", "--option", "modles=x"], 'unknown option of any experiment "modles": did you mean models?'],
  [["--all", "--option", "models=nowhere"], "--option models: got nowhere, expected a place"],
] as const)("%j: one line, exit code 2, nothing written", async (words, line) => {
  const { code, stderr } = await credence([...words, "--out", "never"]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: `${line}\n` });
  expect(await readdir(root)).not.toContain("never");
});
