import { realpath, stat, writeFile as writeThrough } from "node:fs/promises";
import { basename, dirname, sep } from "node:path";
import { badInput } from "@credence/lab";
import { fileError } from "../host/file-errors.ts";
import { nodeStorage } from "../host/node-storage.ts";

/**
 * Writes a file whole or not at all; a device or a pipe is written to, and never replaced by a file.
 * @throws BadInput where it cannot be written
 */
export async function writeFile(path: string, content: string | Uint8Array): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isFile() && !found.isDirectory())
    return writeThrough(path, bytes).catch((error) => {
      throw fileError(error, { where: path, action: "write" });
    });
  // a link stays, and leads to what was written
  const file = found ? await realpath(path) : path;
  return nodeStorage(dirname(file)).write(basename(file), bytes);
}

/** @throws BadInput where `path` is one of the files that are read, or lies in a folder of them */
export async function expectNotRead(path: string, read: readonly string[]): Promise<void> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) return;
  for (const one of read) {
    const source = await realpath(one).catch(() => undefined);
    if (source !== undefined && (real === source || real.startsWith(source + sep)))
      throw badInput(`--output: ${path} is read as well, expected another file`);
  }
}
