import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { start, toyCredence } from "../testing/start.ts";

let root: string;
let undisturbed: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "credence-run-"));
  expect(await credence("undisturbed").ended).toMatchObject({ code: 0 });
  undisturbed = await result("undisturbed");
});
afterAll(() => rm(root, { recursive: true }));

function credence(
  out: string,
  { stepMs = 0, flags = [], usualSeconds = "" }: { stepMs?: number; flags?: readonly string[]; usualSeconds?: string } = {},
) {
  const env = { ...process.env, TOY_STEP_MS: String(stepMs), TOY_SECONDS: usualSeconds, COLUMNS: "80" };
  return start(toyCredence, ["run", "toy", "--out", out, ...flags], { cwd: root, env });
}

const result = (out: string) => readFile(join(root, out, "result.json"), "utf8");

/** Until a checkpoint lies in the folder, so that what follows happens in the middle of a training. */
async function untilCheckpoint(out: string): Promise<void> {
  for (;;) {
    const names = await readdir(join(root, out, "checkpoints")).catch(() => []);
    if (names.some((name) => name.endsWith(".checkpoint"))) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("a run", () => {
  test("prints its claims with verdicts and where the report is, in 80 columns", async () => {
    const { stdout } = await credence("told").ended;
    expect(stdout).toMatch(/The recurrence stays in its interval .*below 1 +0\.\d+ +reproduced/);
    expect(stdout).toContain("1 reproduced\n");
    expect(stdout.trim().split("\n").at(-1)).toBe("Report: told/report.html");
    expect(await readFile(join(root, "told", "report.html"), "utf8")).toContain("<html");
    for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  test("says of each stage that it is done, and what is left of the whole run", async () => {
    const { stderr } = await credence("timed", { usualSeconds: "600" }).ended;
    expect(stderr).toMatch(/^first {2}1\/20 steps.* {2}toy: 10m00s left$/m);
    expect(stderr).toMatch(/^first {2}20\/20 steps {2}done in \d/m);
  });

  test("again prints the verdicts without training, and draws a report that went missing", async () => {
    await rm(join(root, "told", "report.html"));
    const { code, stdout } = await credence("told", { stepMs: 5000 }).ended;
    expect(code).toBe(0);
    expect(stdout).toContain("finished already on ");
    expect(stdout).toContain("1 reproduced\n");
    expect(await readdir(join(root, "told"))).toContain("report.html");
  });

  test("with --json tells its progress in JSON lines on standard error, and prints one JSON value", async () => {
    const { stdout, stderr } = await credence("json", { flags: ["--json"] }).ended;
    const lines = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({ event: "progress", label: "first", total: 20, unit: "steps" });
    expect(JSON.parse(stdout)).toMatchObject({
      event: "finished",
      experiment: "toy",
      seed: 0,
      alreadyFinished: false,
      claims: [{ id: "toy" }],
    });
  });

  test("into the folder of another seed: one line, exit code 2, nothing lost", async () => {
    const { code, stderr } = await credence("undisturbed", { flags: ["--seed", "1"] }).ended;
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "undisturbed holds toy at budget default, seed 0, not toy at budget default, seed 1: choose another folder with --out\n",
    });
    expect(await result("undisturbed")).toBe(undisturbed);
  });
});

describe("a run that is disturbed gives the same bytes", () => {
  test("after kill -9, by the same command at once", async () => {
    const run = credence("killed", { stepMs: 60 });
    await untilCheckpoint("killed");
    run.child.kill("SIGKILL");
    await run.ended;
    const again = await credence("killed").ended;
    expect(again).toMatchObject({ code: 0 });
    expect(again.stderr).toContain("first: going on from the checkpoint after epoch");
    expect(await result("killed")).toBe(undisturbed);
  });

  test("after kill -9 and with its newest checkpoint damaged", async () => {
    const run = credence("damaged", { stepMs: 100 });
    await untilCheckpoint("damaged");
    while ((await readdir(join(root, "damaged", "checkpoints"))).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    run.child.kill("SIGKILL");
    await run.ended;
    const folder = join(root, "damaged", "checkpoints");
    const previous = (await readdir(folder)).find((name) => name.endsWith(".previous.checkpoint")) as string;
    // Where the kill fell between setting the old one back and writing the new one, there is no newest: half of one is the same to us.
    const half = (await readFile(join(folder, previous))).subarray(0, 100);
    await writeFile(join(folder, previous.replace(".previous", "")), half);
    const again = await credence("damaged").ended;
    expect(again.stderr).toMatch(/checkpoints\/[0-9a-f]+\.checkpoint is corrupt \(its SHA-256 is .*\); set aside as/);
    expect(await result("damaged")).toBe(undisturbed);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("after %s, which writes a checkpoint and leaves with %i", async (signal, exitCode) => {
    const run = credence(signal, { stepMs: 60 });
    await run.printed("first  1/20 steps");
    run.child.kill(signal);
    const { code, stdout, stderr } = await run.ended;
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: "" });
    expect(stderr).toContain(`interrupted; this goes on from here: credence run toy --budget default --seed 0 --out ${signal}`);
    expect((await credence(signal).ended).stderr).toContain("going on from the checkpoint");
    expect(await result(signal)).toBe(undisturbed);
  });
});

test("a second Ctrl-C leaves at once", async () => {
  const run = credence("impatient", { stepMs: 1500 });
  await run.printed("first  1/20 steps");
  run.child.kill("SIGINT");
  await run.printed("stopping");
  const asked = performance.now();
  // Within a third of a second it counts as the same press.
  setTimeout(() => run.child.kill("SIGINT"), 400);
  expect((await run.ended).code).toBe(130);
  expect(performance.now() - asked).toBeLessThan(3500);
});

test("two runs into one folder: the second says so in one line and leaves the first alone", async () => {
  const first = credence("shared", { stepMs: 100 });
  await first.printed("first  1/20 steps");
  const { code, stderr } = await credence("shared").ended;
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `shared is in use by process ${first.child.pid}: wait for it, or choose another folder with --out\n`,
  });
  expect((await first.ended).code).toBe(0);
  expect(await result("shared")).toBe(undisturbed);
});
