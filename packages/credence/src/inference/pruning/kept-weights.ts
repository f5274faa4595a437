import { integers, keep, type Tensor, tensor } from "@credence/tensor";
import { type ArdNormal, normal } from "../../distributions/index.ts";
import { isOfLikelihood } from "../../model/learned-likelihood.ts";
import type { Model } from "../../model/model.ts";
import { type LayerPrior, type Prior, priorOf, priors } from "../../model/priors.ts";
import type { Network } from "../../nn/network.ts";
import type { KeptWeights } from "../posteriors/posterior.ts";
import type { NamedArray } from "../posteriors/saved.ts";

/**
 * A copy of flags that fit: whoever made them may change them later.
 * @throws where `kept` names an array the network does not have, has another number of weights, or a flag that is neither 0 nor 1
 */
export function fittingFlags(network: Network, kept: KeptWeights): KeptWeights {
  for (const [name, flags] of kept) {
    const weight = network.weights.find((one) => one.name === name);
    if (!weight)
      throw new Error(`keepOnly: the network has no array "${name}", expected one of ${network.weights.map((one) => one.name).join(", ")}`);
    const size = sizeOf(weight.shape);
    if (flags.length !== size) throw new Error(`keepOnly: "${name}" has ${flags.length} flags, expected ${size}`);
    const wrong = flags.findIndex((flag) => flag > 1);
    if (wrong >= 0) throw new Error(`keepOnly: "${name}" has flag ${flags[wrong]} at ${wrong}, expected 0 or 1`);
  }
  return new Map(Array.from(kept, ([name, flags]) => [name, flags.slice()]));
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** "0.weight.mean" belongs to "0.weight". */
const weightOf = (name: string): string => name.slice(0, name.lastIndexOf("."));

async function mapArrays(
  arrays: readonly NamedArray[],
  kept: KeptWeights,
  change: (values: Float32Array, flags: Uint8Array) => Float32Array,
): Promise<{ name: string; shape: readonly number[]; values: Float32Array }[]> {
  return Promise.all(
    arrays.map(async ({ name, value }) => {
      const values = (await value.read()) as Float32Array;
      const flags = kept.get(weightOf(name));
      const changed = flags ? change(values, flags) : values;
      return { name, values: changed, shape: changed.length === values.length ? value.shape : [changed.length] };
    }),
  );
}

const tensorsOf = (arrays: Awaited<ReturnType<typeof mapArrays>>): NamedArray[] =>
  arrays.map(({ name, values, shape }) => ({ name, value: keep(tensor(values, shape)) }));

/** Copies of the parameters with 0 in place of what is removed. */
export async function removedWeights(arrays: readonly NamedArray[], kept: KeptWeights): Promise<NamedArray[]> {
  return tensorsOf(await mapArrays(arrays, kept, (values, flags) => values.map((value, i) => (flags[i] ? value : 0))));
}

/** The kept parameters alone: an array with removed weights becomes a list [kept] in the array's order. */
export async function compactArrays(arrays: readonly NamedArray[], kept: KeptWeights): Promise<NamedArray[]> {
  return tensorsOf(await mapArrays(arrays, kept, (values, flags) => values.filter((_, i) => flags[i] !== 0)));
}

/** The prior of the kept weights alone, which stand in a list: where it has a scale for each row, each weight's own. */
export function priorOfKept({ network, prior }: Model, kept: KeptWeights): Prior {
  const layers: Record<number, LayerPrior> = {};
  for (const { name, layer, role, shape } of network.weights) {
    const own = priorOf(prior, { layer, role });
    const flags = kept.get(name);
    if (!flags || own.kind !== "ardNormal") continue;
    const { stdDevs } = own as ArdNormal;
    const scales = Float32Array.from(flags, (_, i) => stdDevs[Math.floor(i / shape[1]!)]!).filter((_, i) => flags[i] !== 0);
    layers[layer] = { weight: normal({ mean: 0, stdDev: tensor(scales) }), bias: priorOf(prior, { layer, role: "bias" }) };
  }
  if (Object.keys(layers).length === 0) return prior;
  const options = "options" in prior ? prior.options : { weight: prior };
  return priors({ ...options, layers: { ...options.layers, ...layers } });
}

/** What a sparse file holds: the kept parameters, and one bit per weight of each array that lost some, 32 in an int32. */
export async function sparseArrays(arrays: readonly NamedArray[], kept: KeptWeights): Promise<NamedArray[]> {
  const bits = [...kept].map(([name, flags]) => ({ name: `${name}.kept`, value: keep(integers(packBits(flags))) }));
  return [...(await compactArrays(arrays, kept)), ...bits];
}

/** The parameters and flags of a sparse file. @throws where values, bits and the network differ in number, naming the array */
export async function expandArrays(network: Network, saved: readonly NamedArray[]): Promise<{ arrays: NamedArray[]; kept: KeptWeights }> {
  const byName = new Map(saved.map(({ name, value }) => [name, value]));
  const kept = new Map<string, Uint8Array>();
  const arrays: NamedArray[] = [];
  try {
    for (const { name, shape } of network.weights) {
      const bits = byName.get(`${name}.kept`);
      if (bits && bits.dtype !== "int32") throw new Error(`loadPosterior: "${name}.kept" is ${bits.dtype}, expected int32`);
      const flags = bits && unpackBits((await bits.read()) as Int32Array, { name: `${name}.kept`, count: sizeOf(shape) });
      if (flags) kept.set(name, flags);
      for (const part of ["mean", "rho"])
        arrays.push({ name: `${name}.${part}`, value: await expanded(`${name}.${part}`, byName.get(`${name}.${part}`), { shape, flags }) });
    }
    for (const { name, value } of saved)
      if (isOfLikelihood(name)) arrays.push({ name, value: keep(tensor((await value.read()) as Float32Array, value.shape)) });
  } catch (error) {
    // those before the one that does not fit
    for (const { value } of arrays) value.dispose();
    throw error;
  }
  return { arrays, kept };
}

async function expanded(
  name: string,
  saved: Tensor | undefined,
  { shape, flags }: { shape: readonly number[]; flags: Uint8Array | undefined },
): Promise<Tensor> {
  const count = flags ? flags.reduce((sum, flag) => sum + flag, 0) : sizeOf(shape);
  if (saved?.size !== count)
    throw new Error(`loadPosterior: "${name}" has ${saved ? saved.size : "no"} values, expected ${count}, as many as are kept`);
  if (saved.dtype !== "float32") throw new Error(`loadPosterior: "${name}" is ${saved.dtype}, expected float32`);
  const values = await saved.read();
  if (!flags) return keep(tensor(values, shape));
  let next = 0;
  return keep(
    tensor(
      Float32Array.from(flags, (flag) => (flag ? values[next++]! : 0)),
      shape,
    ),
  );
}

/** The first flag in the lowest bit of the first number. */
export function packBits(flags: Uint8Array): Int32Array {
  const words = new Int32Array(Math.ceil(flags.length / 32));
  for (let i = 0; i < flags.length; i++) if (flags[i]) words[i >> 5]! |= 1 << (i & 31);
  return words;
}

/** @throws where there are not as many bits as `count` needs, naming the array */
export function unpackBits(words: Int32Array, { name, count }: { name: string; count: number }): Uint8Array {
  const expected = Math.ceil(count / 32);
  if (words.length !== expected)
    throw new Error(`loadPosterior: "${name}" has ${words.length} numbers for ${count} flags, expected ${expected}`);
  return Uint8Array.from({ length: count }, (_, i) => (words[i >> 5]! >>> (i & 31)) & 1);
}
