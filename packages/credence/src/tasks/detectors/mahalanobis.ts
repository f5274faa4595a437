import { type Tensor, tensor } from "@credence/tensor";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import { expectNotNegative, expectOptions, expectWhole } from "../../settings.ts";
import { featureRows } from "../features/feature-rows.ts";
import { tiedGaussians } from "../features/tied-gaussians.ts";
import { type Detector, detectorOf } from "./detector.ts";

/** Settings of the Mahalanobis distance. */
export interface MahalanobisOptions {
  /** Layer whose inputs are the features. @default the last layer with weights */
  readonly layer?: number;
  /** Added to each variance, as a share of the mean one: without it a feature that never changes in training has no distance. @default 1e-6 */
  readonly ridge?: number;
}

/**
 * Squared Mahalanobis distance of the features to the nearest class: a Gaussian of each class, one covariance for all, in float64.
 *
 *   min over classes of (z - m_c)' S^-1 (z - m_c)
 *
 * Costs the square of the number of features for each example, the cube once.
 *
 * @units none: in squared standard deviations
 * @throws for a ridge below 0, a singular covariance, and a posterior that is not of a single network
 * @see   lee2018
 */
export function mahalanobis(options: MahalanobisOptions = {}): Detector {
  const name = "mahalanobis";
  expectOptions<MahalanobisOptions>(name, options, { layer: true, ridge: true });
  const { layer, ridge = 1e-6 } = options;
  expectNotNegative(name, "ridge", ridge);
  if (layer !== undefined) expectWhole(name, "layer", layer, 0);
  return detectorOf(name, async (posterior, { training, batchSize = 2000 }) => {
    const told = { batchSize, ...(layer !== undefined && { layer }) };
    const [{ values, width }, labels] = await Promise.all([readRows(posterior, training.x, told), training.y.read()]);
    const gaussians = tiedGaussians(name, { rows: values, labels, width }, { ridge });
    return {
      async score(x) {
        const { values: asked } = await readRows(posterior, x, told);
        const length = asked.length / width;
        return tensor(Float32Array.from({ length }, (_, row) => gaussians.distance(asked.subarray(row * width, (row + 1) * width))));
      },
      dispose: () => {},
    };
  });
}

async function readRows(posterior: Posterior, x: Tensor, options: { readonly layer?: number; readonly batchSize: number }) {
  const rows = featureRows(posterior, x, options);
  const [values, width] = [await rows.read(), rows.shape[1]!];
  rows.dispose();
  return { values, width };
}
