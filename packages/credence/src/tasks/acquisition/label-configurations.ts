import { affine, type Key, log, matmul, multiply, reshape, scope, slice, sum, type Tensor, tensor, uniforms } from "@credence/tensor";

/** Probabilities of draws, [draws, rows, classes], in memory as numbers too. */
export interface DrawnProbabilities {
  readonly tensor: Tensor;
  readonly values: Float32Array;
  readonly draws: number;
  readonly rows: number;
  readonly classes: number;
}

/**
 * What labels a batch may get: configurations s of its labels. A probability p(s) of many labels leaves the range of float32, so that it stands apart
 * from how it differs between draws.
 */
export interface Configurations {
  readonly count: number;
  /** p(s | w) / p(s) of each draw, whose mean is 1. [count, draws] */
  readonly ratios: Float32Array;
  /** How much of a mean over the configurations each is: p(s) where all are there, 1 / samples where they are samples. */
  readonly shares: Float64Array;
  /** I[s; w] = E_s KL[p(w | s) || p(w)], nats. */
  readonly information: number;
}

/** Of no rows there is one configuration, certain under every draw. */
export const noLabels = (draws: number): Configurations => ({
  count: 1,
  ratios: new Float32Array(draws).fill(1),
  shares: Float64Array.of(1),
  information: 0,
});

const classesOf = ({ values, rows, classes }: DrawnProbabilities, draw: number, row: number): Float32Array =>
  values.subarray((draw * rows + row) * classes, (draw * rows + row + 1) * classes);

/** All configurations of a batch with one row more, of all those without it. */
export function extended({ count, ratios, shares }: Configurations, row: number, drawn: DrawnProbabilities): Configurations {
  const { draws, classes } = drawn;
  const next = new Float32Array(count * classes * draws);
  const nextShares = new Float64Array(count * classes);
  for (let draw = 0; draw < draws; draw++) {
    const own = classesOf(drawn, draw, row);
    for (let configuration = 0; configuration < count; configuration++)
      for (let label = 0; label < classes; label++)
        next[(configuration * classes + label) * draws + draw] = ratios[configuration * draws + draw]! * own[label]!;
  }
  let information = 0;
  for (let configuration = 0; configuration < count * classes; configuration++) {
    const own = next.subarray(configuration * draws, (configuration + 1) * draws);
    nextShares[configuration] = shares[Math.floor(configuration / classes)]! * toRatios(own);
    information += nextShares[configuration]! * told(own);
  }
  return { count: count * classes, ratios: next, shares: nextShares, information };
}

/** Divides values by their mean, in place, and returns it; those that are all 0 stay so. */
function toRatios(values: Float32Array | Float64Array): number {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  if (mean > 0) for (let i = 0; i < values.length; i++) values[i]! /= mean;
  return mean;
}

/** KL[p(w | s) || p(w)] of draws with these ratios, nats. */
function told(ratios: Float32Array | Float64Array): number {
  let sum = 0;
  for (const ratio of ratios) if (ratio > 0) sum += ratio * Math.log(ratio);
  return sum / ratios.length;
}

/** Configurations of a batch's labels drawn from their joint distribution: a draw of the weights, then a label of each row under it. */
export function sampled(batch: readonly number[], count: number, { drawn, key }: { drawn: DrawnProbabilities; key: Key }): Configurations {
  const { draws, classes } = drawn;
  const ratios = new Float32Array(count * draws);
  const u = uniforms(key, count * (batch.length + 1));
  const own = new Float64Array(draws);
  let information = 0;
  for (let sample = 0; sample < count; sample++) {
    const from = sample * (batch.length + 1);
    const draw = Math.min(draws - 1, Math.floor(u[from]! * draws));
    own.fill(1);
    for (const [i, row] of batch.entries()) {
      const label = labelAt(classesOf(drawn, draw, row), u[from + i + 1]!);
      for (let other = 0; other < draws; other++) own[other]! *= classesOf(drawn, other, row)[label]!;
      toRatios(own);
    }
    ratios.set(own, sample * draws);
    information += told(own) / count;
  }
  return { count, ratios, shares: new Float64Array(count).fill(1 / count), information };

  /** The label whose stretch of 0 to 1 holds the place; never one of probability 0, where rounding leaves their sum below 1. */
  function labelAt(probabilities: Float32Array, place: number): number {
    let below = 0;
    let possible = 0;
    for (let label = 0; label < classes; label++) {
      if (!(probabilities[label]! > 0)) continue;
      below += probabilities[label]!;
      possible = label;
      if (place < below) break;
    }
    return possible;
  }
}

/** Numbers of the joint probabilities that are held at once: 16 MiB each of a few arrays. */
export const HELD = 4_000_000;
/** p log p, of 0 0: what is added is lost beside the probability of a label or two. */
export const timesLog = (p: Tensor): Tensor => multiply(p, log(affine(p, { shift: 1e-37 })));

/**
 * What remains of the entropy of each row's label when the labels of a batch are known, on average over them.
 *
 *   E_s H[y | s],  p(y | s) = E_w[ p(s | w) / p(s) p(y | x, w) ]
 *
 * @returns [rows], nats
 */
export async function entropiesGiven({ count, ratios, shares }: Configurations, drawn: DrawnProbabilities): Promise<Float64Array> {
  const { draws, rows, classes } = drawn;
  const entropies = new Float64Array(rows);
  const size = Math.max(1, Math.floor(HELD / (count * classes)));
  for (let from = 0; from < rows; from += size) {
    const some = Math.min(size, rows - from);
    const chunk = scope(() => {
      const own = reshape(slice(drawn.tensor, [0, from, 0], [draws, some, classes]), [draws, some * classes]);
      const given = affine(matmul(tensor(ratios, [count, draws]), own), { scale: 1 / draws });
      return sum(reshape(matmul(tensor(shares, [1, count]), timesLog(given)), [some, classes]), { axis: 1 });
    });
    for (const [i, value] of (await chunk.read()).entries()) entropies[from + i] = -value;
    chunk.dispose();
  }
  return entropies;
}
