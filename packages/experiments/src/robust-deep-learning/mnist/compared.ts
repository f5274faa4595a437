import { type Progress, toSignificant } from "@credence/lab";
import { bends } from "@credence/lab/figures";
import type { Key, Tensor } from "@credence/tensor";
import { type Data, type Detector, metrics, type Posterior, prepareTogether } from "credence";

/** To five digits: a table shows no more. */
export const digits = (value: number): number => toSignificant(value, 5);

/** Networks drawn of dropout and of a Laplace approximation, and images at a time. */
export const asked = { draws: 100, batchSize: 500 };

/** A detector under the name that figures and tables have for it, and the posterior that it asks. */
export interface NamedDetector<Asked extends string> {
  readonly label: string;
  readonly asks: Asked;
  // a detector of categorical predictions, as all networks here make
  readonly detector: Detector<never>;
}

interface Comparison<Asked extends string> {
  readonly posteriors: Readonly<Partial<Record<Asked, Posterior>>>;
  readonly training: Data;
  readonly sets: readonly Tensor[];
  readonly key: Key;
  /** Of what is told while they score. */
  readonly label: string;
}

/** What each detector says of each set. Those of one posterior learn once for all sets, and share its draws. */
export async function* scoresOfSets<Asked extends string>(
  named: readonly NamedDetector<Asked>[],
  { posteriors, training, sets, key, label }: Comparison<Asked>,
): AsyncGenerator<Progress, { readonly label: string; readonly scores: readonly Float32Array[] }[]> {
  const rows = named.map((one) => ({ ...one, scores: [] as Float32Array[] }));
  const groups = Object.entries<typeof rows>(Object.groupBy(rows, ({ asks }) => asks) as Record<Asked, typeof rows>);
  for (const [i, [asks, own]] of groups.entries()) {
    const detectors = own.map(({ detector }) => detector);
    const prepared = await prepareTogether(detectors, posteriors[asks as Asked] as never, { training, ...asked }, key);
    for (const [j, x] of sets.entries()) {
      yield { label, done: i * sets.length + j, total: groups.length * sets.length, unit: "sets of scores" };
      for (const [k, scored] of (await prepared.score(x)).entries()) {
        own[k].scores.push(await scored.read());
        scored.dispose();
      }
    }
    prepared.dispose();
  }
  return rows;
}

/** Precision against recall, drawn to a pixel or so. */
export async function keptCurve(scores: Float32Array, positive: Uint8Array) {
  const points = (await metrics.precisionRecallCurve(scores, positive)).map(({ recall, precision }) => [recall, precision] as const);
  const kept = bends(points, 0.003);
  return { recall: kept.map(([recall]) => digits(recall)), precision: kept.map(([, precision]) => digits(precision)) };
}
