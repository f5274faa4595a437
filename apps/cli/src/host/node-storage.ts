import { randomUUID } from "node:crypto";
import { appendFile, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, normalize } from "node:path";
import type { Storage } from "@credence/lab";
import { fileError } from "./file-errors.ts";

/** Marks a half-written file; nobody but `write` sees one. */
const temporaryMark = ".writing-";
/** A temporary file this old belongs to a process that was killed, not to a neighbour who is writing. */
const abandonedSeconds = 3600;

/**
 * Files below a folder of this machine, which is made when the first file is written. Faults come as one clear line: bad input
 * for a lack of permission or a wrong path, an error with `code` for a full disk.
 */
export function nodeStorage(folder: string): Storage {
  const at = (path: string) => {
    const inside = normalize(path);
    if (inside.startsWith("..") || inside.startsWith("/")) throw new Error(`storage: ${path} leaves the folder ${folder}`);
    return join(folder, inside);
  };
  const attempt = async <Value>(path: string, action: "read" | "write" | "list" | "remove", work: (place: string) => Promise<Value>) => {
    const where = at(path);
    try {
      return await work(where);
    } catch (error) {
      throw fileError(error, { where, action });
    }
  };
  return {
    read: (path) => attempt(path, "read", (where) => readFile(where).catch(absent)),
    write: (path, bytes) => attempt(path, "write", (where) => replaceFile(where, bytes)),
    append: (path, data) =>
      attempt(path, "write", async (where) => {
        await makeFolder(dirname(where));
        await appendFile(where, data);
      }),
    rename: (from, to) =>
      attempt(to, "write", async (where) => {
        await makeFolder(dirname(where));
        await rename(at(from), where).catch(absent);
        await syncFolder(dirname(where));
      }),
    remove: (path) => attempt(path, "remove", (where) => rm(where, { force: true })),
    list: (path) =>
      attempt(path, "list", async (where) => {
        const names = (await readdir(where).catch(absent)) ?? [];
        return names.filter((name) => !name.includes(temporaryMark)).sort();
      }),
    describe: at,
  };
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

/**
 * Makes a folder and those above it. Node's own recursive mkdir never returns where the system answers "no such folder" for a
 * folder whose parent is there, as below /proc.
 */
async function makeFolder(folder: string): Promise<void> {
  if (await exists(folder)) return;
  await makeFolder(dirname(folder));
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    // Another writer may have made it meanwhile.
    if (error.code !== "EEXIST") throw error;
  });
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(absent)) !== undefined;
}

/** Writes beside the file, syncs, renames; a reader, or a power cut, meets the old bytes or the new ones. */
async function replaceFile(where: string, bytes: Uint8Array): Promise<void> {
  await makeFolder(dirname(where));
  await removeAbandoned(where);
  const temporary = where + temporaryMark + randomUUID();
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, where);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(where));
}

/** The rename itself lasts only once the folder is synced. Windows cannot open a folder and needs no such sync. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function removeAbandoned(where: string): Promise<void> {
  for (const name of await readdir(dirname(where))) {
    if (!name.startsWith(basename(where) + temporaryMark)) continue;
    const temporary = join(dirname(where), name);
    const modified = (await stat(temporary).catch(absent))?.mtimeMs;
    if (modified !== undefined && Date.now() - modified > 1000 * abandonedSeconds) await rm(temporary, { force: true });
  }
}
