import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { badInput, type Host } from "@credence/lab";

const unpack = promisify(gunzip);

/** Clock, checksums and gzip of Node, and the code of the packages that are installed. */
export function nodeHost(): Host {
  const codes = new Map<string, string>();
  return {
    now: () => performance.now() / 1000,
    sha256: async (bytes) => createHash("sha256").update(bytes).digest("hex"),
    async gunzip(bytes) {
      try {
        return await unpack(bytes);
      } catch (error) {
        throw (error as NodeJS.ErrnoException).code === "Z_BUF_ERROR"
          ? badInput(`truncated, the gzip data ends after ${bytes.length} bytes and more was expected`)
          : badInput(`no gzip data (${(error as Error).message}), expected a gzipped file`);
      }
    },
    async codeOf(packageName) {
      const { codeDigest, foldersOf } = await import("./code-digest.ts");
      const code = codes.get(packageName) ?? codeDigest(foldersOf([packageName]));
      codes.set(packageName, code);
      return code;
    },
  };
}
