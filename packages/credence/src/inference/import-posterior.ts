import { keep, scope, tensor, transpose } from "@credence/tensor";
import type { Model } from "../model/model.ts";
import { decodeSafetensors } from "../saving/safetensors.ts";
import { dropoutPosterior } from "./dropout-posterior.ts";
import { meanFieldPosterior } from "./mean-field-posterior.ts";
import { pointPosterior } from "./point-posterior.ts";
import type { Posterior } from "./posterior.ts";
import type { NamedArray } from "./saved.ts";

/** Where one of our arrays lies in a file of another library. */
export interface ArraySource {
  /** Its name in the file. */
  readonly from: string;
  /** "outputs-first": [outputs, inputs], as PyTorch's Linear keeps it, against our [inputs, outputs]. */
  readonly layout?: "inputs-first" | "outputs-first";
}

/** How a foreign file becomes a posterior of ours. */
export interface ImportOptions {
  readonly model: Model;
  readonly family: "point" | "meanField" | "dropout";
  /** Source of each of our arrays: "0.weight.mean", "0.weight.rho" (standard deviation softplus(rho)), ... */
  readonly arrays: (name: string) => ArraySource;
}

/**
 * A posterior from weights trained elsewhere, in a safetensors file.
 * @throws where an array is missing or of another shape, naming both names
 */
export async function importPosterior(bytes: Uint8Array, { model, family, arrays }: ImportOptions): Promise<Posterior> {
  const file = decodeSafetensors(bytes);
  const parts = family === "meanField" ? ["mean", "rho"] : ["mean"];
  const loaded: NamedArray[] = model.network.weights.flatMap((weight) =>
    parts.map((part) => {
      const name = `${weight.name}.${part}`;
      const { from, layout = "inputs-first" } = arrays(name);
      const array = file.arrays.get(from);
      if (!array)
        throw new Error(
          `importPosterior: "${name}" should come from "${from}", which the file does not hold (it has ${[...file.arrays.keys()].join(", ")})`,
        );
      const turned = layout === "outputs-first" && weight.shape.length === 2;
      const expected = turned ? weight.shape.toReversed() : weight.shape;
      if (array.shape.join() !== expected.join())
        throw new Error(`importPosterior: "${from}" is [${array.shape.join(", ")}], expected [${expected.join(", ")}] for "${name}"`);
      const value = scope(() => {
        const own = tensor(array.values as Float32Array, array.shape);
        return keep(turned ? transpose(own) : own);
      });
      return { name, value };
    }),
  );
  if (family === "meanField") return meanFieldPosterior(model, loaded);
  return family === "dropout" ? dropoutPosterior(model, loaded) : pointPosterior(model, loaded);
}
