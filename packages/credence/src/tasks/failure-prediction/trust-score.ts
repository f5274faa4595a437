import { gatherRows, integers, keep, negate, scope, type Tensor, tensor, topK } from "@credence/tensor";
import { predict } from "../../inference/predict.ts";
import { averagedProbabilities } from "../../predictive/class-probabilities.ts";
import { expectWhole } from "../../settings.ts";
import { checkedDetector, expectTraining } from "../detectors/detector.ts";
import { featureRows } from "../features/feature-rows.ts";
import { distanceToNearest } from "../features/nearest-rows.ts";
import type { FailurePredictor } from "./failure-predictor.ts";

/** Settings of the trust score. */
export interface TrustScoreOptions {
  /** Share of each class that is left out as outliers: those whose k-th neighbour in the class is farthest. @default 0 */
  readonly alpha?: number;
  /** Which neighbour tells how dense a class is around an example, the example itself the first. @default 10 */
  readonly k?: number;
  /** Layer whose inputs are the features. @default the last layer with weights */
  readonly layer?: number;
}

/** Distances below it count as it: a training example is at distance 0 of itself. */
const SMALLEST_DISTANCE = 1e-12;

/**
 * The trust score turned round: how much farther the predicted class is than the nearest other one, in the space of features. High = likely
 * wrong; above 1 another class is nearer.
 *
 *   d(z, predicted class) / d(z, nearest other class)
 *
 * d is the distance to the nearest training example of a class, outliers of the class left out.
 *
 * @units none, from 0
 * @throws for an alpha outside [0, 1), a k that is no whole number from 1, a single class in the training data, and a posterior that is not of a single network
 * @see   jiang2018
 */
export function trustScore({ alpha = 0, k = 10, layer }: TrustScoreOptions = {}): FailurePredictor {
  const name = "trustScore";
  if (!(alpha >= 0 && alpha < 1)) throw new Error(`${name}: alpha is ${alpha}, expected from 0 to below 1`);
  expectWhole(name, "k", k);
  return {
    name,
    async prepare(posterior, { training, batchSize = 2000, draws }, key) {
      expectTraining(name, training);
      const rows = (x: Tensor) => featureRows(posterior, x, { batchSize, ...(layer !== undefined && { layer }) });
      const all = rows(training.x);
      const labels = await training.y.read();
      const classes = [...new Set(labels)].toSorted((a, b) => a - b);
      if (classes.length < 2) throw new Error(`${name}: the training data have ${classes.length} class, expected two or more`);
      const banks: Tensor<"float32">[] = [];
      for (const label of classes) {
        const places = Int32Array.from(labels.keys()).filter((row) => labels[row] === label);
        const own = scope(() => gatherRows(all, integers(places)));
        banks.push(keep(densest(own, { alpha, k, where: name })));
      }
      all.dispose();
      return checkedDetector(name, training, {
        async score(x) {
          const asked = rows(x);
          const distances: Float32Array[] = [];
          for (const bank of banks) distances.push(await distanceToNearest(asked, bank, { k: 1, where: name }).read());
          asked.dispose();
          const predictive = await predict(posterior, x, { draws, batchSize }, key);
          const probabilities = scope(() => averagedProbabilities(name, predictive));
          const values = await probabilities.read();
          const width = probabilities.shape[1]!;
          predictive.dispose();
          probabilities.dispose();
          return tensor(
            Float32Array.from({ length: x.shape[0]! }, (_, row) => {
              const own = values.subarray(row * width, (row + 1) * width);
              const predicted = own.indexOf(Math.max(...own));
              return distanceRatio(classes, { predicted, to: (place) => distances[place]![row]! });
            }),
          );
        },
        dispose() {
          for (const bank of banks) bank.dispose();
        },
      });
    },
  };
}

/** A class without training examples is infinitely far, so that a prediction of it scores highest. */
function distanceRatio(
  classes: readonly number[],
  { predicted, to }: { readonly predicted: number; readonly to: (place: number) => number },
): number {
  let own = Number.POSITIVE_INFINITY;
  let other = Number.POSITIVE_INFINITY;
  for (const [place, label] of classes.entries()) {
    if (label === predicted) own = to(place);
    else other = Math.min(other, to(place));
  }
  return own / Math.max(other, SMALLEST_DISTANCE);
}

/** The rows of a class without the share whose k-th neighbour is farthest; k is at most the size of the class. */
function densest(
  rows: Tensor<"float32">,
  { alpha, k, where }: { readonly alpha: number; readonly k: number; readonly where: string },
): Tensor<"float32"> {
  const count = rows.shape[0]!;
  const left = Math.max(1, Math.round((1 - alpha) * count));
  if (left === count) return rows;
  return scope(() => {
    const radii = distanceToNearest(rows, rows, { k: Math.min(k, count), where });
    return gatherRows(rows, integers(topK(negate(radii), left).indices));
  });
}
