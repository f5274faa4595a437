import { readFileSync } from "node:fs";
import { arch, cpus, platform, release, totalmem } from "node:os";
import type { Machine } from "@credence/lab";

/** The machine as run.json and `doctor` name it. */
export function thisMachine(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() || "unknown processor",
    cores: processors.length,
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    platform: `${platform()} ${release()} ${arch()}`,
  };
}

/** The library and what runs it. */
export function versions(): Record<string, string> {
  const packageFile = new URL("../package.json", import.meta.resolve("credence"));
  return { credence: JSON.parse(readFileSync(packageFile, "utf8")).version, node: process.version };
}
