/** What is varied: all else stands in `panels`. */
export type PanelName = "width" | "draws" | "batch" | "pool";

/** A unit of work of some size, and what it cannot do without. */
export interface Point {
  readonly size: number;
  /** Median time in milliseconds. */
  readonly ms: number;
  /** Multiplications and additions of its matrix products. */
  readonly operations: number;
  /** Bytes it moves between memory and processor at least. */
  readonly bytes: number;
  /** Draws of a standard normal. */
  readonly normals: number;
  /** Exponentials and logarithms. */
  readonly exponentials: number;
}

/** Measurements with so many threads. */
export interface CostOfThreads {
  readonly threads: number;
  /** Multiply-adds in registers alone, in GFLOP/s: `peak` of the benchmark, times the threads. */
  readonly peakGflops: number;
  /** The sum of two arrays of 64 MiB, in GB/s: two read and one written. */
  readonly gigabytesPerSecond: number;
  /** `randomNormal` of an array that a cache holds, in numbers per second. */
  readonly normalsPerSecond: number;
  /** `exp` of an array that a cache holds, in numbers per second. */
  readonly exponentialsPerSecond: number;
  /** The least work of each panel: one unit, one draw, one example, one row. */
  readonly fixedMs: Readonly<Record<PanelName, number>>;
  readonly points: Readonly<Record<PanelName, readonly Point[]>>;
}

/** results/cost.json. */
export interface Cost {
  readonly command: string;
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  /** Cores that other work kept busy in the two seconds before the first measurement. */
  readonly busyCoresBefore: number;
  /** The vectors of the kernels. */
  readonly vectors: string;
  readonly threads: readonly CostOfThreads[];
}

/** The panels of the chart: what one unit of work is, and what its horizontal axis says. */
export const panelTitles: Readonly<Record<PanelName, string>> = {
  width: "A step, by width of the layers",
  draws: "A step, by weight draws",
  batch: "A step, by batch size",
  pool: "Scoring a pool, by its rows",
};

export type LimitName = "arithmetic" | "memory" | "functions" | "fixed cost";

/** The times, in milliseconds, below which each limit lets no work of this size be. */
export function limitsOf(panel: PanelName, point: Point, of: CostOfThreads): Readonly<Record<LimitName, number>> {
  return {
    arithmetic: point.operations / of.peakGflops / 1e6,
    memory: point.bytes / of.gigabytesPerSecond / 1e6,
    functions: 1000 * (point.normals / of.normalsPerSecond + point.exponentials / of.exponentialsPerSecond),
    "fixed cost": of.fixedMs[panel],
  };
}

/** The limit that is reached first, which is the longest of the times, and the sum of all: products, passes and draws come one after the other. */
export function bindingLimit(
  panel: PanelName,
  point: Point,
  of: CostOfThreads,
): { readonly name: LimitName; readonly ms: number; readonly together: number } {
  const all = Object.entries(limitsOf(panel, point, of)) as [LimitName, number][];
  const [name, ms] = all.reduce((longest, limit) => (limit[1] > longest[1] ? limit : longest));
  return { name, ms, together: all.reduce((sum, [, one]) => sum + one, 0) };
}
