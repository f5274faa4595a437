import { resolve } from "node:path";
import { badInput, type Experiment } from "@credence/lab";
import { isFolder, namedDataFolder, type Surroundings } from "./data-folders.ts";

/**
 * The folders an experiment asks for and no option names: from its environment variable, else beside the folder of data
 * sets. As absolute paths, so that a run is the same from wherever it is started; nothing where there is no such folder.
 *
 * @throws BadInput where the variable names no folder
 */
export function optionFolders(
  { folders = {} }: Pick<Experiment, "folders">,
  { data, environment = process.env }: { readonly data: string | undefined } & Pick<Surroundings, "environment">,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [option, { variable, besideData }] of Object.entries(folders)) {
    const named = environment[variable];
    if (named && !isFolder(named)) throw badInput(`${variable}: ${resolve(named)} is no folder`);
    const dataFolder = named ? undefined : namedDataFolder(data, { environment });
    const beside = dataFolder === undefined ? undefined : resolve(dataFolder, besideData);
    if (named) found[option] = resolve(named);
    else if (beside !== undefined && isFolder(beside)) found[option] = beside;
  }
  return found;
}
