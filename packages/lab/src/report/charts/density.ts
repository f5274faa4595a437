/** A density over evenly spaced places: what a result keeps instead of a million weights. */
export interface Density {
  /** Centres, evenly spaced. */
  readonly x: readonly number[];
  /** Per unit of x; integrates to the share of values inside. */
  readonly density: readonly number[];
}

export interface DensityOptions {
  /** Where the axis begins. */
  readonly lower: number;
  /** Where the axis ends. */
  readonly upper: number;
  /** Number of bins or places. @default 100 */
  readonly points?: number;
}

/** Counts in bins of equal width, divided by the number of values and the width. Values outside count in the total only. */
export function histogram(values: ArrayLike<number>, options: DensityOptions): Density {
  const { lower, width, points } = layout("histogram", values, options);
  const counts = new Float64Array(points);
  for (let index = 0; index < values.length; index++) {
    const bin = Math.floor((values[index] - lower) / width);
    if (values[index] === options.upper) counts[points - 1]++;
    else if (bin >= 0 && bin < points) counts[bin]++;
  }
  return finish(counts, lower, width, values.length);
}

export interface KernelDensityOptions extends DensityOptions {
  /** Standard deviation of the kernel, in units of x. @default Silverman's rule, half a bin at least */
  readonly bandwidth?: number;
  /**
   * "reflecting" for a quantity that cannot leave [lower, upper], such as an entropy: what a kernel puts outside comes back in,
   * instead of a false fall towards the bound.
   * @default "open"
   */
  readonly boundary?: "open" | "reflecting";
}

/**
 * Gaussian kernel density. Values are first shared between the two nearest places (linear binning), so that the cost does not grow
 * with values times places.
 *
 * Bandwidth unless told: 0.9 min(standard deviation, interquartile range / 1.34) n^(-1/5) (Silverman 1986, eq. 3.31), but not less
 * than half the distance of two places.
 */
export function kernelDensity(values: ArrayLike<number>, options: KernelDensityOptions): Density {
  const { lower, width, points } = layout("kernelDensity", values, options);
  const bandwidth = options.bandwidth ?? Math.max(silverman(values), width / 2);
  if (!(bandwidth > 0)) throw new Error(`kernelDensity: the bandwidth is ${bandwidth}, expected a positive number`);
  // Values just outside still have half a kernel inside, so the bins reach further by four bandwidths.
  const margin = Math.ceil((4 * bandwidth) / width);
  const shared = new Float64Array(points + 2 * margin);
  for (let index = 0; index < values.length; index++) {
    const position = (values[index] - lower) / width - 0.5 + margin;
    const left = Math.floor(position);
    const share = position - left;
    if (left >= 0 && left < shared.length) shared[left] += 1 - share;
    if (left + 1 >= 0 && left + 1 < shared.length) shared[left + 1] += share;
  }
  const kernel = Float64Array.from({ length: 2 * margin + 1 }, (_, index) =>
    Math.exp(-0.5 * (((index - margin) * width) / bandwidth) ** 2),
  );
  const total = kernel.reduce((sum, value) => sum + value, 0);
  if (options.boundary === "reflecting")
    for (let index = 0; index < Math.min(margin, points); index++) {
      // A value on the bound was shared with the place outside, which is its own mirror image.
      shared[margin + index] += index === 0 ? shared[margin - 1] : 0;
      shared[margin + points - 1 - index] += index === 0 ? shared[margin + points] : 0;
      shared[margin - 1 - index] = shared[margin + index];
      shared[margin + points + index] = shared[margin + points - 1 - index];
    }
  const smooth = new Float64Array(points);
  for (let place = 0; place < points; place++)
    for (let index = 0; index < kernel.length; index++) smooth[place] += (kernel[index] / total) * shared[place + index];
  return finish(smooth, lower, width, values.length);
}

function silverman(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const stdDev = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, sorted.length - 1));
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))];
  const spread = (at(0.75) - at(0.25)) / 1.34;
  return 0.9 * (spread > 0 ? Math.min(stdDev, spread) : stdDev) * sorted.length ** -0.2;
}

function layout(name: string, values: ArrayLike<number>, { lower, upper, points = 100 }: DensityOptions) {
  if (values.length === 0) throw new Error(`${name}: no values, expected at least one`);
  if (!(upper > lower) || !(points >= 1))
    throw new Error(`${name}: [${lower}, ${upper}] in ${points} places, expected lower < upper and at least 1`);
  return { lower, width: (upper - lower) / points, points };
}

function finish(counts: Float64Array, lower: number, width: number, total: number): Density {
  return {
    x: Array.from(counts, (_, index) => lower + (index + 0.5) * width),
    density: Array.from(counts, (count) => count / (total * width)),
  };
}

/** Counts of bins of equal width as a density. */
export function countedDensity(counts: readonly number[], { lower, upper }: Pick<DensityOptions, "lower" | "upper">): Density {
  const width = (upper - lower) / counts.length;
  return finish(
    Float64Array.from(counts),
    lower,
    width,
    counts.reduce((sum, count) => sum + count, 0),
  );
}
