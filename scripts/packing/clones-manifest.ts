import { rename } from "node:fs/promises";
import { join } from "node:path";

/** Where a package's manifest waits while the published one is packed. */
export const clonesManifest = (folder: string): string => join(folder, "package.json.clone");

/** Puts it back; does nothing where it is in its place. */
export const restoreManifest = (folder: string): Promise<void> =>
  rename(clonesManifest(folder), join(folder, "package.json")).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
