import type { Json } from "../experiment.ts";
import type { Storage } from "../host.ts";

/** Appends values to a file, each as JSON on a line of its own; a line that a killed writer cut short is ended first. */
export function openJsonLines(storage: Pick<Storage, "read" | "append">, path: string): (value: Json) => Promise<void> {
  let begun = false;
  return async (value) => {
    const last = begun ? undefined : (await storage.read(path))?.at(-1);
    begun = true;
    const newLine = "\n";
    const isCut = last !== undefined && last !== newLine.charCodeAt(0);
    await storage.append(path, `${isCut ? newLine : ""}${JSON.stringify(value)}${newLine}`);
  };
}
