import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { badInput, isBadInput } from "@credence/lab";
import { loadSaved, type OpenedModel } from "./open-model.ts";

/** Whether what determines two fits is the same, as JSON has it. */
export const isSameFit = (one: object, other: object): boolean =>
  isDeepStrictEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)));

/**
 * Looks at what a fit would replace. The engine has been started.
 * @throws BadInput where a folder holds a model that is not of this fit, a file of that name that is no model, or a report without a model
 */
export async function checkModelFolder(folder: string, isSame: (opened: OpenedModel) => boolean): Promise<void> {
  const found = await readdir(folder).catch((): string[] => []);
  const model = join(folder, "model.credence");
  if (found.includes("model.credence")) {
    const opened = await loadSaved(model, await readFile(model)).catch((error: Error) => {
      if (isBadInput(error)) return undefined;
      throw error;
    });
    const same = opened !== undefined && isSame(opened);
    opened?.model.dispose();
    if (!same)
      throw badInput(
        `${model}: ${opened === undefined ? "no model that can be read" : "a model of other data or options"}, expected none; another --out, or --force to replace it`,
      );
  } else if (found.includes("report.html"))
    throw badInput(`${join(folder, "report.html")}: a report of something else; another --out, or --force to replace it`);
}
