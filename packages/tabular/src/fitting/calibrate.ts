import { conformalIntervals } from "../calibrating/conformal-intervals.ts";
import { conformalSets } from "../calibrating/conformal-sets.ts";
import { fitIntervalShape } from "../calibrating/interval-shape.ts";
import { joinedLogits, temperatureOf } from "../calibrating/temperature.ts";
import type { Calibration } from "../models/card.ts";
import { classMomentsOf, type Drawing, drawnLogits, numberMoments } from "../models/moments.ts";
import { rowUniforms } from "../preparing/row-hashes.ts";
import type { TargetCode } from "../preparing/target-scale.ts";
import { type Part, rowsOfPart } from "./parts.ts";

/** Rows, and a posterior that was not fitted to them. */
export interface UnseenRows {
  readonly part: Part;
  readonly drawing: Drawing;
}

/** What a calibration is made of. */
export interface CalibrationRows {
  /** Shape of the intervals, and the temperature. */
  readonly shaping: readonly UnseenRows[];
  /** Quantiles of intervals, and sets. */
  readonly scored: readonly UnseenRows[];
}

/** Calibrates by rows that a posterior has not seen: temperature and shape of the intervals first, then intervals or sets. */
export async function calibrate(
  { shaping, scored }: CalibrationRows,
  { code, level }: { readonly code: TargetCode; readonly level: number },
): Promise<Calibration> {
  if (code.kind === "number") {
    const known = await residualsOf(shaping, code);
    const { residuals, stdDevs } = shaping === scored ? known : await residualsOf(scored, code);
    const shape = fitIntervalShape(known.residuals, known.stdDevs);
    return { kind: "intervals", intervals: conformalIntervals(residuals, stdDevs, { level, shape }) };
  }
  const classes = code.classes.length;
  const share = 1 / shaping.length;
  const few = shaping.map(({ part, drawing }) => ({
    drawing,
    part: someRows(part, Math.ceil(share * Math.max(100, Math.floor(mostLogits / (drawing.draws * classes))))),
  }));
  const logits = [];
  for (const { part, drawing } of few) logits.push(await drawnLogits(part.encoded, drawing));
  const temperature = temperatureOf(
    joinedLogits(logits),
    few.flatMap(({ part }) => [...part.truth]),
  );
  const rows = scored.reduce((sum, { part }) => sum + part.truth.length, 0);
  const probabilities = new Float64Array(rows * classes);
  const uniforms = new Float64Array(rows);
  let at = 0;
  for (const { part, drawing } of scored) {
    probabilities.set((await classMomentsOf(part.encoded, { ...drawing, classes }, temperature)).probabilities, at * classes);
    uniforms.set(rowUniforms(part.encoded), at);
    at += part.truth.length;
  }
  const truth = scored.flatMap(({ part }) => [...part.truth]);
  return { kind: "sets", temperature, sets: conformalSets({ probabilities, classes, uniforms }, truth, level) };
}

/** Residuals beside predicted standard deviations, in units of the target. */
async function residualsOf(
  rows: readonly UnseenRows[],
  { mean, stdDev }: Extract<TargetCode, { kind: "number" }>,
): Promise<{ readonly residuals: Float64Array; readonly stdDevs: Float64Array }> {
  const residuals: number[] = [];
  const stdDevs: number[] = [];
  for (const { part, drawing } of rows) {
    const { means, total } = await numberMoments(part.encoded, drawing);
    for (const [row, truth] of part.truth.entries()) {
      residuals.push(truth - (mean + stdDev * means[row]));
      stdDevs.push(stdDev * total[row]);
    }
  }
  return { residuals: Float64Array.from(residuals), stdDevs: Float64Array.from(stdDevs) };
}

/** Logits that are held to find a temperature: one number needs no more rows. */
const mostLogits = 2 ** 22;

/** Every so many rows of a part, no more than `most`: a file may be sorted by class. */
export function someRows(part: Part, most: number): Part {
  const step = Math.ceil(part.truth.length / most);
  return rowsOfPart(
    part,
    Int32Array.from({ length: Math.ceil(part.truth.length / step) }, (_, index) => index * step),
  );
}
