import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { badInput } from "@credence/lab";
import { fileError } from "./host/file-errors.ts";

/**
 * Makes a folder and those above it. Node's own recursive mkdir does not return where the system answers "no such
 * folder" below an existing one, as /proc does.
 *
 * @throws BadInput where the folder cannot be made
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await make(resolve(folder));
  } catch (error) {
    throw fileError(error, { where: folder, action: "write" });
  }
}

async function make(folder: string): Promise<void> {
  if (await attempt(folder)) return;
  const above = dirname(folder);
  if (above !== folder) await make(above);
  if (!(await attempt(folder))) throw badInput(`${folder}: no folder can be made here`);
}

/** false where the folder above is missing. */
async function attempt(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return false;
    // Roots and read-only places answer otherwise than EEXIST for what is there.
    if (
      await stat(folder).then(
        (found) => found.isDirectory(),
        () => false,
      )
    )
      return true;
    throw error;
  }
}
