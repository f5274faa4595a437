import { keep, scope, type Tensor } from "@credence/tensor";
import { expectOptions, expectWhole } from "../../settings.ts";
import { featureRows, unitRows } from "../features/feature-rows.ts";
import { distanceToNearest } from "../features/nearest-rows.ts";
import { type Detector, detectorOf } from "./detector.ts";

/** Settings of the nearest features. */
export interface NearestFeaturesOptions {
  /** Which neighbour's distance is the score. @default 50 */
  readonly k?: number;
  /** Layer whose inputs are the features. @default the last layer with weights */
  readonly layer?: number;
}

/**
 * Distance to the k-th nearest training example in the space of features, each divided by its length.
 *
 *   |z / |z| - z_k / |z_k||
 *
 * @units in [0, 2]
 * @throws for a k that is no whole number from 1 to the size of the training set, and a posterior that is not of a single network
 * @see   sun2022
 */
export function nearestFeatures(options: NearestFeaturesOptions = {}): Detector {
  const name = "nearestFeatures";
  expectOptions<NearestFeaturesOptions>(name, options, { k: true, layer: true });
  const { k = 50, layer } = options;
  expectWhole(name, "k", k);
  if (layer !== undefined) expectWhole(name, "layer", layer, 0);
  return detectorOf(name, async (posterior, { training, batchSize = 2000 }) => {
    const count = training.x.shape[0]!;
    if (k > count) throw new Error(`${name}: k is ${k}, expected at most ${count}, the examples of training`);
    const rows = (x: Tensor) => unitRows(featureRows(posterior, x, { batchSize, ...(layer !== undefined && { layer }) }));
    const bank = keep(scope(() => rows(training.x)));
    return {
      score: async (x) => scope(() => distanceToNearest(rows(x), bank, { k, where: name })),
      dispose: () => bank.dispose(),
    };
  });
}
