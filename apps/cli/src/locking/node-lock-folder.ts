import { randomUUID } from "node:crypto";
import { link, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LockFolder } from "@credence/lab";
import { fileError } from "../host/file-errors.ts";
import { makeFolder } from "../make-folder.ts";
import { isAlive, thisProcess } from "./process-identity.ts";

/** The lock files of one folder, in `.lock` below it. Faults of the file system come as one clear line about the folder. */
export function nodeLockFolder(folder: string): LockFolder {
  const directory = join(folder, ".lock");
  const attempt = async <Value>(action: "read" | "write", work: () => Promise<Value>): Promise<Value> => {
    try {
      return await work();
    } catch (error) {
      throw fileError(error, { where: folder, action });
    }
  };
  return {
    self: thisProcess(),
    alive: isAlive,
    list: () =>
      attempt("write", async () => {
        await makeFolder(directory);
        return readdir(directory);
      }),
    read: (name) => attempt("read", () => readFile(join(directory, name), "utf8").catch(unless("ENOENT", undefined))),
    create: (name, text) =>
      attempt("write", async () => {
        const path = join(directory, name);
        // A link appears with its whole content or not at all, and fails where the name is taken.
        const temporary = join(directory, `${name}.${randomUUID()}.tmp`);
        try {
          await writeFile(temporary, text);
          await link(temporary, path);
          return true;
        } catch (error) {
          if (codeOf(error) === "EEXIST") return false;
          if (!["EPERM", "ENOTSUP", "ENOSYS", "EOPNOTSUPP"].includes(codeOf(error))) throw error;
          // A file system without hard links.
          return await writeFile(path, text, { flag: "wx" }).then(() => true, unless("EEXIST", false));
        } finally {
          await rm(temporary, { force: true });
        }
      }),
    empty: (name) => attempt("write", () => truncate(join(directory, name)).catch(unless("ENOENT", undefined))),
    remove: (name) => attempt("write", () => rm(join(directory, name), { force: true })),
    describe: () => directory,
  };
}

function unless<Value>(code: string, value: Value): (error: unknown) => Value {
  return (error) => {
    if (codeOf(error) === code) return value;
    throw error;
  };
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "";
}
