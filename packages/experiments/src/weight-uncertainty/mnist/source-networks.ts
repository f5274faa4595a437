import type { Context } from "@credence/lab";
import type { Posterior } from "credence";
import { importNetwork } from "../imported-networks/import.ts";
import { type ImportedNetwork, importedNetworkList } from "../imported-networks/recorded.ts";

/** What an experiment that also runs on the source's own trained networks takes by `--option`. */
export const sourceNetworkOptions = {
  models: "the folder of bnn-gaussian-400.safetensors, bnn-mixture-400, dnn-400 and dropout-400",
} as const;

/** Where that folder is looked for. */
export const sourceNetworkFolders = { models: { variable: "CREDENCE_MODELS", besideData: "../reference/models" } } as const;

export interface SourceNetwork {
  readonly network: ImportedNetwork;
  readonly posterior: Posterior;
}

/**
 * The four networks of 400 units the source trained, in the order of `importedNetworkList`; none where no folder is named.
 *
 * @throws BadInput where a file of the folder is missing; Error where one lacks an array
 */
export async function readSourceNetworks({
  options,
  readFile,
}: Pick<Context<unknown>, "options" | "readFile">): Promise<readonly SourceNetwork[]> {
  const { models } = options;
  if (!models) return [];
  const networks: SourceNetwork[] = [];
  for (const network of importedNetworkList)
    networks.push({ network, posterior: await importNetwork(await readFile(`${models}/${network.file}`), network, { take: "posterior" }) });
  return networks;
}
