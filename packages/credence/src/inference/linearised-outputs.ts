import { type Key, normals, scope, type Tensor, tensor } from "@credence/tensor";
import { expectWhole } from "../settings.ts";
import type { OutputMoments, Posterior } from "./posteriors/posterior.ts";

/** How outputs with a Gaussian belief become draws. */
export interface LinearisedOptions {
  /** Draws of the outputs under "mc"; one under "probit". */
  readonly draws: number;
  /** Draws, or one set of logits shrunk by their variances. */
  readonly linkApproximation: "mc" | "probit";
  /** Of the draws. */
  readonly key: Key;
}

/**
 * Outputs of the linearised network: draws of the Gaussian that its moments are, or one draw of logits shrunk by their variances.
 *
 *   mc: f = m + L e, L L' = covariance;  probit: f = m / sqrt(1 + pi v / 8)
 *
 * @shape x [batch, ...] -> [draws, batch, outputs], [1, batch, outputs] of "probit"; the array is the caller's
 * @throws for a posterior without moments, and for "probit" of outputs that are no logits
 * @see mackay1992 for "probit"; daxberger2021
 */
export async function linearisedOutputs(
  posterior: Posterior,
  x: Tensor,
  { draws, linkApproximation, key }: LinearisedOptions,
): Promise<Tensor<"float32">> {
  expectWhole("predict", "draws", draws);
  const { kind, model } = posterior;
  if (!posterior.outputMoments)
    throw new Error(
      `predict: predictionType is "glm" of a posterior of kind "${kind}", expected one with outputMoments, such as "laplace"`,
    );
  if (linkApproximation === "probit" && model.likelihood.outputs !== "logits")
    throw new Error(
      `predict: linkApproximation is "probit" of a ${model.likelihood.kind} likelihood, expected one whose outputs are logits`,
    );
  const moments = scope(() => posterior.outputMoments!(x));
  const [batch, outputs] = moments.mean.shape as [number, number];
  const { mean, factors } = await readMoments(moments);
  const count = linkApproximation === "probit" ? 1 : draws;
  const values = new Float32Array(count * batch * outputs);
  for (let draw = 0; draw < count; draw++) {
    const e = linkApproximation === "probit" ? undefined : normals(key.child(draw), batch * outputs);
    for (let n = 0; n < batch; n++) {
      const factor = factors[n]!;
      for (let k = 0; k < outputs; k++) {
        let value = mean[n * outputs + k]!;
        let variance = 0;
        for (let j = 0; j <= k; j++) {
          const entry = factor[k * outputs + j]!;
          variance += entry * entry;
          if (e) value += entry * e[n * outputs + j]!;
        }
        values[(draw * batch + n) * outputs + k] = e ? value : value / Math.sqrt(1 + (Math.PI * variance) / 8);
      }
    }
  }
  return tensor(values, [count, batch, outputs]);
}

/** Means, and of each example the lower triangle L of its covariance, float64. */
async function readMoments({ mean, variance, covariance }: OutputMoments): Promise<{ mean: Float32Array; factors: Float64Array[] }> {
  const [batch, outputs] = mean.shape as [number, number];
  const [means, spread] = [await mean.read(), await (covariance ?? variance).read()];
  const factors = Array.from({ length: batch }, (_, n) =>
    covariance
      ? lowerTriangle(spread.subarray(n * outputs * outputs, (n + 1) * outputs * outputs), outputs)
      : Float64Array.from({ length: outputs * outputs }, (__, i) =>
          i % (outputs + 1) === 0 ? Math.sqrt(spread[n * outputs + i / (outputs + 1)]!) : 0,
        ),
  );
  for (const array of [mean, variance, covariance]) array?.dispose();
  return { mean: means, factors };
}

/** Cholesky factor of a covariance that may be singular: a direction without variance has a column of zeros. */
function lowerTriangle(covariance: ArrayLike<number>, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    let rest = covariance[j * size + j]!;
    for (let k = 0; k < j; k++) rest -= lower[j * size + k]! ** 2;
    // below the rounding of float32 nothing is left
    const pivot = rest > 1e-6 * covariance[j * size + j]! ? Math.sqrt(rest) : 0;
    lower[j * size + j] = pivot;
    for (let i = j + 1; i < size && pivot > 0; i++) {
      let value = covariance[i * size + j]!;
      for (let k = 0; k < j; k++) value -= lower[i * size + k]! * lower[j * size + k]!;
      lower[i * size + j] = value / pivot;
    }
  }
  return lower;
}
