import { conformalIntervals } from "../calibrating/conformal-intervals.ts";
import { conformalSets } from "../calibrating/conformal-sets.ts";
import { fitIntervalShape } from "../calibrating/interval-shape.ts";
import { temperatureOf } from "../calibrating/temperature.ts";
import type { Calibration } from "../models/card.ts";
import { classMomentsOf, type Drawing, drawnLogits, numberMoments } from "../models/moments.ts";
import { rowUniforms } from "../preparing/row-hashes.ts";
import type { TargetCode } from "../preparing/target-scale.ts";
import type { PartName } from "../splitting/split.ts";
import type { Part } from "./parts.ts";

/** Calibrates a posterior: temperature and shape of the intervals by the validation part, intervals and sets by the calibration part, which nothing else has seen. */
export async function calibrate(
  parts: Readonly<Record<PartName, Part>>,
  { code, drawing, level }: { readonly code: TargetCode; readonly drawing: Drawing; readonly level: number },
): Promise<Calibration> {
  const { calibration, validation } = parts;
  if (code.kind === "number") {
    const residualsOf = async ({ encoded, truth }: Part) => {
      const { means, total } = await numberMoments(encoded, drawing);
      const residuals = means.map((mean, row) => truth[row] - (code.mean + code.stdDev * mean));
      return { residuals, stdDevs: total.map((value) => code.stdDev * value) };
    };
    const known = await residualsOf(validation);
    const { residuals, stdDevs } = await residualsOf(calibration);
    const shape = fitIntervalShape(known.residuals, known.stdDevs);
    return { kind: "intervals", intervals: conformalIntervals(residuals, stdDevs, { level, shape }) };
  }
  const classes = code.classes.length;
  const few = someRows(validation, Math.max(100, Math.floor(mostLogits / (drawing.draws * classes))));
  const temperature = temperatureOf(await drawnLogits(few.encoded, drawing), few.truth);
  const { probabilities } = await classMomentsOf(calibration.encoded, { ...drawing, classes }, temperature);
  const rows = { probabilities, classes, uniforms: rowUniforms(calibration.encoded) };
  return { kind: "sets", temperature, sets: conformalSets(rows, calibration.truth, level) };
}

/** Logits that are held to find a temperature: one number needs no more rows. */
const mostLogits = 2 ** 22;

/** Every so many rows of a part, no more than `most`: a file may be sorted by class. */
export function someRows({ encoded, truth }: Part, most: number): Part {
  const step = Math.ceil(truth.length / most);
  const rows = Int32Array.from({ length: Math.ceil(truth.length / step) }, (_, index) => index * step);
  const inputs = new Float32Array(rows.length * encoded.width);
  for (const [index, row] of rows.entries())
    inputs.set(encoded.inputs.subarray(row * encoded.width, (row + 1) * encoded.width), index * encoded.width);
  return { encoded: { ...encoded, inputs }, truth: Int32Array.from(rows, (row) => truth[row]) };
}
