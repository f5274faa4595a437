import { type CalibrationName, type FitRequest, type MethodName, type ResolvedOptions, resolvedOptions } from "../fitting/fit-options.ts";

/** How images are fitted. */
export interface ImageOptions {
  /** The same seed gives the same model, to the bit. @default 0 */
  readonly seed?: number;
  /** How the posterior is found; by size: "deepEnsemble" up to 5,000 training images, "mcDropout" above. @default "by size" */
  readonly method?: MethodName | "by size";
  /** Share of new images whose class the sets hold. @default 0.9 */
  readonly level?: number;
  /** What sets are made of; by size: "outOfFold", which takes five fits more, where fewer than 400 images would be held out. @default "by size" */
  readonly calibration?: CalibrationName | "by size";
  /** Functions drawn for a prediction; an ensemble uses its members. @default 100 */
  readonly draws?: number;
}

/** The options with their defaults. */
export type ResolvedImageOptions = Pick<ResolvedOptions, "seed" | "method" | "level" | "calibration" | "draws">;

/** @throws BadInput for the first option out of range */
export function resolvedImageOptions(options: ImageOptions = {}): ResolvedImageOptions {
  const { seed, method, level, calibration, draws } = resolvedOptions(options);
  return { seed, method, level, calibration, draws };
}

/** What a fit of images is told beside the options of its model. */
export type ImageFitRequest = Omit<FitRequest, "target" | "reading">;
