import { fitImages } from "./fit-images.ts";
import type { ImageModel } from "./image-model.ts";
import { type ImageFitRequest, type ImageOptions, type ResolvedImageOptions, resolvedImageOptions } from "./image-options.ts";
import type { Images } from "./images.ts";

/** Fits images. */
export interface ImageEstimator {
  /** The options with their defaults. */
  readonly options: ResolvedImageOptions;
  /** Fits, calibrates and measures. @throws BadInput in one line for what the images cannot be fitted by */
  fit(images: Images, request?: ImageFitRequest): Promise<ImageModel>;
}

/**
 * Predicts the class of an image, as `classifier` does that of a row: `await imageClassifier().fit(images)`. Images are divided by the key, a small
 * convolutional network is fitted to the training part and stopped by the validation part, sets of classes are made by the calibration part, and
 * everything is measured on the test part.
 * @throws BadInput for options out of range
 */
export function imageClassifier(options: ImageOptions = {}): ImageEstimator {
  const resolved = resolvedImageOptions(options);
  return { options: resolved, fit: (images, request = {}) => fitImages(images, { options: resolved, request }) };
}
