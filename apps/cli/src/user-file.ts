import { readFile } from "node:fs/promises";
import { badInput } from "@credence/lab";
import { fileError } from "./host/file-errors.ts";

/**
 * Reads a file the user named.
 *
 * @throws BadInput where it is not there or not readable
 */
export async function readUserFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw badInput(`${path}: no such file`);
    throw fileError(error, { where: path, action: "read" });
  }
}
