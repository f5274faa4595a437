import { gatherRows, integers, keep, negate, scope, type Tensor, tensor, topK } from "@credence/tensor";
import { predict } from "../../inference/predict.ts";
import { averagedProbabilities, type ClassPredictive } from "../../predictive/class-probabilities.ts";
import { expectBelowOne, expectOptions, expectWhole } from "../../settings.ts";
import { detectorOf } from "../detectors/detector.ts";
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

/** Another class that is nearer than this counts as this far, and the predicted class then as no nearer: examples of both may be equal. */
const SMALLEST_DISTANCE = 1e-12;

/**
 * The trust score turned round: how much farther the predicted class is than the nearest other one, in the space of features. High = likely
 * wrong; above 1 another class is nearer.
 *
 *   d(z, predicted class) / d(z, nearest other class)
 *
 * d is the distance to the nearest training example of a class, outliers of the class left out. An x that equals examples of both classes scores 1.
 *
 * @units none, from 0
 * @throws for an alpha outside [0, 1), a k that is no whole number from 1, a single class in the training data, and a posterior that is not of a single network
 * @see   jiang2018
 */
export function trustScore(options: TrustScoreOptions = {}): FailurePredictor {
  const name = "trustScore";
  expectOptions<TrustScoreOptions>(name, options, { alpha: true, k: true, layer: true });
  const { alpha = 0, k = 10, layer } = options;
  expectBelowOne(name, "alpha", alpha);
  expectWhole(name, "k", k);
  if (layer !== undefined) expectWhole(name, "layer", layer, 0);
  return detectorOf(name, async (posterior, { training, batchSize = 2000, draws }, key) => {
    const rows = (x: Tensor) => featureRows(posterior, x, { batchSize, ...(layer !== undefined && { layer }) });
    const labels = await training.y.read();
    const classes = [...new Set(labels)].toSorted((a, b) => a - b);
    if (classes.length < 2) throw new Error(`${name}: the training data have ${classes.length} class, expected two or more`);
    const all = rows(training.x);
    const banks = classes.map((label) => {
      const places = Int32Array.from(labels.keys()).filter((row) => labels[row] === label);
      return keep(scope(() => densest(gatherRows(all, integers(places)), { alpha, k, where: name })));
    });
    all.dispose();
    return {
      async score(x) {
        const asked = rows(x);
        const distances: Float32Array[] = [];
        for (const bank of banks) {
          const nearest = distanceToNearest(asked, bank, { k: 1, where: name });
          distances.push(await nearest.read());
          nearest.dispose();
        }
        asked.dispose();
        const predicted = predictedClasses(await predict(posterior, x, { draws, batchSize }, key));
        const ratios = (await predicted).map((own, row) =>
          distanceRatio(classes, { predicted: own, to: (place) => distances[place]![row]! }),
        );
        return tensor(Float32Array.from(ratios));
      },
      dispose() {
        for (const bank of banks) bank.dispose();
      },
    };
  });
}

/** The most probable class of every row, the first at a tie; gives the prediction's arrays back. */
async function predictedClasses(predictive: ClassPredictive): Promise<number[]> {
  const probabilities = scope(() => averagedProbabilities("trustScore", predictive));
  const [batch, classes] = probabilities.shape as [number, number];
  const values = await probabilities.read();
  probabilities.dispose();
  predictive.dispose();
  return Array.from({ length: batch }, (_, row) => {
    const own = values.subarray(row * classes, (row + 1) * classes);
    return own.indexOf(Math.max(...own));
  });
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
  return other > SMALLEST_DISTANCE ? own / other : Math.max(own, SMALLEST_DISTANCE) / SMALLEST_DISTANCE;
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
