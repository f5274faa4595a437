import { key, scope, type Tensor } from "@credence/tensor";
import { exactNoise } from "../../../nn/noise.ts";
import { bindPasses } from "../../../nn/passes.ts";
import { expectTensor } from "../../../settings.ts";
import { beliefsOf } from "../../posteriors/beliefs.ts";
import { expectPosterior, type Posterior } from "../../posteriors/posterior.ts";

/**
 * What the last layer of a trained network is given, and a constant 1: features for `bayesianRidge` with the `identity` basis.
 * @shape x [batch, ...] -> rows of [features + 1]
 * @throws for a posterior that is not of one network
 */
export async function networkFeatures(posterior: Posterior, x: Tensor): Promise<number[][]> {
  expectPosterior("networkFeatures", posterior);
  expectTensor("networkFeatures", "x", x);
  const { network } = posterior.model;
  if (!posterior.parameters) throw new Error(`networkFeatures: the posterior is of kind "${posterior.kind}", expected that of one network`);
  const beliefs = beliefsOf(network, posterior.parameters);
  const features = scope(() => {
    const { passes } = bindPasses(network, { noise: exactNoise, beliefs, dropout: "off", key: key(0) });
    return network.forward(x, passes, { end: network.weights.at(-1)!.layer });
  });
  const [batch, size] = features.shape as [number, number];
  const values = await features.read();
  features.dispose();
  return Array.from({ length: batch }, (_, row) => [...values.subarray(row * size, (row + 1) * size), 1]);
}
