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
  const factor = new Float64Array(width * width);
  const away = new Float64Array(width);
  for (let n = 0; n < count; n++) {
    const mean = means.get(labels[n]!)!;
    for (let i = 0; i < width; i++) away[i] = rows[n * width + i]! - mean[i]!;
    for (let i = 0; i < width; i++) {
      const own = away[i]! / count;
      if (own !== 0) for (let j = 0; j <= i; j++) factor[i * width + j]! += own * away[j]!;
    }
  }
  let trace = 0;
  for (let i = 0; i < width; i++) trace += factor[i * width + i]!;
  for (let i = 0; i < width; i++) factor[i * width + i]! += (ridge * trace) / width;
  factorise(where, factor, width);
  const centres = [...means.values()].map((mean) => solveLower(factor, mean));
  return {
    distance(row) {
      const z = solveLower(factor, row);
      let nearest = Number.POSITIVE_INFINITY;
      for (const centre of centres) {
        let total = 0;
        for (let i = 0; i < width; i++) total += (z[i]! - centre[i]!) ** 2;
        nearest = Math.min(nearest, total);
      }
      return nearest;
    },
  };
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

/** The lower triangle of S becomes that of L, S = L L'. */
function factorise(where: string, lower: Float64Array, width: number): void {
  for (let i = 0; i < width; i++)
    for (let j = 0; j <= i; j++) {
      let total = lower[i * width + j]!;
      const before = Math.abs(total);
      for (let k = 0; k < j; k++) total -= lower[i * width + k]! * lower[j * width + k]!;
      if (j < i) lower[i * width + j] = total / lower[j * width + j]!;
      else if (total > 1e-13 * before) lower[i * width + i] = Math.sqrt(total);
      else throw new Error(`${where}: the covariance of the features is singular at feature ${i}, expected a ridge above 0`);
    }
}

/** L z = b. */
function solveLower(lower: Float64Array, b: ArrayLike<number>): Float64Array {
  const width = b.length;
  const z = new Float64Array(width);
  for (let i = 0; i < width; i++) {
    let total = b[i]!;
    for (let j = 0; j < i; j++) total -= lower[i * width + j]! * z[j]!;
    z[i] = total / lower[i * width + i]!;
  }
  return z;
}
