import { randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { badInput, type LockFolder } from "@credence/lab";
import { fileError } from "../host/file-errors.ts";
import { isAlive, thisProcess } from "./process-identity.ts";

/** The lock files of one folder, in `.lock` below it. Faults of the file system come as one clear line about the folder. */
export function nodeLockFolder(folder: string): LockFolder {
  const directory = join(folder, ".lock");
  const writeBeside = async (name: string, text: string) => {
    const temporary = join(directory, `${name}.${randomUUID()}.tmp`);
    await writeFile(temporary, text);
    return temporary;
  };
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
        await mkdir(directory, { recursive: true }).catch(noParent(folder));
        return readdir(directory);
      }),
    read: (name) => attempt("read", () => readFile(join(directory, name), "utf8").catch(unless("ENOENT", undefined))),
    create: (name, text) =>
      attempt("write", async () => {
        const path = join(directory, name);
        // A link appears with its whole content or not at all, and fails where the name is taken.
        const temporary = await writeBeside(name, text);
        try {
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
    replace: (name, text) => attempt("write", async () => rename(await writeBeside(name, text), join(directory, name))),
    remove: (name) => attempt("write", () => rm(join(directory, name), { force: true })),
    describe: () => directory,
  };
}

/** Recursive mkdir says ENOENT only where nothing can be made: in /proc, on a drive that is not there. */
function noParent(folder: string): (error: unknown) => never {
  return (error) => {
    throw codeOf(error) === "ENOENT" ? badInput(`${folder}: no folder can be made here`) : error;
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
