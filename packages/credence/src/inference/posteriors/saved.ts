import { integers, keep, type Tensor, tensor } from "@credence/tensor";
import { expectModel, type Model, type ModelDescription, modelFromJSON } from "../../model/model.ts";
import { headerOf } from "../../saving/header.ts";
import { decodeSafetensors, encodeSafetensors } from "../../saving/safetensors.ts";
import { expectList, expectTensor, expectText } from "../../settings.ts";

/** An array of a posterior, by its name: "0.weight.mean". */
export interface NamedArray {
  readonly name: string;
  readonly value: Tensor;
}

/** @throws unless there are a model and arrays with names */
export function expectNamedArrays(where: string, model: Model, arrays: readonly NamedArray[]): void {
  expectModel(where, model);
  expectArraysOf(where, arrays);
}

/** @throws unless each array has a name */
export function expectArraysOf(where: string, arrays: readonly NamedArray[]): void {
  expectList(where, "arrays", arrays);
  for (const [i, array] of arrays.entries()) {
    expectText(where, `arrays[${i}].name`, array?.name);
    expectTensor(where, `arrays[${i}].value`, array.value);
  }
}

const FORMAT = 1;

/** Kind, model and arrays in one safetensors file; the model's description rides in the header. */
export async function savePosterior(kind: string, model: Model, arrays: readonly NamedArray[], extra: object = {}): Promise<Uint8Array> {
  const values = new Map<string, { shape: readonly number[]; values: Float32Array | Int32Array }>();
  for (const { name, value } of arrays) values.set(name, { shape: value.shape, values: await value.read() });
  return encodeSafetensors({
    metadata: { credence: JSON.stringify({ format: FORMAT, kind, model: model.toJSON(), ...extra }) },
    arrays: values,
  });
}

export interface Saved {
  readonly kind: string;
  readonly model: Model;
  readonly arrays: readonly NamedArray[];
  readonly header: { readonly [name: string]: unknown };
}

/**
 * A saved posterior: its model built again from its description, or the model given instead.
 * @throws for a file of another format, without a header of ours, or of a model that is not the given one
 */
export function openSaved(bytes: Uint8Array, given?: Model): Saved {
  const { metadata, arrays } = decodeSafetensors(bytes);
  if (!metadata.credence)
    throw new Error("loadPosterior: the file has no credence header; weights of other libraries come in through importPosterior");
  const header = headerOf("loadPosterior", metadata.credence);
  if (header.format !== FORMAT) throw new Error(`loadPosterior: format ${header.format}, expected ${FORMAT}`);
  if (given) expectSameModel(header.model, given);
  return {
    kind: header.kind,
    model: given ?? modelFromJSON(header.model),
    arrays: [...arrays].map(([name, { shape, values }]) => ({
      name,
      value: keep(values instanceof Int32Array ? integers(values, shape) : tensor(values, shape)),
    })),
    header,
  };
}

function expectSameModel(saved: ModelDescription, given: Model): void {
  const expected = given.toJSON();
  for (const part of ["network", "prior", "likelihood"] as const)
    if (JSON.stringify(saved[part]) !== JSON.stringify(expected[part]))
      throw new Error(`loadPosterior: the file's ${part} is ${JSON.stringify(saved[part])}, expected that of the model given`);
}
