import { execFileSync } from "node:child_process";
import { lstat, mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectNotRead, writeFile } from "./write-file.ts";

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "credence-write-"));
  await mkdir(at("photos"));
  for (const name of ["new.csv", "photos/cat.png", "new.csv.old"]) await writeFile(at(name), "cells");
  await symlink(at("new.csv"), at("link"));
});
afterAll(() => rm(folder, { recursive: true }));

test.skipIf(process.platform === "win32")("a named pipe is written to, and stays one", async () => {
  execFileSync("mkfifo", [at("pipe")]);
  const read = readFile(at("pipe"), "utf8");
  await writeFile(at("pipe"), "a,b\n");
  expect((await lstat(at("pipe"))).isFIFO()).toBe(true);
  expect(await read).toBe("a,b\n");
});

test("a link stays, and leads to what was written", async () => {
  await symlink(at("far"), at("near"));
  await writeFile(at("far"), "old");
  await writeFile(at("near"), "new");
  expect((await lstat(at("near"))).isSymbolicLink()).toBe(true);
  expect(await readFile(at("far"), "utf8")).toBe("new");
});

describe("a file that is read is not written", () => {
  test.each([
    ["new.csv", "new.csv", true],
    ["by another path", "photos/../new.csv", true],
    ["by a link", "link", true],
    ["an image of the folder", "photos/cat.png", true],
    ["a file of another name", "new.csv.old", false],
    ["one that is not there", "photos/predicted.csv", false],
  ])("%s", async (_, path, refused) => {
    const checked = expectNotRead(`${folder}/${path}`, [at("new.csv"), at("photos")]);
    if (refused) await expect(checked).rejects.toThrow(`--output: ${folder}/${path} is read as well, expected another file`);
    else await checked;
  });
});
