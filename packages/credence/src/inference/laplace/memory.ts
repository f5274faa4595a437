import type { NamedWeight, Network } from "../../nn/network.ts";
import type { Curvature } from "./curvature.ts";
import { partOf, sizeOf, type WeightSubset } from "./subset.ts";

/** Bytes an entry of a matrix takes while it is made: three matrices in float64 (itself, its symmetric part, its eigenvectors), two in float32. */
const BYTES = 32;

/** MiB that a curvature of such arrays takes while it is fitted. */
function curvatureMiB(curvature: Curvature, weights: readonly NamedWeight[]): number {
  const size = weights.reduce((total, weight) => total + sizeOf(weight), 0);
  const entries =
    curvature === "full"
      ? size ** 2
      : curvature === "diagonal"
        ? size
        : weights.reduce((total, { shape, role }) => {
            const outputs = role === "bias" || shape.length === 4 ? shape[0]! : shape[1]!;
            const inputs = role === "bias" ? 0 : shape.length === 4 ? shape[1]! * shape[2]! * shape[3]! : shape[0]!;
            return total + inputs ** 2 + outputs ** 2;
          }, 0);
  return (entries * BYTES) / 2 ** 20;
}

/** @throws where the curvature asked for takes more than is allowed, with the figure and those of the smaller ones */
export function expectFits(
  where: string,
  { network, subset, curvature, memoryMiB }: { network: Network; subset: WeightSubset; curvature: Curvature; memoryMiB: number },
): void {
  const { weights } = partOf(where, { network }, subset);
  const asked = curvatureMiB(curvature, weights);
  if (asked <= memoryMiB) return;
  const last = network.weights.filter(({ layer }) => layer === network.weights.at(-1)!.layer);
  const smaller = [
    ...(["kronecker", "diagonal"] as const).map((one) => ({ words: `curvature: "${one}"`, takes: curvatureMiB(one, weights) })),
    ...(subset === "all" ? [{ words: 'weights: "last-layer"', takes: curvatureMiB(curvature, last) }] : []),
  ].filter(({ takes }) => takes <= memoryMiB && takes < asked);
  const size = weights.reduce((total, weight) => total + sizeOf(weight), 0);
  throw new Error(
    `${where}: the ${curvature} curvature of ${size.toLocaleString("en-US")} weights takes ${inMiB(asked)} MiB, more than memoryMiB, ${inMiB(memoryMiB)}; expected ${
      smaller.length > 0 ? smaller.map(({ words, takes }) => `${words} (${inMiB(takes)} MiB)`).join(" or ") : "a larger memoryMiB"
    }`,
  );
}

const inMiB = (value: number): string => (value < 1 ? "less than 1" : Math.ceil(value).toLocaleString("en-US"));
