import type { GeneratedDataSet, LabelledImages } from "./data-set.ts";
import { type Glyph, type HandwritingOptions, handwriting } from "./handwriting.ts";
import { arc, curve, line, ring } from "./stroke.ts";

const digits: readonly Glyph[] = [
  [[ring([0.5, 0.5], [0.42, 0.5])], [ring([0.5, 0.5], [0.34, 0.5])]],
  [
    [line([0.5, 0], [0.5, 1])],
    [line([0.25, 0.22], [0.55, 0], [0.55, 1])],
    [line([0.25, 0.2], [0.5, 0], [0.5, 1]), line([0.2, 1], [0.8, 1])],
  ],
  [
    [curve([0.1, 0.28], [0.25, 0.06], [0.55, 0], [0.85, 0.15], [0.84, 0.42], [0.5, 0.72], [0.08, 1]), line([0.08, 1], [0.95, 1])],
    [curve([0.12, 0.2], [0.4, 0], [0.8, 0.12], [0.8, 0.42], [0.45, 0.8], [0.12, 0.97], [0.2, 0.8], [0.5, 0.9], [0.95, 0.98])],
  ],
  [
    [arc([0.45, 0.25], [0.37, 0.25], { from: -155, to: 90 }), arc([0.45, 0.74], [0.44, 0.26], { from: -90, to: 155 })],
    [line([0.1, 0.02], [0.85, 0.02], [0.42, 0.4]), arc([0.42, 0.7], [0.46, 0.3], { from: -90, to: 150 })],
  ],
  [
    [line([0.7, 1], [0.7, 0], [0.03, 0.68], [0.97, 0.68])],
    [line([0.2, 0], [0.08, 0.52], [0.9, 0.52]), line([0.82, 0.02], [0.72, 1])],
    [line([0.45, 0], [0.05, 0.62], [0.95, 0.62]), line([0.7, 0.3], [0.7, 1])],
  ],
  [
    [line([0.88, 0], [0.22, 0], [0.17, 0.45]), curve([0.17, 0.45], [0.5, 0.36], [0.86, 0.52], [0.88, 0.8], [0.55, 1], [0.08, 0.9])],
    [line([0.85, 0.03], [0.25, 0.05], [0.2, 0.42]), arc([0.36, 0.69], [0.5, 0.3], { from: -110, to: 140 })],
  ],
  [
    [curve([0.72, 0], [0.38, 0.18], [0.14, 0.55], [0.2, 0.88], [0.52, 1], [0.86, 0.83], [0.78, 0.55], [0.48, 0.48], [0.16, 0.68])],
    [curve([0.5, 0], [0.22, 0.3], [0.12, 0.7]), ring([0.49, 0.74], [0.38, 0.26])],
  ],
  [
    [line([0.08, 0.02], [0.92, 0.02], [0.38, 1])],
    [line([0.08, 0.02], [0.92, 0.02], [0.38, 1]), line([0.3, 0.5], [0.85, 0.5])],
    [line([0.1, 0.18], [0.12, 0.02], [0.9, 0.02]), curve([0.9, 0.02], [0.58, 0.45], [0.5, 1])],
  ],
  [
    [ring([0.5, 0.24], [0.33, 0.24]), ring([0.5, 0.74], [0.42, 0.26])],
    [curve([0.75, 0.1], [0.45, 0], [0.18, 0.2], [0.5, 0.46], [0.85, 0.75], [0.5, 1], [0.15, 0.76], [0.5, 0.46], [0.82, 0.22], [0.75, 0.1])],
  ],
  [
    [ring([0.47, 0.27], [0.37, 0.27]), curve([0.84, 0.25], [0.82, 0.6], [0.6, 1])],
    [ring([0.45, 0.27], [0.36, 0.27]), line([0.82, 0.05], [0.8, 1])],
    [ring([0.47, 0.27], [0.37, 0.27]), curve([0.84, 0.25], [0.82, 0.75], [0.5, 1], [0.15, 0.88])],
  ],
];

/**
 * Digits 0 to 9 drawn by pen strokes and distorted, 28 x 28, in the format of MNIST: a stand-in where MNIST is not at hand.
 * Easier than MNIST, so error rates on the two do not compare.
 */
export const syntheticDigits: GeneratedDataSet<HandwritingOptions, LabelledImages> = {
  name: "synthetic-digits",
  description: "digits drawn by strokes and distorted, 28 x 28, ten classes, any number of images",
  licence: "generated",
  files: [],
  generate: (options, key) => handwriting(digits, options, key),
};
