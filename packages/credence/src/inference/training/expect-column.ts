import { full, reshape, scope, slice, type Tensor } from "@credence/tensor";
import * as likelihoodKinds from "../../model/likelihoods/kinds.ts";
import type { Likelihood } from "../../model/likelihoods/likelihood.ts";

/** Some examples are enough to see what a density is of. */
const ROWS = 3;

const withParameters = (likelihood: Likelihood): Likelihood => {
  const { learned } = likelihood;
  if (!learned) return likelihood;
  return learned.bind(Object.fromEntries(Object.entries(learned.initial).map(([name, value]) => [name, full([], value)])));
};

/**
 * Asks a likelihood of the user's own, at outputs of 0 for the first examples, whether it takes real y [batch] for the column that it is: a difference of
 * outputs [batch, 1] and y [batch] is [batch, batch], and trains to something else without a word.
 *
 * @throws where the densities of y [batch] and of y [batch, 1] differ
 */
export async function expectColumnTaken(
  where: string,
  likelihood: Likelihood,
  { y, outputs }: { readonly y: Tensor; readonly outputs: number },
): Promise<void> {
  if (y.dtype !== "float32" || y.shape.length !== 1 || Object.hasOwn(likelihoodKinds, likelihood.kind)) return;
  const rows = Math.min(ROWS, y.shape[0]!);
  const densities = async (shape: readonly number[]): Promise<number[]> => {
    const of = scope(() => withParameters(likelihood).negativeLogProb(full([rows, outputs], 0), reshape(slice(y, [0], [rows]), shape)));
    const values = await of.read();
    of.dispose();
    return [...values];
  };
  const [given, column] = [await densities([rows]), await densities([rows, 1])];
  if (given.length !== column.length || given.some((value, i) => !Object.is(value, column[i])))
    throw new Error(
      `${where}: y is [${y.shape[0]}], which the likelihood "${likelihood.kind}" takes for something else than a column; expected [${y.shape[0]}, 1]`,
    );
}
