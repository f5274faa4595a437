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
  const smaller = [
    ...(["kronecker", "diagonal"] as const).map((one) => ({ words: `curvature: "${one}"`, takes: curvatureMiB(one, weights) })),
    ...lastLayerAlone({ network, subset }, (last) => curvatureMiB(curvature, last)),
  ];
  const asked = { what: `the ${curvature} curvature`, weights: sizeOfWeights(weights), takes: curvatureMiB(curvature, weights) };
  expectAllowed(where, asked, { memoryMiB, smaller });
}

/** Bytes an entry of a matrix over weights takes while it is made: those of its curvature, and the number in its row. */
const MATRIX_BYTES = BYTES + 8;

/** @throws where a matrix with a row for each weight takes more than is allowed, with the figure and that of the last layer's */
export function expectMatrixFits(
  where: string,
  { network, subset, memoryMiB }: Omit<CurvatureOf, "curvature"> & { memoryMiB: number },
): void {
  const takes = (weights: readonly NamedWeight[]) => (sizeOfWeights(weights) ** 2 * MATRIX_BYTES) / 2 ** 20;
  const { weights } = partOf(where, { network }, subset);
  expectAllowed(
    where,
    { what: "the matrix", weights: sizeOfWeights(weights), takes: takes(weights) },
    { memoryMiB, smaller: lastLayerAlone({ network, subset }, takes) },
  );
}

/** Bytes an entry of a block's covariance takes while it is made: its factor in float64, and the number in its row. */
const COVARIANCE_BYTES = 16;

/** @throws where the covariance matrices of such blocks take more than is allowed, with the figure and what takes less */
export function expectCovarianceFits(where: string, blocks: readonly { readonly spread: Float64Array }[], memoryMiB: number): void {
  const sizes = blocks.map(({ spread }) => spread.length);
  const weights = sizes.reduce((total, size) => total + size, 0);
  const takes = (sizes.reduce((total, size) => total + size ** 2, 0) * COVARIANCE_BYTES) / 2 ** 20;
  // a mean and a standard deviation for each weight
  const smaller = [{ words: "weightMarginals()", takes: (2 * 4 * weights) / 2 ** 20 }];
  expectAllowed(where, { what: "the covariance", weights, takes }, { memoryMiB, smaller });
}

interface Smaller {
  readonly words: string;
  /** MiB */
  readonly takes: number;
}

/** The last layer's share of what was asked of all. */
function lastLayerAlone(
  { network, subset }: Omit<CurvatureOf, "curvature">,
  takes: (weights: readonly NamedWeight[]) => number,
): Smaller[] {
  const last = network.weights.filter(({ layer }) => layer === network.weights.at(-1)!.layer);
  return subset === "all" ? [{ words: 'weights: "last-layer"', takes: takes(last) }] : [];
}

function expectAllowed(
  where: string,
  { what, weights, takes }: { readonly what: string; readonly weights: number; readonly takes: number },
  { memoryMiB, smaller }: { readonly memoryMiB: number; readonly smaller: readonly Smaller[] },
): void {
  if (takes <= memoryMiB) return;
  const fitting = smaller.filter((one) => one.takes <= memoryMiB && one.takes < takes);
  throw new Error(
    `${where}: ${what} of ${weights.toLocaleString("en-US")} weights takes ${inMiB(takes)} MiB, more than memoryMiB, ${inMiB(memoryMiB)}; expected ${
      fitting.length > 0 ? fitting.map((one) => `${one.words} (${inMiB(one.takes)} MiB)`).join(" or ") : "a larger memoryMiB"
    }`,
  );
}

const inMiB = (value: number): string => (value < 1 ? "less than 1" : Math.ceil(value).toLocaleString("en-US"));
