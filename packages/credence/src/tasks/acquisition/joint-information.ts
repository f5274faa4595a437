import type { Key } from "@credence/tensor";
import { type ClassPredictive, classProbabilities } from "../../predictive/class-probabilities.ts";
import { expectKey, expectOptions, expectWhole } from "../../settings.ts";
import { type Candidate, candidateOf, jointLabels } from "./joint-labels.ts";

/** Rows whose draws are looked at together. */
const batchRows = 128;
/** Scores are float32, gains float64: a row may gain this much more than its score. */
const rounding = 1e-5;

/**
 * The rows of a prediction whose labels together tell most about the weights, chosen one by one (`acquisitions.batchBald` of a predictive), and
 * what the labels up to each tell. Of rows that gain the same the first is taken.
 *
 *   I[y_1 ... y_b; w] = H[y_1 ... y_b] - sum over i of E_w H[y_i | w]
 *
 * @units nats
 * @throws for a count beyond the rows, and for the predictive of a regression
 * @see   kirsch2019
 * @example
 * // two draws that disagree about the first two rows alike: one of them tells all, and no third row adds to it
 * const draws = predictiveOf([[[1, 0], [1, 0], [0.5, 0.5]], [[0, 1], [0, 1], [0.5, 0.5]]]);
 * (await jointInformation(draws, { count: 2, key: key(0) })).information // => [0.6931, 0.6931]
 */
export async function jointInformation(
  predictive: ClassPredictive,
  options: {
    /** Rows to choose. */
    readonly count: number;
    /** Samples the joint distribution of many labels. */
    readonly key: Key;
  },
): Promise<{ readonly rows: Int32Array; readonly information: readonly number[] }> {
  expectOptions("jointInformation", options, { count: true, key: true });
  const { count, key } = options;
  expectWhole("jointInformation", "count", count);
  expectKey("jointInformation", key);
  const candidates = await candidatesOf("jointInformation", predictive);
  if (count > candidates.length) throw new Error(`jointInformation: count is ${count}, expected at most ${candidates.length}, the rows`);
  const none = jointLabels(key);
  const gains = candidates.map((candidate) => none.gain(candidate));
  const order = candidates.map((_, row) => row).sort((a, b) => gains[b]! - gains[a]! || a - b);
  const found = await mostInformative({
    size: candidates.length,
    bound: (rank) => gains[order[rank]!]!,
    read: async (from, to) => order.slice(from, to).map((row) => candidates[row]!),
    count,
    key,
  });
  return { rows: Int32Array.from(found.ranks, (rank) => order[rank]!), information: found.information };
}

/** Every row of a prediction. */
export async function candidatesOf(where: string, predictive: ClassPredictive): Promise<Candidate[]> {
  const probabilities = classProbabilities(where, predictive);
  const [draws, batch, classes] = probabilities.shape as [number, number, number];
  const values = await probabilities.read();
  return Array.from({ length: batch }, (_, row) => candidateOf(values, { draws, batch, classes, row }));
}

interface JointRequest {
  /** Rows, by descending bound. */
  readonly size: number;
  /** What the row of this rank gains at most. */
  bound(rank: number): number;
  /** Draws of the ranks from `from` to below `to`. */
  read(from: number, to: number): Promise<Candidate[]>;
  readonly count: number;
  readonly key: Key;
}

/** The ranks chosen greedily, and the mutual information of the labels up to each and the weights, nats; of equal gains the first rank. */
export async function mostInformative({ size, bound, read, count, key }: JointRequest) {
  const seen: { readonly rank: number; readonly candidate: Candidate; bound: number }[] = [];
  const joint = jointLabels(key);
  const ranks: number[] = [];
  const information: number[] = [];
  let readTo = 0;
  while (ranks.length < count) {
    let best: (typeof seen)[number] | undefined;
    const waiting = seen.filter(({ rank }) => !ranks.includes(rank)).sort((a, b) => a.bound - b.bound || b.rank - a.rank);
    for (;;) {
      const unread = readTo < size ? bound(readTo) : Number.NEGATIVE_INFINITY;
      const next = waiting.at(-1);
      const most = Math.max(unread, next?.bound ?? Number.NEGATIVE_INFINITY);
      if (most === Number.NEGATIVE_INFINITY || (best && best.bound > most + rounding)) break;
      if (unread >= (next?.bound ?? Number.NEGATIVE_INFINITY)) {
        const to = Math.min(size, readTo + batchRows);
        const candidates = await read(readTo, to);
        const fresh = candidates.map((candidate, i) => ({ rank: readTo + i, candidate, bound: bound(readTo + i) }));
        seen.push(...fresh);
        waiting.push(...fresh);
        waiting.sort((a, b) => a.bound - b.bound || b.rank - a.rank);
        readTo = to;
        continue;
      }
      waiting.pop();
      next!.bound = joint.gain(next!.candidate);
      if (!best || next!.bound > best.bound || (next!.bound === best.bound && next!.rank < best.rank)) best = next!;
    }
    ranks.push(best!.rank);
    information.push((information.at(-1) ?? 0) + best!.bound);
    joint.add(best!.candidate);
  }
  return { ranks, information };
}
