import { basename, dirname } from "node:path";
import { nodeStorage } from "../host/node-storage.ts";

/** Writes a file whole or not at all. @throws BadInput where it cannot be written */
export const writeFile = (path: string, content: string | Uint8Array): Promise<void> =>
  nodeStorage(dirname(path)).write(basename(path), typeof content === "string" ? new TextEncoder().encode(content) : content);
