import {
  add,
  affine,
  concat,
  gatherRows,
  integers,
  isTensor,
  type Key,
  matmul,
  mean,
  permutation,
  reshape,
  scope,
  sum,
  type Tensor,
  transpose,
} from "@credence/tensor";
import { predict } from "../../inference/predict.ts";
import { classProbabilities } from "../../predictive/class-probabilities.ts";
import { expectOptions, expectTensor, expectWhole } from "../../settings.ts";
import { inScoredBatches, type Scorer } from "../scores/score.ts";
import { type Acquisition, expectInPool, type Pool, poolSize, type RowSource, sourceRows } from "./acquisition.ts";
import { highest } from "./highest-score.ts";
import { HELD, timesLog } from "./label-configurations.ts";
import { scoresOf } from "./score-pool.ts";

/** Settings of the expected predictive information gain. */
export interface EpigOptions {
  /** Inputs whose predictions are to become better. @default the pool's own */
  readonly target?: Tensor;
  /** How many of them are looked at, drawn from the key. @default 100 */
  readonly targets?: number;
}

// sum of p log p over the last axis
const negativeEntropy = (p: Tensor): Tensor => sum(timesLog(p), { axis: -1 });

/**
 * Where a label tells most about the predictions elsewhere, not about the weights: BALD also asks about what no target needs.
 *
 *   EPIG(x) = E over targets x* of I[y; y* | x, x*]
 *
 * @throws for settings out of range, no target, and targets of another shape than the pool's rows
 * @see bickfordsmith2023
 */
export function epigWith(options: EpigOptions = {}): Acquisition {
  expectOptions<EpigOptions>("epig", options, { target: true, targets: true });
  const { target, targets = 100 } = options;
  if (target !== undefined) {
    expectTensor("epig", "target", target);
    if (!target.shape[0]) throw new Error(`epig: target is [${target.shape.join(", ")}], expected a row or more`);
  }
  expectWhole("epig", "targets", targets);
  return {
    name: "epig",
    settings: { targets, target: target === undefined ? "pool" : [...target.shape] },
    async select(pool, count, key) {
      expectInPool("epig", pool, count, key);
      const [own, theirRow] = [target, pool.x].map((x) => (isTensor(x) ? x.shape.slice(1).join(", ") : undefined));
      if (own !== undefined && theirRow !== undefined && own !== theirRow)
        throw new Error(`epig: rows of target are [${own}], expected [${theirRow}], as the pool's are`);
      const drawing = key.child("draws");
      const chosen = await someRows(target ?? pool.x, targets, key.child("targets"));
      const theirs = await flatProbabilities(pool, chosen, drawing).finally(() => chosen.dispose());
      const classes = theirs.shape[1]! / chosen.shape[0]!;
      const { batchSize = Math.max(1, Math.floor(HELD / (classes * theirs.shape[1]!))) } = pool;
      const scorer: Scorer = async (posterior, x, given) => {
        const [gained] = await inScoredBatches(x, batchSize, async (rows) => {
          const ours = await flatProbabilities({ ...given, posterior }, rows, drawing);
          const own = scope(() => gains(ours, theirs, classes));
          ours.dispose();
          return [own];
        });
        return gained!;
      };
      try {
        return highest("epig", await scoresOf("epig", scorer, { ...pool, batchSize }, drawing), count, key.child("ties"));
      } finally {
        theirs.dispose();
      }
    },
  };
}

/** Rows drawn from an array or a source, in the order drawn; the caller's to dispose. */
async function someRows(from: Tensor | RowSource, count: number, key: Key): Promise<Tensor> {
  const chosen = permutation(key, poolSize({ x: from })).slice(0, count);
  if (isTensor(from)) return scope(() => gatherRows(from, integers(chosen)));
  const rows: Tensor[] = [];
  try {
    for (const row of chosen) rows.push(await sourceRows("epig", from, row, 1));
    return concat(rows);
  } finally {
    for (const row of rows) row.dispose();
  }
}

/** @shape x [rows, ...] -> [draws, rows * classes] */
async function flatProbabilities({ posterior, draws, batchSize }: Omit<Pool, "x">, x: Tensor, key: Key): Promise<Tensor> {
  const predictive = await predict(posterior, x, batchSize === undefined ? { draws } : { draws, batchSize }, key);
  const flat = scope(() => affine(withRowsFlat(classProbabilities("epig", predictive)), {}));
  predictive.dispose();
  return flat;
}

const withRowsFlat = (all: Tensor): Tensor => reshape(all, [all.shape[0]!, -1]);

/** H[y] + mean H[y*] - mean H[y, y*] of each row. @shape ours [draws, rows * classes], theirs [draws, targets * classes] -> [rows] */
function gains(ours: Tensor, theirs: Tensor, classes: number): Tensor<"float32"> {
  const [draws, columns] = theirs.shape as [number, number];
  const marginal = (probabilities: Tensor) => negativeEntropy(reshape(mean(probabilities, { axis: 0 }), [-1, classes]));
  const joint = affine(matmul(transpose(ours, [1, 0]), theirs), { scale: 1 / draws });
  const together = affine(sum(reshape(negativeEntropy(joint), [-1, classes]), { axis: 1 }), { scale: classes / columns });
  const elsewhere = affine(mean(marginal(theirs)), { scale: -1 });
  return add(add(together, affine(marginal(ours), { scale: -1 })), elsewhere) as Tensor<"float32">;
}

/** Where a label tells most about the predictions of the pool itself, of 100 of its rows: `epigWith`. @see bickfordsmith2023 */
export const epig: Acquisition = epigWith();
