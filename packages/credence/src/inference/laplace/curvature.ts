import { matmul, multiply, reshape, scope, slice, sum, type Tensor, transpose } from "@credence/tensor";
import { Matrix } from "ml-matrix";
import { symmetricEigen } from "../../algebra/symmetric.ts";
import type { Model } from "../../model/model.ts";
import type { LayerBelief } from "../../nn/noise.ts";
import type { Data } from "../inference.ts";
import type { Rotation } from "./rotation.ts";
import { type Part, rowsByArray, sizeOf } from "./subset.ts";

/** Structure of the curvature: of all weights together, a Kronecker product for each array, or each weight alone. */
export type Curvature = "full" | "kronecker" | "diagonal";

/** Generalised Gauss-Newton: J' H J of the likelihood's curvature H by the outputs; empirical Fisher: outer products of the examples' own gradients. */
export type Hessian = "ggn" | "empirical-fisher";

/** The curvature of -log p(y | x, w), summed over the data, of some arrays of weights: Q diag(eigenvalues) Q'. */
export interface CurvatureBlock {
  readonly arrays: readonly string[];
  readonly size: number;
  readonly rotation: Rotation;
  readonly eigenvalues: Float64Array;
  /** The matrix itself where it was made. @shape [size, size] */
  readonly matrix?: Matrix;
}

/** What is asked of the data. */
export interface CurvatureRequest {
  readonly model: Model;
  readonly beliefs: readonly (LayerBelief | undefined)[];
  readonly data: Data;
  readonly part: Part;
  readonly curvature: Curvature;
  readonly hessian: Hessian;
}

/** Gradients of a batch, in floats, held at once; and examples, whose activations are held once for each output. */
const HELD = 2 ** 22;
const EXAMPLES = 64;

/** Examples whose gradients by so many weights are held at once, one for each output. */
export const examplesAtOnce = (outputs: number, weights: number): number =>
  Math.max(1, Math.min(EXAMPLES, Math.floor(HELD / (outputs * weights))));

/**
 * The curvature of the negative log-likelihood at the means, a batch of examples at a time: products in float32, sums over batches in float64.
 *
 *   ggn: sum over n of J_n' H_n J_n;  empirical-fisher: sum over n of g_n g_n'
 *   kronecker, of a weight array: (sum a a' / N) (x) (sum g g' / places), a bias exactly
 *
 * @see daxberger2021; ritter2018, and grosse2016 for convolutions, for "kronecker"
 */
export async function curvatureOf(request: CurvatureRequest): Promise<CurvatureBlock[]> {
  const { part, curvature, data } = request;
  // of a diagonal, only convolutions make Jacobians
  const jacobian = curvature === "diagonal" ? part.weights.filter(({ shape }) => shape.length === 4) : part.weights;
  const size = Math.max(
    1,
    ...jacobian.map(sizeOf),
    curvature === "full" ? jacobian.reduce((total, weight) => total + sizeOf(weight), 0) : 0,
  );
  const count = data.x.shape[0]!;
  const outputs = part.weights.at(-1)!.shape[part.weights.at(-1)!.shape.length === 2 ? 1 : 0]!;
  const examples = curvature === "kronecker" ? EXAMPLES : examplesAtOnce(outputs, size);
  const sums = new Map<string, Float64Array>();
  let places: ReadonlyMap<number, number> = new Map();
  for (let from = 0; from < count; from += examples) {
    const rows = (x: Tensor): Tensor =>
      slice(x, [from, ...x.shape.slice(1).map(() => 0)], [Math.min(examples, count - from), ...x.shape.slice(1)]);
    const found = scope(() => {
      const entries = weightedGradients(request, { x: rows(data.x), y: rows(data.y) });
      places = new Map(entries.map(({ layer, inputs }) => [layer, inputs.shape[1]!]));
      return [...products(request, entries)].map(([name, value]) => ({ name, value }));
    });
    for (const { name, value } of found) {
      const values = await value.read();
      value.dispose();
      const total = sums.get(name) ?? new Float64Array(values.length);
      for (let i = 0; i < values.length; i++) total[i]! += values[i]!;
      sums.set(name, total);
    }
  }
  return blocksOf(request, { sums, count, places });
}

type Entries = ReturnType<Part["gradients"]>;

/** Gradients whose outer products sum to the curvature: those of the outputs times a factor of H, or those of the loss. */
function weightedGradients({ model, beliefs, part, hessian }: CurvatureRequest, { x, y }: Data): Entries {
  const inputs = part.inputs(x, beliefs);
  const { likelihood } = model;
  if (hessian === "empirical-fisher") return part.gradients(inputs, { beliefs, of: (outputs) => likelihood.negativeLogProb(outputs, y) });
  if (!likelihood.hessianFactor)
    throw new Error(
      `laplace: the likelihood "${likelihood.kind}" has no hessianFactor, expected one that has it, or hessian: "empirical-fisher"`,
    );
  const entries = part.gradients(inputs, { beliefs });
  const factor = likelihood.hessianFactor(part.outputs(inputs, beliefs));
  return entries.map(({ gradients, ...entry }) => {
    const [values, batch, places, outputs] = gradients.shape as [number, number, number, number];
    const perExample = reshape(transpose(gradients, [1, 0, 2, 3]), [batch, values, places * outputs]);
    const weighted = reshape(matmul(factor, perExample, { transposeA: true }), [batch, values, places, outputs]);
    return { ...entry, gradients: transpose(weighted, [1, 0, 2, 3]) };
  });
}

