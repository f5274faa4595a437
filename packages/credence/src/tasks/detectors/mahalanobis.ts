import { type Tensor, tensor } from "@credence/tensor";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import { expectNotNegative } from "../../settings.ts";
import { featureRows } from "../features/feature-rows.ts";
import { tiedGaussians } from "../features/tied-gaussians.ts";
import { checkedDetector, type Detector, expectTraining } from "./detector.ts";

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
export function mahalanobis({ layer, ridge = 1e-6 }: MahalanobisOptions = {}): Detector {
  const name = "mahalanobis";
  expectNotNegative(name, "ridge", ridge);
  return {
    name,
    async prepare(posterior, { training, batchSize = 2000 }) {
      expectTraining(name, training);
      const options = { batchSize, ...(layer !== undefined && { layer }) };
      const [{ values, width }, labels] = await Promise.all([readRows(posterior, training.x, options), training.y.read()]);
      const gaussians = tiedGaussians(name, { rows: values, labels, width }, { ridge });
      return checkedDetector(name, training, {
        async score(x) {
          const found = await readRows(posterior, x, options);
          const length = found.values.length / width;
          return tensor(
            Float32Array.from({ length }, (_, row) => gaussians.distance(found.values.subarray(row * width, (row + 1) * width))),
          );
        },
        dispose: () => {},
      });
    },
  };
}

async function readRows(posterior: Posterior, x: Tensor, options: { readonly layer?: number; readonly batchSize: number }) {
  const rows = featureRows(posterior, x, options);
  const [values, width] = [await rows.read(), rows.shape[1]!];
  rows.dispose();
  return { values, width };
}
