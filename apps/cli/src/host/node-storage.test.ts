import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileError } from "./file-errors.ts";
import { nodeStorage } from "./node-storage.ts";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "credence-storage-"))));
afterEach(() => rm(folder, { recursive: true, force: true }));
const bytes = (text: string) => new TextEncoder().encode(text);

describe("nodeStorage", () => {
  it("reads back what was written, and nothing where nothing is", async () => {
    const storage = nodeStorage(join(folder, "made", "on", "demand"));
    expect(await storage.read("a/b")).toBeUndefined();
    expect(await storage.list("a")).toEqual([]);
    await storage.write("a/b", bytes("one"));
    await storage.write("a/b", bytes("two"));
    await storage.append("a/log", "x\n");
    await storage.append("a/log", bytes("y\n"));
    expect(new TextDecoder().decode(await storage.read("a/b"))).toBe("two");
    expect(new TextDecoder().decode(await storage.read("a/log"))).toBe("x\ny\n");
    await storage.rename("a/b", "c/d");
    // another process may have moved it first
    await storage.rename("a/b", "c/d");
    expect(await storage.list("a")).toEqual(["log"]);
    expect(await storage.list("")).toEqual(["a", "c"]);
    await storage.remove("c/d");
    await storage.remove("c/d");
    expect(await storage.read("c/d")).toBeUndefined();
    expect(storage.describe("a/b")).toBe(join(folder, "made", "on", "demand", "a", "b"));
  });

  it("leaves the old file and no temporary one where a write fails", async () => {
    const storage = nodeStorage(folder);
    await storage.write("kept/inside", bytes("old"));
    // The rename onto a folder fails after the temporary file was written and synced.
    await expect(storage.write("kept", bytes("new"))).rejects.toMatchObject({
      name: "BadInput",
      message: `${folder}/kept: is a folder, expected a file`,
    });
    expect(await readdir(folder)).toEqual(["kept"]);
    expect(await readFile(join(folder, "kept/inside"), "utf8")).toBe("old");
  });

  it("hides half-written files and clears away those of killed writers only", async () => {
    const storage = nodeStorage(folder);
    const [dead, alive] = ["dead", "alive"].map((name) => join(folder, `a.writing-${name}`));
    await Promise.all([dead, alive].map((path) => writeFile(path, "half")));
    await utimes(dead, 0, 0);
    await storage.write("a", bytes("whole"));
    expect(await storage.list("")).toEqual(["a"]);
    expect((await readdir(folder)).sort()).toEqual(["a", "a.writing-alive"]);
  });

  it.each(["../outside", "/etc/passwd", "a/../../outside"])("refuses %s, which leaves the folder", async (path) => {
    await expect(async () => nodeStorage(folder).read(path)).rejects.toThrow(`leaves the folder ${folder}`);
  });

  it("says in one line that a part of the path is a file", async () => {
    await writeFile(join(folder, "file"), "");
    const fault = { name: "BadInput", message: `${folder}/file/below/x: cannot write, a part of the path is a file, expected a folder` };
    await expect(nodeStorage(join(folder, "file", "below")).write("x", bytes("x"))).rejects.toMatchObject(fault);
  });

  it.skipIf(process.platform !== "linux")("says in one line that no folder can be made, even by root", async () => {
    const fault = { name: "BadInput", message: "/proc/credence/x: cannot write, there is no such folder and none can be made" };
    await expect(nodeStorage("/proc/credence").write("x", bytes("x"))).rejects.toMatchObject(fault);
  });

  // The device that is always full stands in for a full disk; only Linux has it.
  it.skipIf(process.platform !== "linux")("keeps the code of a full disk and leaves bad input to the user's own slips", async () => {
    const fault = await nodeStorage("/dev")
      .append("full", "x")
      .catch((error) => error);
    expect(fault).toMatchObject({ name: "Error", code: "ENOSPC", message: "/dev/full: cannot write, no space left on the device" });
  });
});

// Permissions cannot be tested by doing where tests run as root, so the translation is tested by itself.
it.each([
  ["EACCES", "BadInput", "p: no permission to write"],
  ["EPERM", "BadInput", "p: no permission to write"],
  ["EROFS", "BadInput", "p: cannot write, the file system is read-only"],
  ["ENAMETOOLONG", "BadInput", "p: cannot write, the name is too long"],
  ["ENOSPC", "Error", "p: cannot write, no space left on the device"],
  ["EDQUOT", "Error", "p: cannot write, no space left on the device"],
  ["EIO", "Error", "i/o"],
])("fileError makes of %s a %s", (code, name, message) => {
  expect(fileError(Object.assign(new Error("i/o"), { code }), { where: "p", action: "write" })).toMatchObject({ name, message });
});
