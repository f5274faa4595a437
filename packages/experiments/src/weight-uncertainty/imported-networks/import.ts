import { importPosterior, type Posterior } from "credence";
import { mnistModel } from "../mnist/networks.ts";
import type { ImportedNetwork } from "./recorded.ts";

const units = 400;

/** Layer of ours (activations count) to layer of the file (they do not). */
const layerOfFile: Readonly<Record<string, number>> = { 0: 0, 2: 1, 4: 2 };

/**
 * A network of the source from its file: the whole posterior, or the means of its weights alone.
 *
 * @throws where the file lacks an array or has one of another shape
 */
export function importNetwork(bytes: Uint8Array, network: ImportedNetwork, { take }: { take: "posterior" | "means" }): Promise<Posterior> {
  const meanField = network.family === "meanField";
  return importPosterior(bytes, {
    // Dropout is off at test, so that the dropout network is a plain one here.
    model: mnistModel(network.prior === "scaleMixture" ? "bnn-mixture" : "bnn-gaussian", units),
    family: meanField && take === "posterior" ? "meanField" : "point",
    arrays: (name) => {
      const [layer, role, part] = name.split(".");
      const from = `${layerOfFile[layer]}.${role === "weight" ? "w" : "b"}${meanField ? (part === "mean" ? "_mu" : "_rho") : ""}`;
      return { from, layout: "outputs-first" };
    },
  });
}
