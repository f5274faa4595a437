import { full, reshape, scope, slice, type Tensor } from "@credence/tensor";
import { learnedArrays, withLearned } from "../../model/learned-likelihood.ts";
import * as likelihoodKinds from "../../model/likelihoods/kinds.ts";
import type { Likelihood } from "../../model/likelihoods/likelihood.ts";
import type { Model } from "../../model/model.ts";

/** Some examples are enough to see what a density is of. */
const ROWS = 3;

/** The likelihood with the parameters that training starts from. */
const untrained = (model: Model): Likelihood =>
  withLearned(
    model,
    learnedArrays(model.likelihood).map(({ name, initial }) => ({ name, value: full([], initial) })),
  ).likelihood;

/**
 * Asks a likelihood of the user's own, at outputs of 0 for the first examples, whether it takes real y [batch] for the column that it is: a difference of
 * outputs [batch, 1] and y [batch] is [batch, batch], and trains to something else without a word.
 *
 * @throws where the densities of y [batch] and of y [batch, 1] differ
 */
export async function expectColumnTaken(
  where: string,
  model: Model,
  { y, outputs }: { readonly y: Tensor; readonly outputs: number },
): Promise<void> {
  if (y.dtype !== "float32" || y.shape.length !== 1 || Object.hasOwn(likelihoodKinds, model.likelihood.kind)) return;
  const rows = Math.min(ROWS, y.shape[0]!);
  const densities = async (shape: readonly number[]): Promise<number[]> => {
    const of = scope(() => untrained(model).negativeLogProb(full([rows, outputs], 0), reshape(slice(y, [0], [rows]), shape)));
    const values = await of.read();
    of.dispose();
    return [...values];
  };
  const [given, column] = [await densities([rows]), await densities([rows, 1])];
  if (given.length !== column.length || given.some((value, i) => !Object.is(value, column[i])))
    throw new Error(
      `${where}: y is [${y.shape[0]}], which the likelihood "${model.likelihood.kind}" takes for something else than a column; expected [${y.shape[0]}, 1]`,
    );
}
