import { type Key, permutation, tensor } from "@credence/tensor";
import type { Data } from "../../inference/inference.ts";
import type { Posterior } from "../../inference/posteriors/posterior.ts";
import { expectPredictArguments, predict } from "../../inference/predict.ts";
import type { Predictive } from "../../predictive/predictive.ts";
import { expectFunction, expectObject, expectOptions, expectTensor, expectWhole } from "../../settings.ts";
import { type InputGroups, resolvedGroups } from "./groups.ts";
import { epistemic, error, type PredictionMeasure } from "./prediction-measures.ts";

/** What is permuted, how often, and what is measured. */
export interface PermutationOptions<P extends Predictive = Predictive> {
  /** Functions drawn from the posterior: the same before and after. */
  readonly draws: number;
  /** Permutations of each input. @default 10 */
  readonly repeats?: number;
  /** Columns that are permuted together. @default each column by itself */
  readonly groups?: InputGroups;
  /** By name: `relevance.error`, `relevance.epistemic`, or your own. @default { error, epistemic } */
  readonly measures?: Readonly<Record<string, PredictionMeasure<P>>>;
  /** Rows evaluated at a time: bounds the memory. @default 2000 */
  readonly batchSize?: number;
}

/** How much a measure grows where an input is permuted. */
export interface Importance {
  /** Mean over the permutations. */
  readonly mean: number;
  /** Standard deviation over the permutations, of a sample; 0 of a single one. */
  readonly stdDev: number;
  /** Of each permutation. */
  readonly values: readonly number[];
}

/** Importances of all inputs. */
export interface PermutationImportance {
  /** Each measure with x as it is. */
  readonly baseline: Readonly<Record<string, number>>;
  /** In the order of the groups: each measure's growth. */
  readonly inputs: readonly { readonly columns: readonly number[]; readonly importance: Readonly<Record<string, Importance>> }[];
}

/**
 * Permutation importance: how much worse, or how much less certain, predictions become where the values of one input are shuffled among the
 * examples, so that it keeps its distribution and tells nothing. Of any posterior and any measure.
 *
 *   I_j = measure(predict(x with column j permuted)) - measure(predict(x)),   mean and spread over permutations
 *
 * An input that repeats another is not missed: of correlated inputs each looks less important than it is.
 *
 * @shape x [count, features], y as the likelihood's
 * @units those of each measure
 * @throws for x of another number of axes, a column that is none, and repeats or draws that are no whole numbers from 1
 * @see   breiman2001, section 10
 */
export async function permutationImportance<P extends Predictive>(
  posterior: Posterior<P>,
  data: Data,
  options: PermutationOptions<P>,
  key: Key,
): Promise<PermutationImportance> {
  const where = "permutationImportance";
  expectObject(where, "data", data, "{ x, y }");
  const { x, y } = data;
  expectPredictArguments(where, { posterior, x, key });
  expectTensor(where, "y", y);
  expectOptions(where, options, { draws: true, repeats: true, groups: true, measures: true, batchSize: true });
  const { draws, repeats = 10, batchSize, measures = { error, epistemic } as Readonly<Record<string, PredictionMeasure<P>>> } = options;
  expectWhole(where, "draws", draws);
  expectWhole(where, "repeats", repeats);
  if (batchSize !== undefined) expectWhole(where, "batchSize", batchSize);
  expectObject(where, "measures", measures, "functions by name");
  for (const [name, measure] of Object.entries(measures)) expectFunction(where, `measures.${name}`, measure);
  const [count, features] = x.shape as [number, number];
  if (x.shape.length !== 2 || count === 0) throw new Error(`${where}: x is [${x.shape.join(", ")}], expected [count, features]`);
  const groups = resolvedGroups(where, options.groups, features);
  const values = Float32Array.from(await x.read());

  async function measured(rows: Float32Array): Promise<Record<string, number>> {
    const given = tensor(rows, [count, features]);
    const predictive = await predict(posterior, given, { draws, ...(batchSize !== undefined && { batchSize }) }, key.child("draws"));
    given.dispose();
    const found: Record<string, number> = {};
    for (const [name, measure] of Object.entries(measures)) found[name] = await measure(predictive, y);
    predictive.dispose();
    return found;
  }

  const baseline = await measured(values);
  const inputs: { columns: readonly number[]; importance: Record<string, Importance> }[] = [];
  for (const [place, columns] of groups.entries()) {
    const grown: Record<string, number>[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const order = permutation(key.child("permutation").child(place).child(repeat), count);
      const shuffled = values.slice();
      for (let row = 0; row < count; row++)
        for (const column of columns) shuffled[row * features + column] = values[order[row]! * features + column]!;
      grown.push(await measured(shuffled));
    }
    const importance = Object.fromEntries(
      Object.keys(measures).map((name) => [name, summary(grown.map((of) => of[name]! - baseline[name]!))]),
    );
    inputs.push({ columns, importance });
  }
  return { baseline, inputs };
}

function summary(values: readonly number[]): Importance {
  const average = values.reduce((total, one) => total + one, 0) / values.length;
  const squares = values.reduce((total, one) => total + (one - average) ** 2, 0);
  return { mean: average, stdDev: Math.sqrt(squares / Math.max(1, values.length - 1)), values };
}
