import type { SafetensorsArray } from "./safetensors.ts";

/** Looks up the values of a checkpoint's arrays. @throws for an array that is not there, naming `where` */
export const checkpointArrays =
  (where: string, arrays: ReadonlyMap<string, SafetensorsArray>) =>
  (name: string): SafetensorsArray["values"] => {
    const found = arrays.get(name);
    if (!found) throw new Error(`${where}: the checkpoint has no array "${name}"`);
    return found.values;
  };
