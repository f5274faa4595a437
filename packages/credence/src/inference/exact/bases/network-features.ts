import type { Tensor } from "@credence/tensor";
import { features } from "../../features.ts";
import type { Posterior } from "../../posteriors/posterior.ts";

/**
 * What the last layer of a trained network is given, and a constant 1, as rows of numbers: features for `bayesianRidge` with the `identity` basis.
 * @shape x [batch, ...] -> rows of [features + 1]
 * @throws for a posterior that is not of one network
 */
export async function networkFeatures(posterior: Posterior, x: Tensor): Promise<number[][]> {
  const activations = features(posterior, x);
  const [batch, size] = activations.shape as [number, number];
  const values = await activations.read();
  activations.dispose();
  return Array.from({ length: batch }, (_, row) => [...values.subarray(row * size, (row + 1) * size), 1]);
}
