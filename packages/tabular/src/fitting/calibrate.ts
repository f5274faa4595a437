import { conformalIntervals } from "../calibrating/conformal-intervals.ts";
import { conformalSets } from "../calibrating/conformal-sets.ts";
import { classMoments, temperatureOf } from "../calibrating/temperature.ts";
import type { Calibration } from "../models/card.ts";
import { type Drawing, drawnLogits, numberMoments } from "../models/moments.ts";
import { rowUniforms } from "../preparing/row-hashes.ts";
import type { TargetCode } from "../preparing/target-scale.ts";
import type { PartName } from "../splitting/split.ts";
import type { Part } from "./parts.ts";

/** Calibrates a posterior: temperature by the validation part, intervals and sets by the calibration part, which nothing else has seen. */
export async function calibrate(
  parts: Readonly<Record<PartName, Part>>,
  { code, drawing, level }: { readonly code: TargetCode; readonly drawing: Drawing; readonly level: number },
): Promise<Calibration> {
  const { calibration, validation } = parts;
  if (code.kind === "number") {
    const { means, total } = await numberMoments(calibration.encoded, drawing);
    const residuals = means.map((mean, row) => calibration.truth[row] - (code.mean + code.stdDev * mean));
    return {
      kind: "intervals",
      intervals: conformalIntervals(
        residuals,
        total.map((value) => code.stdDev * value),
        level,
      ),
    };
  }
  const temperature = temperatureOf(await drawnLogits(validation.encoded, drawing), validation.truth);
  const { probabilities } = classMoments(await drawnLogits(calibration.encoded, drawing), temperature);
  const rows = { probabilities, classes: code.classes.length, uniforms: rowUniforms(calibration.encoded) };
  return { kind: "sets", temperature, sets: conformalSets(rows, calibration.truth, level) };
}
