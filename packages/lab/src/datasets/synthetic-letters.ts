import type { GeneratedDataSet, LabelledImages } from "./data-set.ts";
import { type Glyph, type HandwritingOptions, handwriting } from "./handwriting.ts";
import { arc, curve, line } from "./stroke.ts";

const letters: readonly Glyph[] = [
  [[line([0.02, 1], [0.5, 0], [0.98, 1]), line([0.2, 0.64], [0.8, 0.64])]],
  [[line([0.12, 0], [0.12, 1]), ...bowls(0.25), line([0.12, 0.49], [0.45, 0.49])]],
  [[arc([0.55, 0.5], [0.47, 0.5], { from: -45, to: -315 })]],
  [[line([0.12, 1], [0.12, 0], [0.35, 0]), arc([0.35, 0.5], [0.55, 0.5], { from: -90, to: 90 }), line([0.35, 1], [0.12, 1])]],
  [[line([0.92, 0], [0.12, 0], [0.12, 1], [0.92, 1]), line([0.12, 0.48], [0.8, 0.48])]],
  [[line([0.92, 0], [0.14, 0], [0.14, 1]), line([0.14, 0.48], [0.78, 0.48])]],
  [[arc([0.52, 0.5], [0.46, 0.5], { from: -45, to: -330 }), line([0.55, 0.6], [0.95, 0.6], [0.95, 0.98])]],
  [[line([0.1, 0], [0.1, 1]), line([0.9, 0], [0.9, 1]), line([0.1, 0.5], [0.9, 0.5])]],
  [[line([0.5, 0], [0.5, 1]), line([0.15, 0], [0.85, 0]), line([0.15, 1], [0.85, 1])]],
  [
    [curve([0.72, 0], [0.72, 0.7], [0.62, 0.95], [0.35, 1], [0.08, 0.78])],
    [line([0.35, 0], [0.95, 0]), curve([0.72, 0], [0.72, 0.7], [0.6, 0.95], [0.35, 1], [0.08, 0.78])],
  ],
];

/** The two bowls of a B; the upper one has half-height `upper`. */
function bowls(upper: number) {
  const seam = 2 * upper;
  return [
    [...line([0.12, 0], [0.45, 0]), ...arc([0.45, upper], [0.36, upper], { from: -90, to: 90 })],
    [...arc([0.45, (1 + seam) / 2], [0.46, (1 - seam) / 2], { from: -90, to: 90 }), ...line([0.45, 1], [0.12, 1])],
  ];
}

/** Letters A to J (labels 0 to 9) by the hand of `synthetic-digits`: images that a classifier of digits should be unsure of. */
export const syntheticLetters: GeneratedDataSet<HandwritingOptions, LabelledImages> = {
  name: "synthetic-letters",
  description: "letters A to J drawn by strokes and distorted, 28 x 28, any number of images",
  licence: "generated",
  files: [],
  generate: (options, key) => handwriting(letters, options, key),
};
