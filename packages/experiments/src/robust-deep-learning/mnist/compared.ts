import { asks, mean, type Said, spreadOf } from "@credence/lab";
import { thinned } from "@credence/lab/figures";
import type { Tensor } from "@credence/tensor";
import { metrics, type PreparedDetector } from "credence";

/** To five digits: a table shows no more. */
export const digits = (value: number): number => Number(value.toPrecision(5));

/** A label as a part of a claim's id. */
export const kebab = (label: string): string => label.toLowerCase().replaceAll(/[^a-z]+/g, "-");

/** What a detector says of x, as numbers. */
export async function readScores(prepared: PreparedDetector, x: Tensor): Promise<Float32Array> {
  const scored = await prepared.score(x);
  const values = await scored.read();
  scored.dispose();
  return values;
}

/** Precision against recall, at about so many points. */
export async function keptCurve(scores: Float32Array, positive: Uint8Array, points: number) {
  const curve = thinned(await metrics.precisionRecallCurve(scores, positive), points);
  return { recall: curve.map(({ recall }) => digits(recall)), precision: curve.map(({ precision }) => digits(precision)) };
}

/**
 * That one of two is ahead in the same trainings: the mean of the paired differences and its standard error, and what is asked of them.
 *
 * @param valuesOf a value of each training of the result, by label
 */
export const ahead = <Result>(
  valuesOf: (result: Result, label: string) => readonly number[],
  first: string,
  second: string,
): Pick<Said<Result>, "measured" | "asks"> => ({
  measured(result) {
    const [ours, theirs] = [valuesOf(result, first), valuesOf(result, second)];
    const differences = ours.map((value, i) => value - theirs[i]);
    const spread = spreadOf(differences);
    return [differences.length === 0 ? null : mean(differences), spread === null ? null : spread / Math.sqrt(differences.length)];
  },
  asks: asks("ahead by 2 standard errors of the paired differences or more", ([value, standardError]) => value! > 2 * standardError!),
});
