/** A number column, standardised; a missing cell is the median, and says so where training had some. */
export interface NumberFeature {
  readonly kind: "number";
  readonly name: string;
  readonly median: number;
  readonly mean: number;
  readonly stdDev: number;
  /** Of the training part: what lies outside is out of range. */
  readonly least: number;
  readonly greatest: number;
  readonly indicator: boolean;
}

/** A date: days since 1970 standardised, and its place in the year and the week, on circles. */
export interface DateFeature extends Omit<NumberFeature, "kind"> {
  readonly kind: "date";
}

/** A category: an input for each level, or for many levels how frequent they were; the level "unseen" is reserved. */
export interface CategoryFeature {
  readonly kind: "category";
  readonly name: string;
  readonly encoding: "one-hot" | "frequency";
  readonly levels: readonly string[];
  /** Of each level in the training part; they sum to 1 with that of missing cells. */
  readonly frequencies: readonly number[];
  /** Frequency of missing cells, which are a level of their own where training had some. */
  readonly missing: number;
  /** Of the frequencies over training rows. */
  readonly mean: number;
  readonly stdDev: number;
}

/** How one column becomes inputs of the network, with what was learned from the training part. */
export type Feature = NumberFeature | DateFeature | CategoryFeature;

/** Inputs that a feature makes. */
export function widthOf(feature: Feature): number {
  if (feature.kind === "number") return feature.indicator ? 2 : 1;
  if (feature.kind === "date") return 5 + Number(feature.indicator);
  return feature.encoding === "one-hot" ? feature.levels.length + 2 : 2;
}
