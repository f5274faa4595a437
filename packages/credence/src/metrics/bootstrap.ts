import { gatherRows, integers, type Key, keep, scope, type Tensor, uniforms } from "@credence/tensor";
import { expectFunction, expectKey, expectList, expectNumbers, expectOptions, expectTensor, expectWhole } from "../settings.ts";

/**
 * Resamples for a bootstrap: `count` lists of `size` places, each drawn with replacement. Classifiers that are compared take the same lists.
 *
 * @throws where size or count is no whole number from 1
 */
export function resamples(
  key: Key,
  options: {
    /** Rows of the data. */
    readonly size: number;
    /** Resamples. */
    readonly count: number;
  },
): Int32Array[] {
  expectKey("resamples", key);
  expectOptions("resamples", options, { size: true, count: true });
  const { size, count } = options;
  expectWhole("resamples", "size", size);
  expectWhole("resamples", "count", count);
  return Array.from({ length: count }, (_, i) => Int32Array.from(uniforms(key.child(i), size), (u) => Math.floor(u * size)));
}

/**
 * A metric on every resample of the data. The standard deviation of what it gives is the bootstrap's standard error of the metric; of the
 * difference of two lists, that of a paired comparison.
 *
 * @shape every array [batch, ...], its first axis the data
 * @example
 * const [probabilities, labels] = [tensor([[0.9, 0.1], [0.4, 0.6]]), integers([0, 0])]; // Brier scores of 0.02 and 0.72
 * const places = metrics.resamples(key(0), { size: 2, count: 100 });
 * const scores = await metrics.bootstrap([probabilities, labels], (p, y) => metrics.brier(asProbabilities(p), y), places);
 * scores.length // => 100
 */
export async function bootstrap<const Arrays extends readonly Tensor[]>(
  arrays: Arrays,
  metric: (...rows: { -readonly [place in keyof Arrays]: Arrays[place] }) => Promise<number>,
  places: readonly Int32Array[],
): Promise<number[]> {
  expectList("bootstrap", "arrays", arrays);
  for (const [i, array] of arrays.entries()) expectTensor("bootstrap", `arrays[${i}]`, array);
  expectFunction("bootstrap", "metric", metric);
  expectList("bootstrap", "places", places);
  for (const [i, chosen] of places.entries()) expectNumbers("bootstrap", `places[${i}]`, chosen);
  const values: number[] = [];
  for (const chosen of places) {
    const rows = arrays.map((array) => keep(scope(() => gatherRows(array, integers(chosen)))));
    try {
      values.push(await metric(...(rows as { -readonly [place in keyof Arrays]: Arrays[place] })));
    } finally {
      for (const row of rows) row.dispose();
    }
  }
  return values;
}
