import { keep, scope, type Tensor, tensor, transpose } from "@credence/tensor";
import { learnedArrays } from "../../model/learned-likelihood.ts";
import { expectModel, type Model } from "../../model/model.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { decodeSafetensors, expectBytes, type SafetensorsFile } from "../../saving/safetensors.ts";
import { expectFunction, expectOneOf, expectOptions, expectText } from "../../settings.ts";
import { dropoutFamily } from "./dropout-posterior.ts";
import { meanFieldFamily } from "./mean-field-posterior.ts";
import { pointFamily } from "./point-posterior.ts";
import type { Posterior } from "./posterior.ts";
import type { NamedArray } from "./saved.ts";

/** Where one of our arrays lies in a file of another library. */
export interface ArraySource {
  /** Its name in the file. */
  readonly from: string;
  /** "outputs-first": [outputs, inputs], as PyTorch's Linear keeps it, against our [inputs, outputs]. */
  readonly layout?: "inputs-first" | "outputs-first";
}

/** The families of one network, whose arrays another library may have trained. */
const importable = { point: pointFamily, "mean-field": meanFieldFamily, dropout: dropoutFamily };

/** How a foreign file becomes a posterior of ours. */
export interface ImportOptions<P extends Predictive = Predictive> {
  /** The model whose weights the file holds. */
  readonly model: Model<P>;
  /** What the file holds of each weight: its value ("point", "dropout"), or a mean and a rho ("mean-field"). */
  readonly family: keyof typeof importable;
  /** Source of each of our arrays: "0.weight.mean", "0.weight.rho" (standard deviation softplus(rho)), ..., and "likelihood.logStdDev" of one that learns it. */
  readonly arrays: (name: string) => ArraySource;
}

/**
 * A posterior from weights trained elsewhere, in a safetensors file.
 * @throws for another family, and where an array is missing or of another shape, naming both names
 */
export async function importPosterior<P extends Predictive>(bytes: Uint8Array, options: ImportOptions<P>): Promise<Posterior<P>> {
  expectBytes("importPosterior", "bytes", bytes);
  expectOptions<ImportOptions<P>>("importPosterior", options, { model: true, family: true, arrays: true });
  const { model, family, arrays } = options;
  expectModel("importPosterior", model);
  expectFunction("importPosterior", "arrays", arrays);
  const file = decodeSafetensors(bytes);
  expectOneOf("importPosterior", "family", family, Object.keys(importable));
  const { parts, make } = importable[family];
  const loaded: NamedArray[] = [];
  try {
    for (const { name, shape } of model.network.weights)
      for (const part of parts) {
        const own = `${name}.${part}`;
        loaded.push({ name: own, value: arrayOf(file, { name: own, shape, ...arrays(own) }) });
      }
    for (const { name } of learnedArrays(model.likelihood))
      loaded.push({ name, value: arrayOf(file, { name, shape: [], ...arrays(name) }) });
    return make(model, loaded);
  } catch (error) {
    for (const { value } of loaded) value.dispose();
    throw error;
  }
}

interface Wanted extends ArraySource {
  readonly name: string;
  readonly shape: readonly number[];
}

function arrayOf({ arrays }: SafetensorsFile, { name, shape, from, layout = "inputs-first" }: Wanted): Tensor {
  expectText("importPosterior", `from of "${name}"`, from);
  expectOneOf("importPosterior", `layout of "${name}"`, layout, ["inputs-first", "outputs-first"]);
  const array = arrays.get(from);
  if (!array)
    throw new Error(
      `importPosterior: "${name}" should come from "${from}", which the file does not hold (it has ${[...arrays.keys()].join(", ")})`,
    );
  const turned = layout === "outputs-first" && shape.length === 2;
  const expected = turned ? shape.toReversed() : shape;
  if (array.shape.join() !== expected.join())
    throw new Error(`importPosterior: "${from}" is [${array.shape.join(", ")}], expected [${expected.join(", ")}] for "${name}"`);
  const { values } = array;
  if (values instanceof Int32Array)
    throw new Error(`importPosterior: "${from}" holds whole numbers (I32), expected floating point for "${name}"`);
  const odd = values.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) throw new Error(`importPosterior: value ${odd} of "${from}" is ${values[odd]}, expected finite numbers for "${name}"`);
  return scope(() => {
    const own = tensor(values, array.shape);
    return keep(turned ? transpose(own) : own);
  });
}
