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
 * What labels a batch may get: configurations of its labels, each with its probability under every draw, and how much each counts in a sum over all
 * configurations: 1 where all are there, 1 / (samples p) where they are samples.
 */
export interface Configurations {
  readonly count: number;
  /** [count, draws] */
  readonly likelihoods: Float32Array;
  readonly weights: Float32Array;
}

/** Of no rows there is one configuration, certain under every draw. */
export const noLabels = (draws: number): Configurations => ({
  count: 1,
  likelihoods: new Float32Array(draws).fill(1),
  weights: Float32Array.of(1),
});

const classesOf = ({ values, rows, classes }: DrawnProbabilities, draw: number, row: number): Float32Array =>
  values.subarray((draw * rows + row) * classes, (draw * rows + row + 1) * classes);

/** All configurations of a batch with one row more. */
export function extended({ count, likelihoods }: Configurations, row: number, drawn: DrawnProbabilities): Configurations {
  const { draws, classes } = drawn;
  const next = new Float32Array(count * classes * draws);
  for (let draw = 0; draw < draws; draw++) {
    const own = classesOf(drawn, draw, row);
    for (let configuration = 0; configuration < count; configuration++)
      for (let label = 0; label < classes; label++)
        next[(configuration * classes + label) * draws + draw] = likelihoods[configuration * draws + draw]! * own[label]!;
  }
  return { count: count * classes, likelihoods: next, weights: new Float32Array(count * classes).fill(1) };
}

/** Configurations of a batch's labels drawn from their joint distribution: a draw of the weights, then a label of each row under it. */
export function sampled(batch: readonly number[], count: number, { drawn, key }: { drawn: DrawnProbabilities; key: Key }): Configurations {
  const { draws, classes } = drawn;
  const likelihoods = new Float32Array(count * draws).fill(1);
  const u = uniforms(key, count * (batch.length + 1));
  const weights = new Float32Array(count);
  for (let sample = 0; sample < count; sample++) {
    const from = sample * (batch.length + 1);
    const draw = Math.min(draws - 1, Math.floor(u[from]! * draws));
    for (const [i, row] of batch.entries()) {
      const label = labelAt(classesOf(drawn, draw, row), u[from + i + 1]!);
      for (let other = 0; other < draws; other++) likelihoods[sample * draws + other]! *= classesOf(drawn, other, row)[label]!;
    }
    let mean = 0;
    for (let other = 0; other < draws; other++) mean += likelihoods[sample * draws + other]! / draws;
    weights[sample] = 1 / (count * mean);
  }
  return { count, likelihoods, weights };

  function labelAt(probabilities: Float32Array, place: number): number {
    let below = 0;
    for (let label = 0; label < classes - 1; label++) {
      below += probabilities[label]!;
      if (place < below) return label;
    }
    return classes - 1;
  }
}

/** Numbers of the joint probabilities that are held at once: 16 MiB each of a few arrays. */
export const HELD = 4_000_000;
/** p log p, of 0 0: what is added is lost beside every other probability. */
export const timesLog = (p: Tensor): Tensor => multiply(p, log(affine(p, { shift: 1e-37 })));

/**
 * Entropy of the labels of a batch and of one row more, for each row.
 *
 *   H = -sum over configurations and labels of weight p log p,  p = E_w[ p(configuration | w) p(y | x, w) ]
 *
 * @returns [rows], nats
 */
export async function jointEntropies({ count, likelihoods, weights }: Configurations, drawn: DrawnProbabilities): Promise<Float64Array> {
  const { draws, rows, classes } = drawn;
  const entropies = new Float64Array(rows);
  const size = Math.max(1, Math.floor(HELD / (count * classes)));
  for (let from = 0; from < rows; from += size) {
    const some = Math.min(size, rows - from);
    const chunk = scope(() => {
      const own = reshape(slice(drawn.tensor, [0, from, 0], [draws, some, classes]), [draws, some * classes]);
      const joint = affine(matmul(tensor(likelihoods, [count, draws]), own), { scale: 1 / draws });
      return sum(reshape(matmul(tensor(weights, [1, count]), timesLog(joint)), [some, classes]), { axis: 1 });
    });
    for (const [i, value] of (await chunk.read()).entries()) entropies[from + i] = -value;
    chunk.dispose();
  }
  return entropies;
}
