import type { Context } from "@credence/lab";
import { importPosterior, type Posterior } from "credence";
import { isBayesian, mnistModel } from "./networks.ts";

/** The networks of 400 units the source trained and stored, and for how many epochs. */
export const importedNetworkList = [
  { name: "bnn-gaussian", file: "bnn-gaussian-400.safetensors", epochs: 600 },
  { name: "bnn-mixture", file: "bnn-mixture-400.safetensors", epochs: 600 },
  { name: "dnn", file: "dnn-400.safetensors", epochs: 300 },
  { name: "dnn-dropout", file: "dropout-400.safetensors", epochs: 300 },
] as const;

export type ImportedNetwork = (typeof importedNetworkList)[number];

/** What an experiment that also runs on the source's own trained networks takes by `--option`. */
export const sourceNetworkOptions = {
  models: "the folder of bnn-gaussian-400.safetensors, bnn-mixture-400, dnn-400 and dropout-400",
} as const;

/** Where that folder is looked for. */
export const sourceNetworkFolders = { models: { variable: "CREDENCE_MODELS", besideData: "../reference/models" } } as const;

/** Layer of ours (activations count) to layer of the file (they do not). */
const layerOfFile: Readonly<Record<string, number>> = { 0: 0, 2: 1, 4: 2 };

/**
 * A network of the source from its file: the whole posterior, or the means of its weights alone.
 *
 * @throws where the file lacks an array or has one of another shape
 */
export function importNetwork(bytes: Uint8Array, { name }: ImportedNetwork, { take }: { readonly take: "posterior" | "means" }) {
  const meanField = isBayesian(name);
  return importPosterior(bytes, {
    // Dropout is off at test, so that the dropout network is a plain one here.
    model: mnistModel(meanField ? name : "dnn", 400),
    family: meanField && take === "posterior" ? "mean-field" : "point",
    arrays: (array) => {
      const [layer, role, part] = array.split(".");
      const ending = part === "mean" ? "_mu" : "_rho";
      return { from: `${layerOfFile[layer]}.${role === "weight" ? "w" : "b"}${meanField ? ending : ""}`, layout: "outputs-first" };
    },
  });
}

/**
 * The source's networks in the order of `importedNetworkList`; none where no folder is named.
 *
 * @throws BadInput where a file of the folder is missing; Error where one lacks an array
 */
export async function readSourceNetworks({ options, readFile }: Pick<Context<unknown>, "options" | "readFile">) {
  const networks: { readonly network: ImportedNetwork; readonly posterior: Posterior }[] = [];
  for (const network of options.models ? importedNetworkList : []) {
    const bytes = await readFile(`${options.models}/${network.file}`);
    networks.push({ network, posterior: await importNetwork(bytes, network, { take: "posterior" }) });
  }
  return networks;
}