/** What is summed over batches, by name. */
function products({ part, curvature }: CurvatureRequest, entries: Entries): Map<string, Tensor> {
  const made = new Map<string, Tensor>();
  if (curvature === "kronecker") {
    for (const { layer, inputs, gradients } of entries) {
      const [values, batch, places, outputs] = gradients.shape as [number, number, number, number];
      const flat = reshape(inputs, [batch * places, inputs.shape[2]!]);
      const rows = reshape(gradients, [values * batch * places, outputs]);
      const ofBias = reshape(sum(gradients, { axis: 2 }), [values * batch, outputs]);
      for (const [name, matrix] of Object.entries({ inputs: flat, gradients: rows, bias: ofBias }))
        made.set(`${layer}.${name}`, matmul(matrix, matrix, { transposeA: true }));
    }
    return made;
  }
  if (curvature === "diagonal") {
    for (const entry of entries) {
      const { inputs, gradients } = entry;
      const [, batch, places, outputs] = gradients.shape as [number, number, number, number];
      if (places === 1 && entry.layout === "inputs-first") {
        // of one place a squared gradient is a product of squares: no Jacobian
        const squares = reshape(sum(multiply(gradients, gradients), { axis: 0 }), [batch, outputs]);
        const features = reshape(multiply(inputs, inputs), [batch, inputs.shape[2]!]);
        made.set(`${entry.layer}.weight`, reshape(matmul(features, squares, { transposeA: true }), [-1]));
        made.set(`${entry.layer}.bias`, sum(squares, { axis: 0 }));
      } else for (const [name, one] of rowsByArray(part, [entry])) made.set(name, sum(multiply(one, one), { axis: 0 }));
    }
    return made;
  }
  const rows = rowsByArray(part, entries);
  // pair by pair of arrays, the upper triangle
  for (const [i, { name }] of part.weights.entries())
    for (const { name: other } of part.weights.slice(i))
      made.set(`${name} ${other}`, matmul(rows.get(name)!, rows.get(other)!, { transposeA: true }));
  return made;
}

function blocksOf(
  { part, curvature }: CurvatureRequest,
  { sums, count, places }: { sums: ReadonlyMap<string, Float64Array>; count: number; places: ReadonlyMap<number, number> },
): CurvatureBlock[] {
  if (curvature === "full") return [fullBlock(part, sums)];
  return part.weights.map((weight): CurvatureBlock => {
    const size = sizeOf(weight);
    const block = { arrays: [weight.name], size };
    if (curvature === "diagonal") return { ...block, rotation: { kind: "identity", size }, eigenvalues: sums.get(weight.name)! };
    if (weight.role === "bias") return { ...block, ...denseEigen(squareOf(sums.get(`${weight.layer}.bias`)!)) };
    const inputs = symmetricEigen(squareOf(sums.get(`${weight.layer}.inputs`)!).div(count));
    const gradients = symmetricEigen(squareOf(sums.get(`${weight.layer}.gradients`)!).div(places.get(weight.layer)!));
    const [left, right] = weight.shape.length === 2 ? [inputs, gradients] : [gradients, inputs];
    const eigenvalues = Float64Array.from({ length: size }, (_, i) => {
      const [a, b] = [left.values[Math.floor(i / right.values.length)]!, right.values[i % right.values.length]!];
      return Math.max(0, a) * Math.max(0, b);
    });
    return { ...block, rotation: { kind: "kronecker", left: left.vectors, right: right.vectors }, eigenvalues };
  });
}

function fullBlock(part: Part, sums: ReadonlyMap<string, Float64Array>): CurvatureBlock {
  const sizes = part.weights.map(sizeOf);
  const offsets = sizes.map((_, i) => sizes.slice(0, i).reduce((total, size) => total + size, 0));
  const size = sizes.reduce((total, one) => total + one, 0);
  const matrix = new Matrix(size, size);
  for (const [i, { name }] of part.weights.entries())
    for (let j = i; j < part.weights.length; j++) {
      const values = sums.get(`${name} ${part.weights[j]!.name}`)!;
      for (const [at, value] of values.entries()) {
        const [row, column] = [offsets[i]! + Math.floor(at / sizes[j]!), offsets[j]! + (at % sizes[j]!)];
        matrix.set(row, column, value);
        matrix.set(column, row, value);
      }
    }
  return { arrays: part.weights.map(({ name }) => name), size, ...denseEigen(matrix) };
}

/** A curvature has no negative eigenvalue; rounding makes some, which are 0. */
export function denseEigen(matrix: Matrix): Pick<CurvatureBlock, "rotation" | "eigenvalues" | "matrix"> {
  const { values, vectors } = symmetricEigen(matrix);
  return { matrix, rotation: { kind: "dense", vectors }, eigenvalues: values.map((value) => Math.max(0, value)) };
}

const squareOf = (values: Float64Array): Matrix => {
  const size = Math.round(Math.sqrt(values.length));
  return Matrix.from1DArray(size, size, values);
};
