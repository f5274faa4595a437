import { Matrix } from "ml-matrix";
import { positiveDefinite } from "../../algebra/symmetric.ts";

/** Gaussians of several classes with one covariance, in float64. */
export interface TiedGaussians {
  /** Squared Mahalanobis distance of a row to the nearest of the means. */
  distance(row: ArrayLike<number>): number;
}

/** Rows and their classes, row-major. */
export interface LabelledRows {
  /** [count, width] */
  readonly rows: ArrayLike<number>;
  /** [count] */
  readonly labels: ArrayLike<number>;
  readonly width: number;
}

/**
 * Fits a Gaussian to each class, all with the covariance of the rows around the mean of their own class.
 *
 *   S = 1/N sum over n of (z_n - m_y(n)) (z_n - m_y(n))' + ridge tr(S) / width I,   distance = min over classes of (z - m_c)' S^-1 (z - m_c)
 *
 * With S = L L' a distance is |L^-1 z - L^-1 m_c|^2: one triangular solve for each row.
 *
 * @throws for a covariance that is singular: a feature that never changes, or fewer rows than features, without a ridge
 */
export function tiedGaussians(where: string, { rows, labels, width }: LabelledRows, { ridge }: { readonly ridge: number }): TiedGaussians {
  const count = labels.length;
  const means = classMeans({ rows, labels, width });
  const pooled = new Float64Array(width * width);
  const away = new Float64Array(width);
  for (let n = 0; n < count; n++) {
    const mean = means.get(labels[n]!)!;
    for (let i = 0; i < width; i++) away[i] = rows[n * width + i]! - mean[i]!;
    for (let i = 0; i < width; i++) {
      const own = away[i]! / count;
      if (own !== 0) for (let j = 0; j <= i; j++) pooled[i * width + j]! += own * away[j]!;
    }
  }
  const covariance = symmetricOf(pooled, width);
  const added = (ridge * covariance.trace()) / width;
  for (let i = 0; i < width; i++) covariance.set(i, i, covariance.get(i, i) + added);
  const factored = positiveDefinite(covariance);
  if (!factored) throw new Error(`${where}: the covariance of the features is singular, expected a ridge above 0`);
  const centres = [...means.values()].map((mean) => factored.whiten(mean));
  return {
    distance(row) {
      const z = factored.whiten(row);
      let nearest = Number.POSITIVE_INFINITY;
      for (const centre of centres) {
        let total = 0;
        for (let i = 0; i < width; i++) {
          const away = z[i]! - centre[i]!;
          total += away * away;
        }
        nearest = Math.min(nearest, total);
      }
      return nearest;
    },
  };
}

/** The symmetric matrix of a lower triangle, row-major. */
function symmetricOf(lower: Float64Array, width: number): Matrix {
  const matrix = Matrix.zeros(width, width);
  for (let i = 0; i < width; i++)
    for (let j = 0; j <= i; j++) {
      matrix.set(i, j, lower[i * width + j]!);
      matrix.set(j, i, lower[i * width + j]!);
    }
  return matrix;
}

function classMeans({ rows, labels, width }: LabelledRows): Map<number, Float64Array> {
  const sums = new Map<number, { total: Float64Array; count: number }>();
  for (let n = 0; n < labels.length; n++) {
    const own = sums.get(labels[n]!) ?? { total: new Float64Array(width), count: 0 };
    for (let i = 0; i < width; i++) own.total[i]! += rows[n * width + i]!;
    own.count++;
    sums.set(labels[n]!, own);
  }
  return new Map([...sums].map(([label, { total, count }]) => [label, total.map((value) => value / count)]));
}
