import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { acquireLock } from "@credence/lab";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { start } from "../testing/start.ts";
import { nodeLockFolder } from "./node-lock-folder.ts";
import { startByPs, thisProcess } from "./process-identity.ts";

const holdLock = fileURLToPath(new URL("../testing/hold-lock.ts", import.meta.url));
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "credence-lock-"));
});
afterEach(() => rm(folder, { recursive: true }));

const acquire = () => acquireLock(nodeLockFolder(folder), "the folder");

test("a living process keeps others out, and kill -9 lets the next one in at once", async () => {
  const holder = start(holdLock, [folder]);
  await holder.printed("held");
  await expect(acquire()).rejects.toThrow(`the folder is in use by process ${holder.child.pid}`);
  holder.child.kill("SIGKILL");
  await holder.ended;
  const lock = await acquire();
  expect(await readdir(join(folder, ".lock"))).toEqual(["2"]);
  await lock.release();
});

test("a process that got the number of a dead owner is not taken for it", async () => {
  const lock = await acquire();
  await writeFile(join(folder, ".lock", "1"), JSON.stringify({ ...thisProcess(), started: "long ago" }));
  await acquire();
  await lock.release();
  expect(thisProcess().started).not.toBe("");
});

test("an owner on another machine is believed", async () => {
  await acquire();
  await writeFile(join(folder, ".lock", "1"), JSON.stringify({ ...thisProcess(), machine: `not ${hostname()}` }));
  await expect(acquire()).rejects.toThrow(`if that machine is gone, delete ${join(folder, ".lock")}`);
});

test.runIf(process.platform === "linux")("an owner in another container of this machine is believed", async () => {
  await acquire();
  const nobody = { ...thisProcess(), process: 2 ** 22 + 1 };
  await writeFile(join(folder, ".lock", "1"), JSON.stringify({ ...nobody, numbering: "pid:[1]" }));
  await expect(acquire()).rejects.toThrow(`of another container on ${hostname()}: if that is gone, delete ${join(folder, ".lock")}`);
  // as a version before wrote it, or one of this container
  await writeFile(join(folder, ".lock", "1"), JSON.stringify(nobody));
  await acquire();
});

test.skipIf(process.platform === "win32")("ps tells the start of a process alike in every language and time zone", () => {
  const starts = ["Asia/Tokyo", "America/New_York"].map((zone) => {
    vi.stubEnv("TZ", zone);
    return startByPs(process.pid);
  });
  vi.unstubAllEnvs();
  expect(starts[0]).toMatch(/^\w{3} \w{3} +\d+ [\d:]{8} \d{4}$/);
  expect(starts[1]).toBe(starts[0]);
});

test("of processes that race for a dead owner's lock one gets it", async () => {
  const dead = start(holdLock, [folder]);
  await dead.printed("held");
  dead.child.kill("SIGKILL");
  await dead.ended;
  const racers = [1, 2, 3, 4].map(() => start(holdLock, [folder]));
  const outcomes = await Promise.all(
    racers.map((racer) => Promise.race([racer.printed("held").then(() => "held"), racer.ended.then(({ stdout }) => stdout)])),
  );
  for (const { child } of racers) child.kill("SIGKILL");
  expect(outcomes.filter((outcome) => outcome === "held")).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome.startsWith("the folder is in use by process"))).toHaveLength(3);
});
