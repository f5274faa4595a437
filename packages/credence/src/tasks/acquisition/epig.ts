import {
  add,
  affine,
  gatherRows,
  integers,
  log,
  matmul,
  mean,
  multiply,
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
import { inScoredBatches } from "../scores/score.ts";
import type { Acquisition } from "./acquisition.ts";
import { highestScore } from "./highest-score.ts";

/** Settings of the expected predictive information gain. */
export interface EpigOptions {
  /** Inputs whose predictions are to become better. @default the pool's own */
  readonly target?: Tensor;
  /** How many of them are looked at, drawn from the key. @default 100 */
  readonly targets?: number;
}

/** Added to a probability before its logarithm: 0 log 0 is 0. */
const TINY = 1e-37;
// sum of p log p over the last axis
const negativeEntropy = (p: Tensor): Tensor => sum(multiply(p, log(affine(p, { shift: TINY }))), { axis: -1 });

/**
 * Where a label tells most about the predictions elsewhere, not about the weights: BALD also asks about what no target needs.
 *
 *   EPIG(x) = E over targets x* of I[y; y* | x, x*]
 *
 * @throws for settings out of range, and targets of another shape than the pool's rows
 * @see bickfordsmith2023
 */
export function epigWith(options: EpigOptions = {}): Acquisition {
  expectOptions<EpigOptions>("epig", options, { target: true, targets: true });
  const { target, targets = 100 } = options;
  if (target !== undefined) expectTensor("epig", "target", target);
  expectWhole("epig", "targets", targets);
  return highestScore("epig", async (posterior, x, given, key) => {
    const from = target ?? x;
    const own = scope(() => gatherRows(from, integers(permutation(key.child("targets"), from.shape[0]!).slice(0, targets))));
    const probabilitiesOf = async (rows: Tensor): Promise<Tensor> => {
      const predictive = await predict(posterior, rows, given, key);
      // [draws, rows, classes] -> [draws, rows * classes]
      const flat = scope(() => {
        const all = classProbabilities("epig", predictive);
        return affine(reshape(all, [all.shape[0]!, -1]), {});
      });
      predictive.dispose();
      return flat;
    };
    const theirs = await probabilitiesOf(own);
    const [draws, columns] = theirs.shape as [number, number];
    const chosen = own.shape[0]!;
    own.dispose();
    const classes = columns / chosen;
    const { batchSize = Math.max(1, Math.floor(4_000_000 / (classes * columns))) } = given;
    const scored = await inScoredBatches(x, batchSize, async (rows) => {
      const ours = await probabilitiesOf(rows);
      const count = rows.shape[0]!;
      const gained = scope(() => {
        const joint = affine(matmul(transpose(ours, [1, 0]), theirs), { scale: 1 / draws });
        const of = (probabilities: Tensor, number: number) => negativeEntropy(reshape(mean(probabilities, { axis: 0 }), [number, classes]));
        // H[y] + mean H[y*] - mean H[y, y*]
        const together = affine(sum(reshape(negativeEntropy(joint), [count, classes]), { axis: 1 }), { scale: 1 / chosen });
        const alone = affine(of(ours, count), { scale: -1 });
        const elsewhere = affine(mean(of(theirs, chosen)), { scale: -1 });
        return add(add(together, alone), elsewhere) as Tensor<"float32">;
      });
      ours.dispose();
      return gained;
    });
    theirs.dispose();
    return scored;
  });
}

/** Where a label tells most about the predictions of the pool itself, of 100 of its rows: `epigWith`. @see bickfordsmith2023 */
export const epig: Acquisition = epigWith();
