import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { start, toyCredence } from "../testing/start.ts";

const holdLock = fileURLToPath(new URL("../testing/hold-lock.ts", import.meta.url));
let root: string;
let alone: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "credence-parts-"));
  expect(await credence("alone").ended).toMatchObject({ code: 0 });
  alone = await result("alone");
});
afterAll(() => rm(root, { recursive: true }));

function credence(out: string, { stepMs = 0, jobs = "1", part = "" } = {}) {
  const env = { ...process.env, TOY_STEP_MS: String(stepMs), TOY_PART: part };
  return start(toyCredence, ["run", "toy-in-parts", "--out", out, "--jobs", jobs], { cwd: root, env });
}

const result = (out: string) => readFile(join(root, out, "result.json"), "utf8");

const wallSeconds = async (out: string): Promise<number> => JSON.parse(await readFile(join(root, out, "run.json"), "utf8")).wallSeconds;

/** Until both fits have written a checkpoint. */
async function untilUnderWay(out: string): Promise<void> {
  const checkpointed = async (unit: string) => {
    const names = await readdir(join(root, out, "units", unit, "checkpoints")).catch(() => []);
    return names.some((name) => name.endsWith(".checkpoint"));
  };
  while (!((await checkpointed("first")) && (await checkpointed("second-one")))) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("a run of units side by side gives the bytes of a run in one piece", () => {
  test("undisturbed: each unit computes its own fit, and the run itself none of them", async () => {
    const { code, stderr } = await credence("parts", { jobs: "2" }).ended;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await result("parts")).toBe(alone);
    expect(stderr).toContain("toy-in-parts, side by side  3/3 units");
    expect(await wallSeconds("parts")).toBeGreaterThan(0.3);
    expect(stderr).not.toMatch(/^(first|second one) {2}\d+\/\d+ steps/m);
    expect((await readdir(join(root, "parts", "units"))).sort()).toEqual(["chain", "first", "second-one"]);
    const again = await credence("parts", { jobs: "2", stepMs: 5000 }).ended;
    expect(again.stdout).toContain("finished already on ");
    expect(again.stderr).not.toContain("side by side");
  });

  test("a unit that the others need is done before them", async () => {
    const { code, stderr } = await credence("needed", { jobs: "2", part: "needed", stepMs: 10 }).ended;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await result("needed")).toBe(alone);
    const times = async (unit: string) => JSON.parse(await readFile(join(root, "needed", "units", unit, "run.json"), "utf8"));
    const { finishedAt } = await times("second-one");
    for (const other of ["first", "chain"]) expect((await times(other)).startedAt >= finishedAt).toBe(true);
  });

  test("a unit that takes long is begun before the others", async () => {
    expect(await credence("long", { jobs: "2", part: "long", stepMs: 10 }).ended).toMatchObject({ code: 0 });
    expect(await result("long")).toBe(alone);
    const startedAt = async (unit: string) => JSON.parse(await readFile(join(root, "long", "units", unit, "run.json"), "utf8")).startedAt;
    expect((await startedAt("chain")) < (await startedAt("second-one"))).toBe(true);
  });

  test("after Ctrl-C, which each unit answers with a checkpoint", async () => {
    const run = credence("stopped", { jobs: "2", stepMs: 60 });
    await untilUnderWay("stopped");
    run.child.kill("SIGINT");
    const { code, stderr } = await run.ended;
    expect(code).toBe(130);
    const [, printed] = /goes on from here: credence (.+)/.exec(stderr) ?? [];
    expect(printed).toContain("--jobs 2");
    const before = await wallSeconds("stopped");
    expect(before).toBeGreaterThan(0.06);
    expect(await start(toyCredence, printed!.split(" "), { cwd: root }).ended).toMatchObject({ code: 0 });
    expect(await wallSeconds("stopped")).toBeGreaterThan(before);
    expect(await result("stopped")).toBe(alone);
  });

  test("where the units have finished here before and what they left is gone: they leave it again", async () => {
    expect(await credence("again", { jobs: "2" }).ended).toMatchObject({ code: 0 });
    for (const lost of ["result.json", "run.json", "artifacts"]) await rm(join(root, "again", lost), { recursive: true });
    const { code, stderr } = await credence("again", { jobs: "2" }).ended;
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).not.toMatch(/^(first|second one) {2}\d+\/\d+ steps/m);
    expect(await result("again")).toBe(alone);
  });

  test("after kill -9, which takes the units along: their folders are free at once", async () => {
    const run = credence("killed", { jobs: "2", stepMs: 60 });
    await untilUnderWay("killed");
    run.child.kill("SIGKILL");
    await run.ended;
    const again = await credence("killed", { jobs: "2" }).ended;
    expect(again).toMatchObject({ code: 0 });
    expect(again.stderr).not.toContain("in use by process");
    expect(await result("killed")).toBe(alone);
  });

  test("where another process works on a unit: it is named, its files stay, and the run does the unit itself", async () => {
    const unit = join(root, "held", "units", "first");
    const holder = start(holdLock, [unit]);
    await holder.printed("held");
    await writeFile(join(unit, "run.json"), '"of the other process"');
    const { code, stderr } = await credence("held", { jobs: "2" }).ended;
    holder.child.kill("SIGKILL");
    await holder.ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/unit first: .*first is in use by process \d+/);
    expect(await readFile(join(unit, "run.json"), "utf8")).toBe('"of the other process"');
    expect(await result("held")).toBe(alone);
  });

  test("where a unit fails: it is named, and the run does what is left itself", async () => {
    const { code, stderr } = await credence("broken", { jobs: "2", part: "broken" }).ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/unit nowhere: .*there is no unit "nowhere"/);
    expect(await result("broken")).toBe(alone);
  });
});
