import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { start, toyCredence } from "../testing/start.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "credence-book-"));
});
afterAll(() => rm(root, { recursive: true }));

function credence(words: readonly string[], { stepMs = 0, data = "here", usualSeconds = "" } = {}) {
  const env = { ...process.env, TOY_STEP_MS: String(stepMs), TOY_DATA: data, TOY_SECONDS: usualSeconds, COLUMNS: "80" };
  return start(toyCredence, ["run", ...words], { cwd: root, env });
}

const holdLock = fileURLToPath(new URL("../testing/hold-lock.ts", import.meta.url));
const redraw = (folder: string) => start(toyCredence, ["report", folder], { cwd: root, env: process.env }).ended;

const read = (...path: string[]) => readFile(join(root, ...path), "utf8");

describe("all of a source", () => {
  test("becomes one book, with a folder and a report for each experiment", async () => {
    const { code, stdout, stderr } = await credence(["--source", "toys", "--option", "models=here", "--out", "whole"]).ended;
    expect(code).toBe(0);
    expect(stderr).toContain("1 of 2, toy-of-a-book");
    expect(stdout).not.toContain("steps");
    expect(stdout).toMatch(/toys at budget default, seed 0/);
    expect(stdout).toContain("\n2 reproduced\n");
    expect(stdout.trim().split("\n").at(-1)).toBe("Report: whole/report.html");
    const page = await read("whole", "report.html");
    expect(page).toContain("<h1>All toys</h1>");
    // contents and verdicts of both, in the order of the registry
    for (const place of ['href="#toy-of-a-book"', 'id="toy-with-options"', 'id="verdicts"']) expect(page).toContain(place);
    expect(page.indexOf('id="toy-of-a-book"')).toBeLessThan(page.indexOf('id="toy-with-options"'));
    expect(JSON.parse(await read("whole", "toy-with-options", "run.json"))).toMatchObject({ options: { models: "here" } });
    expect(await readdir(join(root, "whole", "toy-of-a-book"))).toContain("report.html");
    await rm(join(root, "whole", "report.html"));
    await rm(join(root, "whole", "toy-of-a-book", "report.html"));
    const again = await redraw("whole");
    expect(again).toMatchObject({ code: 0, stdout: "Report: whole/report.html\n", stderr: "" });
    expect(await read("whole", "report.html")).toBe(page);
    expect(await readdir(join(root, "whole", "toy-of-a-book"))).toContain("report.html");
  });

  test("tells with each stage how long all chapters still take", async () => {
    const { stderr } = await credence(["--source", "broken-toys", "--out", "timed"], { usualSeconds: "3600" }).ended;
    expect(stderr).toMatch(/^first {2}1\/20 steps.* {2}broken-toys, 1 of 2: 2h00m left$/m);
    const json = await credence(["--source", "toys", "--out", "timed-json", "--json"], { usualSeconds: "3600" }).ended;
    expect(JSON.parse(json.stderr.split("\n").find((line) => line.includes('"progress"'))!)).toMatchObject({
      label: "first",
      whole: { label: "toys, 1 of 2", secondsLeft: expect.closeTo(3600, -1), atLeast: false },
    });
  });

  test("sums up with the chapters that failed first", async () => {
    const { stdout } = await credence(["--source", "broken-toys", "--out", "summed"]).ended;
    const places = ["toy-that-fails", "toy-that-runs", "\n1 reproduced\n", "Report: summed/report.html"].map((text) =>
      stdout.indexOf(text),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  test.each([
    ["another budget", ["--option", "models=here", "--budget", "smoke"], "not toy-of-a-book at budget smoke, seed 0"],
    ["another seed", ["--option", "models=here", "--seed", "1"], "not toy-of-a-book at budget default, seed 1"],
    ["another option", ["--option", "models=there"], 'options {"models":"here"} (now {"models":"there"})'],
    ["an option less", [], 'options {"models":"here"} (now {})'],
    ["another source", ["--source", "broken-toys"], "whole holds the book of toys, not of broken-toys"],
  ])("refuses %s than the book in the folder has, and leaves the book alone", async (_, words, line) => {
    const before = [await read("whole", "book.json"), await read("whole", "report.html")];
    const { code, stdout, stderr } = await credence(["--source", "toys", ...words, "--out", "whole"]).ended;
    expect({ code, lines: stderr.split("\n").length, stdout }).toEqual({ code: 2, lines: 2, stdout: "" });
    expect(stderr).toContain(line);
    expect(stderr).toContain("choose another folder with --out");
    expect([await read("whole", "book.json"), await read("whole", "report.html")]).toEqual(before);
  });

  test("is not redrawn where another process holds a chapter, or book.json is not one", async () => {
    await cp(join(root, "whole"), join(root, "copy"), { recursive: true });
    await rm(join(root, "copy", "toy-of-a-book", "report.html"));
    const holder = start(holdLock, [join(root, "copy", "toy-of-a-book")]);
    await holder.printed("held");
    const refused = await redraw("copy");
    holder.child.kill("SIGKILL");
    await holder.ended;
    expect(refused).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/^copy\/toy-of-a-book is in use by process \d+.*\n$/),
    });
    expect(await readdir(join(root, "copy", "toy-of-a-book"))).not.toContain("report.html");
    for (const contents of ['{"source":"toys"}', '{"source":"toys","chapters":[1],"missing":[]}', "null", "{"]) {
      await writeFile(join(root, "copy", "book.json"), contents);
      const line = "copy/book.json: not the contents of a book, expected source, chapters and missing\n";
      expect(await redraw("copy"), contents).toMatchObject({ code: 2, stdout: "", stderr: line });
    }
  });

  test("leaves out, by name, an experiment without an option it needs", async () => {
    const { code, stderr } = await credence(["--source", "toys", "--out", "without"]).ended;
    expect(code).toBe(0);
    expect(stderr).toContain("2 of 2, toy-with-options: left out, it needs --option models=...");
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

  test("whose chapter is refused as bad input still runs the others and ends with 2", async () => {
    const { code, stdout } = await credence(["--source", "unfed-toys", "--out", "unfed"], { data: "none" }).ended;
    expect(code).toBe(2);
    expect(stdout).toContain("refused: toy data: not there");
    expect(JSON.parse(await read("unfed", "book.json"))).toMatchObject({
      chapters: ["toy-without-data"],
      missing: [{ name: "toy-of-data", reason: "toy data: not there" }],
    });
  });

  test("is not bound over one with more chapters", async () => {
    expect((await credence(["--source", "unfed-toys", "--out", "fed"]).ended).code).toBe(0);
    const before = [await read("fed", "book.json"), await read("fed", "report.html")];
    await rm(join(root, "fed", "toy-of-data"), { recursive: true });
    const { code, stderr } = await credence(["--source", "unfed-toys", "--out", "fed"], { data: "none" }).ended;
    expect(code).toBe(2);
    expect(stderr).toContain("fed/report.html stays as it was: it has toy-of-data, which this run did not finish");
    expect([await read("fed", "book.json"), await read("fed", "report.html")]).toEqual(before);
  });

  test("stops at a full disk with one line, and tries no other chapter", async () => {
    const { code, stderr } = await credence(["--source", "full-toys", "--out", "full"]).ended;
    expect({ code, last: stderr.trim().split("\n").at(-1) }).toEqual({
      code: 1,
      last: "here/result.json: cannot write, no space left on the device",
    });
    expect((await readdir(join(root, "full"))).sort()).toEqual([".lock", "artifacts", "toy-that-fills-the-disk"]);
  });

  test("interrupted, goes on by the command it names and gives the same results", async () => {
    await credence(["--source", "toys", "--out", "undisturbed"]).ended;
    const run = credence(["--source", "toys", "--out", "interrupted"], { stepMs: 60 });
    await run.printed("first  1/20 steps");
    run.child.kill("SIGINT");
    const { code, stderr } = await run.ended;
    expect(code).toBe(130);
    expect(stderr).toContain("goes on from here: credence run --source toys --budget default --seed 0 --out interrupted");
    const again = await credence(["--source", "toys", "--out", "interrupted"]).ended;
    expect(again.stderr).toContain("going on from the checkpoint");
    expect(await read("interrupted", "toy-of-a-book", "result.json")).toBe(await read("undisturbed", "toy-of-a-book", "result.json"));
  });
});

test.each([
  [["--source", "toyz"], 'unknown source "toyz": did you mean toys?'],
  [["--source", "no-toys"], "--source no-toys: it has no experiments"],
  [["toy", "--source", "toys"], "run: got an experiment and --source, expected one of them"],
  [["--source", "toys", "--option", "models=nowhere"], "--option models: got nowhere, expected a place"],
  [["toy-with-options", "--option", "models=nowhere"], "--option models: got nowhere, expected a place"],
  [["--source", "toys", "--artifacts", ""], "--artifacts: empty, expected a folder"],
  [["--source", "toys", "--option", "modles=x"], 'unknown option of toys "modles": did you mean models?'],
] as const)("%j: one line, exit code 2, nothing written", async (words, line) => {
  const { code, stderr } = await credence([...words, "--out", "never"]).ended;
  expect({ code, stderr }).toEqual({ code: 2, stderr: `${line}\n` });
  expect(await readdir(root)).not.toContain("never");
});

test("--out of a book that is empty: one line, exit code 2, nothing written", async () => {
  const before = await readdir(root);
  const { code, stderr } = await credence(["--source", "toys", "--out", ""]).ended;
  expect({ code, stderr }).toEqual({ code: 2, stderr: "--out: empty, expected a folder\n" });
  expect(await readdir(root)).toEqual(before);
});
