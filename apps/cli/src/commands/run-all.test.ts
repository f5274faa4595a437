import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { start, toyCredence } from "../testing/start.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "credence-all-"));
});
afterAll(() => rm(root, { recursive: true }));

const credence = (words: readonly string[], sources = "toys,broken-toys,no-toys") =>
  start(toyCredence, ["run", ...words], { cwd: root, env: { ...process.env, TOY_SOURCES: sources, COLUMNS: "80" } }).ended;
const holdLock = fileURLToPath(new URL("../testing/hold-lock.ts", import.meta.url));
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

  test("is refused before any book is begun where one of them is of another run, or another process works on it", async () => {
    await credence(["--source", "broken-toys", "--seed", "1", "--out", "mixed/broken-toys"]);
    const { code, stderr } = await credence(["--all", "--out", "mixed"]);
    expect({ code, lines: stderr.trim().split("\n").length }).toEqual({ code: 2, lines: 1 });
    expect(stderr).toContain("holds toy-that-fails at budget default, seed 1, not toy-that-fails at budget default, seed 0");
    expect(await readdir(join(root, "mixed", "toys"))).toEqual([".lock"]);
    await rm(join(root, "mixed", "broken-toys"), { recursive: true });
    const holder = start(holdLock, [join(root, "mixed", "broken-toys")]);
    await holder.printed("held");
    const refused = await credence(["--all", "--out", "mixed"]);
    holder.child.kill("SIGKILL");
    await holder.ended;
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(/^mixed\/broken-toys is in use by process \d+.*\n$/) });
    expect(await readdir(join(root, "mixed", "toys"))).toEqual([".lock"]);
  });

  test("keeps the claims of a book that stays as it was", async () => {
    const words = ["--all", "--option", "models=here", "--out", "kept"];
    await credence(words, "toys");
    const holder = start(holdLock, [join(root, "kept", "toys", "toy-of-a-book")]);
    await holder.printed("held");
    const { code, stderr } = await credence(words, "toys");
    holder.child.kill("SIGKILL");
    await holder.ended;
    expect(code).toBe(2);
    expect(stderr).toContain("report.html stays as it was: it has toy-of-a-book");
    expect(await read("kept", "report.html")).toContain("1 studies, 2 experiments, 2 claims");
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
