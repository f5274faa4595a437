import { constant, divide, maximum, mean, reshape, scope, sqrt, square, sum, type Tensor } from "@credence/tensor";
import { type FeaturesOptions, features } from "../../inference/features.ts";
import type { Posterior } from "../../inference/posteriors/posterior.ts";

/**
 * Features of each example as one row: activations before a layer; those of images are averaged over their pixels, as is usual for
 * distances between them.
 * @shape x [batch, ...] -> [batch, features]
 * @throws as `features`
 */
export const featureRows = (posterior: Posterior, x: Tensor, options: FeaturesOptions): Tensor<"float32"> =>
  scope(() => {
    const found = features(posterior, x, options);
    const [batch, channels] = found.shape as [number, number];
    if (found.shape.length <= 2) return reshape(found, [batch, -1]);
    return mean(reshape(found, [batch, channels, -1]), { axis: -1 });
  });

/** Rows divided by their length; one of zeros stays. @shape [batch, features] */
export const unitRows = (rows: Tensor<"float32">): Tensor<"float32"> =>
  scope(() => divide(rows, maximum(sqrt(sum(square(rows), { axis: -1, keepAxes: true })), constant(1e-30))));
