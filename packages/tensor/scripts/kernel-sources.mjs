import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

/** SHA-256 of all that the kernels are compiled from: the assembly and the scripts that compile it. */
export function kernelSources() {
  const files = ["../assembly/", "./"].flatMap((folder) =>
    readdirSync(new URL(folder, import.meta.url))
      .sort()
      .map((name) => new URL(folder + name, import.meta.url)),
  );
  return files.reduce((hash, file) => hash.update(readFileSync(file)), createHash("sha256")).digest("hex");
}
