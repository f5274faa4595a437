import { type NamedWeight, type Network, sizeOfWeights } from "../../nn/network.ts";
import type { FitMemory } from "../inference.ts";
import type { Curvature } from "./curvature.ts";
import { partOf, type WeightSubset } from "./subset.ts";

/** Bytes an entry of a matrix takes while it is made: three matrices in float64 (itself, its symmetric part, its eigenvectors), two in float32. */
const BYTES = 32;

/** A curvature of some of a network's weights. */
interface CurvatureOf {
  readonly network: Network;
  readonly subset: WeightSubset;
  readonly curvature: Curvature;
}

/** Entries of the matrices of a curvature of such arrays; of a diagonal one, its numbers. */
function entriesOf(curvature: Curvature, weights: readonly NamedWeight[]): number {
  const size = sizeOfWeights(weights);
  if (curvature === "full") return size ** 2;
  if (curvature === "diagonal") return size;
  return weights.reduce((total, { shape, role }) => {
    const outputs = role === "bias" || shape.length === 4 ? shape[0]! : shape[1]!;
    const inputs = role === "bias" ? 0 : shape.length === 4 ? shape[1]! * shape[2]! * shape[3]! : shape[0]!;
    return total + inputs ** 2 + outputs ** 2;
  }, 0);
}

/** MiB that a curvature of such arrays takes while it is fitted. */
const curvatureMiB = (curvature: Curvature, weights: readonly NamedWeight[]): number => (entriesOf(curvature, weights) * BYTES) / 2 ** 20;

/** Numbers of 4 bytes that a fit from trained weights holds (a copy of these, and matrices), and its posterior, whose factors are of float64. */
export function laplaceMemory(where: string, { network, subset, curvature }: CurvatureOf): Omit<FitMemory, "setsOfWeights"> {
  const { weights } = partOf(where, { network }, subset);
  const entries = entriesOf(curvature, weights);
  // scales and spreads, and what rotates them
  const factors = 2 * (2 * sizeOfWeights(weights) + (curvature === "diagonal" ? 0 : entries));
  return { fit: 2 * network.size + (entries * BYTES) / 4 + factors, posterior: network.size + factors };
}

/** @throws where the curvature asked for takes more than is allowed, with the figure and those of the smaller ones */
export function expectFits(where: string, { network, subset, curvature, memoryMiB }: CurvatureOf & { readonly memoryMiB: number }): void {
  const { weights } = partOf(where, { network }, subset);
  const asked = curvatureMiB(curvature, weights);
  if (asked <= memoryMiB) return;
  const last = network.weights.filter(({ layer }) => layer === network.weights.at(-1)!.layer);
  const smaller = [
    ...(["kronecker", "diagonal"] as const).map((one) => ({ words: `curvature: "${one}"`, takes: curvatureMiB(one, weights) })),
    ...(subset === "all" ? [{ words: 'weights: "last-layer"', takes: curvatureMiB(curvature, last) }] : []),
  ].filter(({ takes }) => takes <= memoryMiB && takes < asked);
  const size = sizeOfWeights(weights);
  throw new Error(
    `${where}: the ${curvature} curvature of ${size.toLocaleString("en-US")} weights takes ${inMiB(asked)} MiB, more than memoryMiB, ${inMiB(memoryMiB)}; expected ${
      smaller.length > 0 ? smaller.map(({ words, takes }) => `${words} (${inMiB(takes)} MiB)`).join(" or ") : "a larger memoryMiB"
    }`,
  );
}

const inMiB = (value: number): string => (value < 1 ? "less than 1" : Math.ceil(value).toLocaleString("en-US"));
