import { type Key, uniforms } from "@credence/tensor";

/** Class probabilities of one row under each draw, and their mean entropy. */
export interface Candidate {
  /** [draws, classes], row-major. */
  readonly probabilities: Float64Array;
  readonly draws: number;
  readonly classes: number;
  /** E_w H[y | w], nats. */
  readonly conditionalEntropy: number;
}

/** Combinations of labels that are kept one by one; beyond, so many are sampled. */
const exactCombinations = 2000;
const sampledCombinations = 2000;

/** Of one row of an array [draws, batch, classes]. */
export function candidateOf(
  values: ArrayLike<number>,
  { draws, batch, classes, row }: { readonly draws: number; readonly batch: number; readonly classes: number; readonly row: number },
): Candidate {
  const probabilities = new Float64Array(draws * classes);
  for (let s = 0; s < draws; s++)
    for (let c = 0; c < classes; c++) probabilities[s * classes + c] = values[(s * batch + row) * classes + c]!;
  let conditionalEntropy = 0;
  for (const p of probabilities) conditionalEntropy -= plogp(p) / draws;
  return { probabilities, draws, classes, conditionalEntropy };
}

const plogp = (p: number): number => (p > 0 ? p * Math.log(p) : 0);

/**
 * The joint distribution of the labels of the rows chosen so far: combinations m with their probabilities, and what each says about the draws.
 *
 *   gain = I[y; w | y_1 ... y_b] = sum over m of P(m) H[ sum over draws of P(w | m) p(y | x, w) ] - E_w H[y | x, w]
 *
 * Exact while all combinations are kept. Later P(m) is 1 / 2,000 for combinations drawn each from one draw, which each next label extends.
 */
export function jointLabels(key: Key) {
  // P(m), and P(w | m) [combinations, draws]; before the first label one empty combination that says nothing
  let weights = Float64Array.of(1);
  let posteriors: Float64Array | undefined;
  // of a sampled combination the draw whose labels it has
  let origins: Int32Array | undefined;
  let chosen = 0;

  const posteriorsOf = (draws: number): Float64Array => (posteriors ??= new Float64Array(draws).fill(1 / draws));

  return {
    gain({ probabilities, draws, classes, conditionalEntropy }: Candidate): number {
      const given = posteriorsOf(draws);
      const label = new Float64Array(classes);
      let expected = 0;
      for (let m = 0; m < weights.length; m++) {
        label.fill(0);
        for (let s = 0; s < draws; s++) {
          const share = given[m * draws + s]!;
          if (share > 0) for (let c = 0; c < classes; c++) label[c]! += share * probabilities[s * classes + c]!;
        }
        let entropy = 0;
        for (let c = 0; c < classes; c++) entropy -= plogp(label[c]!);
        expected += weights[m]! * entropy;
      }
      return expected - conditionalEntropy;
    },

    add(candidate: Candidate): void {
      const given = posteriorsOf(candidate.draws);
      if (!origins && weights.length * candidate.classes > exactCombinations) {
        const sampled = sampledFrom({ weights, given, draws: candidate.draws }, key.child("start"));
        weights = sampled.weights;
        origins = sampled.origins;
        posteriors = sampled.posteriors;
      }
      const { draws, classes, probabilities } = candidate;
      const uniform = origins && uniforms(key.child(chosen), origins.length);
      const kept: { readonly weight: number; readonly given: Float64Array; readonly origin?: number }[] = [];
      for (let m = 0; m < weights.length; m++) {
        const own = posteriors!.subarray(m * draws, (m + 1) * draws);
        const labels = origins
          ? [drawn(probabilities.subarray(origins[m]! * classes, (origins[m]! + 1) * classes), uniform![m]!)]
          : undefined;
        for (const c of labels ?? Array.from({ length: classes }, (_, label) => label)) {
          const next = own.map((share, s) => share * probabilities[s * classes + c]!);
          const total = next.reduce((sum, share) => sum + share, 0);
          if (!(total > 0)) continue;
          kept.push({
            weight: weights[m]! * (origins ? 1 : total),
            given: next.map((share) => share / total),
            ...(origins && { origin: origins[m]! }),
          });
        }
      }
      weights = Float64Array.from(kept, ({ weight }) => weight);
      posteriors = new Float64Array(kept.length * draws);
      for (const [m, { given: shares }] of kept.entries()) posteriors.set(shares, m * draws);
      if (origins) origins = Int32Array.from(kept, ({ origin }) => origin!);
      chosen++;
    },
  };
}

/** Combinations drawn from all, each with a draw that it could come from: m by P(m), then w by P(w | m). */
function sampledFrom(
  { weights, given, draws }: { readonly weights: Float64Array; readonly given: Float64Array; readonly draws: number },
  key: Key,
) {
  const [first, second] = [uniforms(key.child("combinations"), sampledCombinations), uniforms(key.child("draws"), sampledCombinations)];
  const from = Int32Array.from(first, (u) => drawn(weights, u));
  const posteriors = new Float64Array(sampledCombinations * draws);
  const origins = new Int32Array(sampledCombinations);
  for (const [i, m] of from.entries()) {
    const own = given.subarray(m * draws, (m + 1) * draws);
    posteriors.set(own, i * draws);
    origins[i] = drawn(own, second[i]!);
  }
  return { weights: new Float64Array(sampledCombinations).fill(1 / sampledCombinations), posteriors, origins };
}

/** The first place at which the running sum of shares, of sum 1, exceeds u. */
function drawn(shares: Float64Array, u: number): number {
  let sum = 0;
  for (let i = 0; i < shares.length; i++) {
    sum += shares[i]!;
    if (u < sum) return i;
  }
  // rounding left the sum below u
  return shares.findLastIndex((share) => share > 0);
}
