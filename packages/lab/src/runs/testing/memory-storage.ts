import type { Storage } from "../../host.ts";

/** Files in memory. `beforeChange` may throw, as a crash or a full disk would, before a change takes place. */
export function memoryStorage(beforeChange: (what: string) => void = () => {}): Storage & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    read: async (path) => {
      const bytes = files.get(path);
      // As Node reads: a view into a larger pool, and a Buffer, whose `slice` copies nothing.
      return bytes && Buffer.concat([Uint8Array.of(0), bytes]).subarray(1);
    },
    write: async (path, bytes) => {
      beforeChange(`write ${path}`);
      files.set(path, bytes.slice());
    },
    append: async (path, data) => {
      beforeChange(`append ${path}`);
      const parts = [files.get(path) ?? new Uint8Array(), data] as BlobPart[];
      files.set(path, new Uint8Array(await new Blob(parts).arrayBuffer()));
    },
    rename: async (from, to) => {
      beforeChange(`rename ${from}`);
      const bytes = files.get(from);
      if (!bytes) return;
      files.delete(from);
      files.set(to, bytes);
    },
    remove: async (path) => {
      beforeChange(`remove ${path}`);
      files.delete(path);
    },
    list: async (path) => {
      const below = path === "" ? "" : `${path}/`;
      const names = [...files.keys()].filter((file) => file.startsWith(below)).map((file) => file.slice(below.length).split("/")[0]!);
      return [...new Set(names)].sort();
    },
    describe: (path) => `memory/${path}`,
  };
}
