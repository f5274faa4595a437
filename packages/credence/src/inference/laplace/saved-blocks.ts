import { integers } from "@credence/tensor";
import { Matrix } from "ml-matrix";
import type { Model } from "../../model/model.ts";
import type { NamedArray } from "../posteriors/saved.ts";
import type { GaussianBlock } from "./gaussian-block.ts";
import type { LaplaceState } from "./laplace-posterior.ts";
import type { Rotation } from "./rotation.ts";
import type { WeightSubset } from "./subset.ts";

const PREFIX = "laplace.";

interface SavedLaplace {
  readonly weights: WeightSubset;
  readonly blocks: readonly { readonly arrays: readonly string[]; readonly rotation: Rotation["kind"] }[];
  readonly priorPrecision: Readonly<Record<string, number>>;
  readonly logMarginalLikelihood: number;
}

/** What a file holds besides the means: a header, and each factor as the int32 halves of its float64 numbers ("laplace.0.spread"). */
export function savedBlocks({ weights, blocks, priorPrecision, logMarginalLikelihood }: LaplaceState): {
  header: { readonly laplace: SavedLaplace };
  words: NamedArray[];
} {
  const words = blocks.flatMap(({ scale, rotation, spread }, i) =>
    Object.entries({ scale, spread, ...matricesOf(rotation) }).map(([name, values]) => ({
      name: `${PREFIX}${i}.${name}`,
      value: integers(new Int32Array(values.buffer, values.byteOffset, 2 * values.length)),
    })),
  );
  const kinds = blocks.map(({ arrays, rotation }) => ({ arrays, rotation: rotation.kind }));
  return { header: { laplace: { weights, blocks: kinds, priorPrecision, logMarginalLikelihood } }, words };
}

/** The state again, and the arrays that are the posterior's own. @throws for a header or factors that are not those of the file's network */
export async function readBlocks(
  model: Model,
  arrays: readonly NamedArray[],
  header: { readonly [name: string]: unknown },
): Promise<{ state: LaplaceState; own: NamedArray[] }> {
  const saved = header.laplace as SavedLaplace | undefined;
  if (!saved || !Array.isArray(saved.blocks)) throw new Error("loadPosterior: the header has no laplace, expected its blocks");
  const sizes = new Map(model.network.weights.map(({ name, shape }) => [name, shape.reduce((product, n) => product * n, 1)]));
  const read = async (name: string, length: number): Promise<Float64Array> => {
    const array = arrays.find((one) => one.name === `${PREFIX}${name}`);
    if (!array) throw new Error(`loadPosterior: the file has no array "${PREFIX}${name}"`);
    if (array.value.dtype !== "int32" || array.value.size !== 2 * length)
      throw new Error(
        `loadPosterior: "${PREFIX}${name}" is ${array.value.dtype} [${array.value.shape.join(", ")}], expected int32 [${2 * length}]`,
      );
    const halves = Int32Array.from(await array.value.read());
    return new Float64Array(halves.buffer);
  };
  const blocks: GaussianBlock[] = [];
  for (const [i, { arrays: names, rotation }] of saved.blocks.entries()) {
    const size = names.reduce((total: number, name: string) => total + (sizes.get(name) ?? Number.NaN), 0);
    const square = async (name: string, side: number) => Matrix.from1DArray(side, side, await read(`${i}.${name}`, side * side));
    const shape = model.network.weights.find(({ name }) => name === names[0])?.shape ?? [];
    const leading = shape[0]!;
    blocks.push({
      arrays: names,
      scale: await read(`${i}.scale`, size),
      spread: await read(`${i}.spread`, size),
      rotation:
        rotation === "identity"
          ? { kind: rotation, size }
          : rotation === "dense"
            ? { kind: rotation, vectors: await square("vectors", size) }
            : { kind: rotation, left: await square("left", leading), right: await square("right", size / leading) },
    });
  }
  const own = arrays.filter(({ name }) => !name.startsWith(PREFIX));
  const means = await meansOf(own);
  for (const { name, value } of arrays) if (name.startsWith(PREFIX)) value.dispose();
  const { weights, priorPrecision, logMarginalLikelihood } = saved;
  return { state: { weights, blocks, priorPrecision, logMarginalLikelihood, means }, own };
}

/** The values of the arrays of means, by the network's names. */
export async function meansOf(arrays: readonly NamedArray[]): Promise<Map<string, Float32Array>> {
  const means = new Map<string, Float32Array>();
  for (const { name, value } of arrays)
    if (name.endsWith(".mean")) means.set(name.slice(0, -".mean".length), Float32Array.from(await value.read()));
  return means;
}

const flat = (matrix: Matrix): Float64Array => Float64Array.from(matrix.to1DArray());

function matricesOf(rotation: Rotation): Record<string, Float64Array> {
  if (rotation.kind === "identity") return {};
  return rotation.kind === "dense" ? { vectors: flat(rotation.vectors) } : { left: flat(rotation.left), right: flat(rotation.right) };
}
