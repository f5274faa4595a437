import { toSignificant } from "@credence/lab";
import { thinned } from "@credence/lab/figures";
import type { Tensor } from "@credence/tensor";
import { metrics, type PreparedDetector } from "credence";

/** To five digits: a table shows no more. */
export const digits = (value: number): number => toSignificant(value, 5);

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
