import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { badInput } from "@credence/lab";
import type { ByteSource } from "@credence/tabular";
import { fileError } from "../host/file-errors.ts";

/**
 * A file of this machine as the readers take it: never held whole.
 * @throws BadInput where there is no such file, it is empty, or a pipe, which cannot be read twice; `expected` says what it should be
 */
export async function fileSource(path: string, expected = "a table"): Promise<ByteSource> {
  const { size, isStream } = await found(path);
  if (isStream) throw badInput(`${path}: a pipe or a device, expected ${expected} in a file`);
  if (size === 0) throw badInput(`${path}: empty, expected ${expected}`);
  return {
    name: path,
    byteLength: size,
    async slice(start, end) {
      const file = await open(path);
      try {
        const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
        const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
        return bytes.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    stream: () => createReadStream(path, { highWaterMark: 2 ** 20 }),
  };
}

async function found(path: string): Promise<{ readonly size: number; readonly isStream: boolean }> {
  try {
    const file = await stat(path);
    const isStream = !file.isFile() && !file.isDirectory();
    // a folder, or a file without permission, is said now; a pipe may wait for a writer
    if (!isStream) await (await open(path)).close();
    return { size: file.size, isStream };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw badInput(`${path}: no such file`);
    throw fileError(error, { where: path, action: "read" });
  }
}

/** SHA-256 of a file's bytes. */
export async function sha256Of({ stream }: Pick<ByteSource, "stream">): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of stream()) hash.update(chunk);
  return hash.digest("hex");
}
