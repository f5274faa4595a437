import type { Tensor } from "@credence/tensor";
import { Matrix } from "ml-matrix";
import { expectOneOf, expectOptions, expectPositive, expectTensor } from "../../settings.ts";
import { beliefsOf } from "../posteriors/beliefs.ts";
import { expectPosterior, type Posterior } from "../posteriors/posterior.ts";
import { type Curvature, type CurvatureBlock, curvatureOf } from "./curvature.ts";
import { expectMatrixFits } from "./memory.ts";
import { rotated } from "./rotation.ts";
import { partOf, type WeightSubset } from "./subset.ts";

/** A matrix over weights. */
export interface WeightMatrix {
  /** The arrays whose weights are its rows, in the network's order, each row by row. */
  readonly arrays: readonly string[];
  /** Float64; zeros between arrays that the structure keeps apart. */
  readonly rows: readonly (readonly number[])[];
}

/**
 * The generalised Gauss-Newton matrix of a trained network, summed over examples, as its structure approximates it. It does not depend on targets.
 *
 *   sum over n of J_n' H_n J_n,  J_n = d f(x_n) / d w,  H_n the second derivative of -log p(y | f) by f
 *
 * @shape x [batch, ...] -> [weights, weights]
 * @throws for a posterior that is not of one network, for a layer that is neither dense nor conv2d, for a likelihood without `hessianFactor`, and for a
 *   matrix that takes more memory than allowed, before any of it is taken
 * @see daxberger2021, section 2
 */
export async function gaussNewton(
  posterior: Posterior,
  x: Tensor,
  options: {
    /** Of all layers or of the last. @default "all" */
    readonly weights?: WeightSubset;
    /** Structure. @default "full" */
    readonly curvature?: Curvature;
    /** Largest memory the matrix may take while it is made. @default 1024 */
    readonly memoryMiB?: number;
  } = {},
): Promise<WeightMatrix> {
  const where = "gaussNewton";
  expectPosterior(where, posterior);
  expectTensor(where, "x", x);
  expectOptions(where, options, { weights: true, curvature: true, memoryMiB: true });
  const { weights = "all", curvature = "full", memoryMiB = 1024 } = options;
  expectOneOf(where, "weights", weights, ["all", "last-layer"]);
  expectOneOf(where, "curvature", curvature, ["full", "kronecker", "diagonal"]);
  expectPositive(where, "memoryMiB", memoryMiB);
  const { model, parameters } = posterior;
  if (!parameters) throw new Error(`${where}: the posterior is of kind "${posterior.kind}", expected that of one network`);
  expectMatrixFits(where, { network: model.network, subset: weights, memoryMiB });
  const part = partOf(where, model, weights);
  const beliefs = beliefsOf(model.network, parameters);
  // targets do not enter: x stands for them
  const blocks = await curvatureOf({ model, beliefs, data: { x, y: x }, part, curvature, hessian: "ggn" });
  const size = blocks.reduce((total, block) => total + block.size, 0);
  const rows = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  let from = 0;
  for (const block of blocks) {
    const own = matrixOf(block);
    for (let i = 0; i < block.size; i++) for (let j = 0; j < block.size; j++) rows[from + i]![from + j] = own.get(i, j);
    from += block.size;
  }
  return { arrays: part.weights.map(({ name }) => name), rows };
}

// Q diag(eigenvalues) Q', by the columns of Q diag(sqrt eigenvalues)
function matrixOf({ matrix, rotation, eigenvalues, size }: CurvatureBlock): Matrix {
  if (matrix) return matrix;
  const columns = new Matrix(
    Array.from({ length: size }, (_, j) =>
      Array.from(
        rotated(
          rotation,
          Float64Array.from({ length: size }, (__, i) => (i === j ? Math.sqrt(eigenvalues[j]!) : 0)),
        ),
      ),
    ),
  );
  return columns.transpose().mmul(columns);
}
