import { keep } from "@credence/tensor";
import { expectWhole } from "../../settings.ts";
import { featureRows, unitRows } from "../features/feature-rows.ts";
import { distanceToNearest } from "../features/nearest-rows.ts";
import { checkedDetector, type Detector, expectTraining } from "./detector.ts";

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
export function nearestFeatures({ k = 50, layer }: NearestFeaturesOptions = {}): Detector {
  const name = "nearestFeatures";
  expectWhole(name, "k", k);
  return {
    name,
    async prepare(posterior, { training, batchSize = 2000 }) {
      expectTraining(name, training);
      const rows = (x: Parameters<typeof featureRows>[1]) =>
        unitRows(featureRows(posterior, x, { batchSize, ...(layer !== undefined && { layer }) }));
      const bank = keep(rows(training.x));
      if (k > bank.shape[0]!) throw new Error(`${name}: k is ${k}, expected at most ${bank.shape[0]}, the examples of training`);
      return checkedDetector(name, training, {
        score: async (x) => distanceToNearest(rows(x), bank, { k, where: name }),
        dispose: () => bank.dispose(),
      });
    },
  };
}
