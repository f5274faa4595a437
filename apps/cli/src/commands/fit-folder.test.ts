import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { start } from "../testing/start.ts";

let root: string;
const table = (shift = 0) =>
  `x,town,y\n${Array.from({ length: 240 }, (_, row) => `${(row % 37) / 7},${"abc"[row % 3]},${(2 * (row % 37)) / 7 + Math.sin(12.9898 * row) + shift}`).join("\n")}\n`;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "credence-fit-"));
  await writeFile(join(root, "data.csv"), table());
});
afterAll(() => rm(root, { recursive: true }));

const script = fileURLToPath(new URL("../testing/quick-checkpoints.ts", import.meta.url));
const fit = (...argv: readonly string[]) => start(script, ["fit", "data.csv", "--target", "y", ...argv], { cwd: root });
const bytesOf = (...path: readonly string[]) => readFile(join(root, ...path));

/** Names of the checkpoints that lie in a folder, once one lies there that was not among `known`. */
async function untilCheckpoint(out: string, known: readonly string[]): Promise<string[]> {
  for (;;) {
    const names = (await readdir(join(root, out, "checkpoints")).catch(() => [])).filter((name) => name.endsWith(".checkpoint"));
    if (names.some((name) => !known.includes(name))) return names;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("killed in the fit and in two of its folds, it goes on and ends with the bytes of a fit left alone", async () => {
  const options = ["--method", "mcDropout", "--budget", "quick", "--calibration", "outOfFold"];
  expect(await fit(...options, "--out", "alone").ended).toMatchObject({ code: 0 });
  const killed: string[] = [];
  for (const stage of ["fit", "fold-2-of-5", "fold-3-of-5"]) {
    const { child, ended } = fit(...options, "--out", "killed");
    let names: string[] = [];
    while (!names.some((name) => name.includes(stage))) names = await untilCheckpoint("killed", names);
    child.kill("SIGKILL");
    expect(await ended).toMatchObject({ signal: "SIGKILL" });
    killed.push(stage);
    expect(await readdir(join(root, "killed"))).not.toContain("model.credence");
  }
  expect(killed).toHaveLength(3);
  expect(await fit(...options, "--out", "killed").ended).toMatchObject({ code: 0 });
  expect(await bytesOf("killed", "model.credence")).toEqual(await bytesOf("alone", "model.credence"));
  expect(await bytesOf("killed", "report.html")).toEqual(await bytesOf("alone", "report.html"));
  expect((await readdir(join(root, "killed"))).filter((name) => !name.startsWith("."))).toEqual(["model.credence", "report.html"]);
});

test("what other kernels have begun, these do not go on with", async () => {
  const options = ["--method", "mcDropout", "--budget", "quick", "--calibration", "heldOut"];
  const baseline = { cwd: root, env: { ...process.env, CREDENCE_SIMD: "baseline" } };
  const { child, ended } = fit(...options, "--out", "other-kernels");
  await untilCheckpoint("other-kernels", []);
  child.kill("SIGKILL");
  await ended;
  for (const out of ["baseline", "other-kernels"])
    expect(await start(script, ["fit", "data.csv", "--target", "y", ...options, "--out", out], baseline).ended).toMatchObject({ code: 0 });
  expect(await bytesOf("other-kernels", "model.credence")).toEqual(await bytesOf("baseline", "model.credence"));
});

describe("a folder that holds a model", () => {
  const quick = ["--budget", "quick", "--method", "mcDropout", "--out", "model"];
  beforeAll(async () => {
    expect(await fit(...quick).ended).toMatchObject({ code: 0 });
  });
  const refusal = "model/model.credence: a model of other data or options, expected none; another --out, or --force to replace it\n";

  test("of the same fit: made again, with the same bytes", async () => {
    const before = await bytesOf("model", "model.credence");
    expect(await fit(...quick).ended).toMatchObject({ code: 0 });
    expect(await bytesOf("model", "model.credence")).toEqual(before);
  });

  test.each([
    ["another seed", ["--seed", "1"]],
    ["another level", ["--level", "0.8"]],
    ["a column left out", ["--ignore", "town"]],
  ])("of another fit, by %s: one line, and nothing is lost", async (_, options) => {
    const before = await bytesOf("model", "model.credence");
    const { code, stderr } = await fit(...quick, ...options).ended;
    expect(code).toBe(2);
    expect(stderr.endsWith(refusal)).toBe(true);
    expect(await bytesOf("model", "model.credence")).toEqual(before);
  });

  test("of other data: refused, and replaced with --force", async () => {
    await writeFile(join(root, "data.csv"), table(100));
    const before = await bytesOf("model", "model.credence");
    expect(await fit(...quick).ended).toMatchObject({ code: 2, stderr: expect.stringContaining(refusal) });
    expect(await fit(...quick, "--force").ended).toMatchObject({ code: 0 });
    expect(await bytesOf("model", "model.credence")).not.toEqual(before);
    await writeFile(join(root, "data.csv"), table());
  });

  test("that cannot be read, or a report of something else: refused", async () => {
    await writeFile(join(root, "model", "model.credence"), "not a model");
    expect(await fit(...quick).ended).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("model/model.credence: no model that can be read"),
    });
    await rm(join(root, "model", "model.credence"));
    expect(await fit(...quick).ended).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("model/report.html: a report of something else"),
    });
    expect(await bytesOf("model", "report.html")).not.toHaveLength(0);
  });
});
