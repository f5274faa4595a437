import { key, tensor, uniforms } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import {
  asProbabilities,
  bernoulliPredictive,
  type CategoricalPredictive,
  type ClassPredictive,
  categoricalPredictive,
  normalPredictive,
  predictiveOf,
} from "../../predictive/index.ts";
import * as scores from "./index.ts";

const all = Object.entries(scores);
const read = async (x: { read(): Promise<ArrayLike<number>> }): Promise<number[]> => Array.from(await x.read());
type Draws = readonly (readonly (readonly number[])[])[];

/** Random rows, some of them sharp: exponentials of uniforms to a power, normalised. */
function randomDraws([draws, batch, classes]: readonly [number, number, number]): number[][][] {
  const u = uniforms(key(draws * 1000 + classes), draws * batch * classes);
  return Array.from({ length: draws }, (_, d) =>
    Array.from({ length: batch }, (_, b) => {
      const raw = Array.from({ length: classes }, (_, c) => Math.exp(((b % 4) ** 2 + 1) * (2 * u[(d * batch + b) * classes + c]! - 1)));
      const sum = raw.reduce((a, p) => a + p, 0);
      return raw.map((p) => Math.fround(p / sum));
    }),
  );
}

const average = (values: readonly number[]) => values.reduce((a, v) => a + v, 0) / values.length;
const entropy = (p: readonly number[]) => p.reduce((h, q) => (q > 0 ? h - q * Math.log(q) : h), 0);

/** The definitions, in float64; a score without one does not compile. */
const definitions: Readonly<Record<keyof typeof scores, (rows: readonly (readonly number[])[], mean: readonly number[]) => number>> = {
  predictiveEntropy: (_, mean) => entropy(mean),
  expectedEntropy: (rows) => average(rows.map(entropy)),
  mutualInformation: (rows, mean) => entropy(mean) - average(rows.map(entropy)),
  leastConfidence: (_, mean) => 1 - Math.max(...mean),
  margin(_, mean) {
    const [first, second] = mean.toSorted((a, b) => b - a);
    return 1 - (first! - second!);
  },
  variationRatio(rows, mean) {
    const votes = mean.map((_, c) => rows.filter((row) => row.indexOf(Math.max(...row)) === c).length);
    return 1 - Math.max(...votes) / rows.length;
  },
  meanStdDev: (rows, mean) => average(mean.map((m, c) => Math.sqrt(average(rows.map((row) => (row[c]! - m) ** 2))))),
};

describe.each(all)("%s", (name, score) => {
  test.each([
    [12, 30, 4],
    [1, 5, 3],
    [50, 9, 10],
    [2, 300, 7],
  ] as const)("is its definition: %d draws, %d rows, %d classes", async (...shape) => {
    const nested: Draws = randomDraws(shape);
    const got = score(predictiveOf(nested));
    expect(got.shape).toEqual([shape[1]]);
    const values = await read(got);
    for (let b = 0; b < shape[1]; b++) {
      const rows = nested.map((draw) => draw[b]!);
      const mean = rows[0]!.map((_, c) => average(rows.map((row) => row[c]!)));
      // of float32 probabilities, whose rounding is 6e-8 a class
      expect(Math.abs(values[b]! - definitions[name as keyof typeof scores](rows, mean))).toBeLessThan(2e-6);
    }
  });

  test("is high where uncertain: higher for draws that waver than for draws that are sure and agree", async () => {
    const wavering = [
      [0.8, 0.1, 0.1],
      [0.1, 0.6, 0.3],
      [0.2, 0.3, 0.5],
    ];
    const sure = [
      [0.98, 0.01, 0.01],
      [0.97, 0.02, 0.01],
      [0.99, 0.005, 0.005],
    ];
    const [unsureFirst, sureSecond] = await read(score(predictiveOf(wavering.map((row, d) => [row, sure[d]!]))));
    expect(unsureFirst).toBeGreaterThan(sureSecond! + 0.05);
  });

  test("is the same every time, and whatever the classes are called", async () => {
    const nested = randomDraws([5, 8, 4]);
    const values = await read(score(predictiveOf(nested)));
    expect(await read(score(predictiveOf(nested)))).toEqual(values);
    const turned = await read(score(predictiveOf(nested.map((rows) => rows.map((row) => row.toReversed())))));
    for (const [i, value] of values.entries()) expect(turned[i]).toBeCloseTo(value, 5);
  });

  test("takes a coin as two classes", async () => {
    const logits = [-2, 0.1, 3].map((f) => [[f], [f / 2]]);
    const coin: ClassPredictive = bernoulliPredictive({ logits: tensor(logits) });
    const two = categoricalPredictive({ logits: tensor(logits.map((draw) => draw.map(([f]) => [0, f!]))) });
    const expected = await read(score(two));
    for (const [i, value] of (await read(score(coin))).entries()) expect(value).toBeCloseTo(expected[i]!, 5);
  });

  test("of a row with NaN is NaN, of its neighbour not; of no rows is empty; of a regression is refused", async () => {
    const values = tensor([
      [
        [0.5, 0.5],
        [Number.NaN, 0.5],
      ],
      [
        [0.9, 0.1],
        [0.9, 0.1],
      ],
    ]);
    const of = (probabilities: typeof values): CategoricalPredictive =>
      categoricalPredictive({ probabilities: asProbabilities(probabilities) });
    const [first, second] = await read(score(of(values)));
    expect(first).not.toBeNaN();
    expect(second).toBeNaN();
    expect(await read(score(of(tensor(new Float32Array(0), [3, 0, 4]))))).toEqual([]);
    // @ts-expect-error a regression has no classes
    expect(() => score(normalPredictive({ means: tensor([[[1]]]), stdDev: 1 }))).toThrow('the predictive is of kind "normal"');
  });
});

describe("corner rows", () => {
  test.each([1, 2, 3, 10, 41, 100])("%d draws that are all the same one-hot row: 0, not NaN", async (draws) => {
    const predictive = predictiveOf(Array.from({ length: draws }, () => [[0, 1, 0]]));
    // the fused kernel of mutual information multiplies by a rounded 1/draws
    for (const [name, score] of all)
      expect(Math.abs((await read(score(predictive)))[0]!), name).toBeLessThan(name === "mutualInformation" ? 1e-7 : Number.MIN_VALUE);
  });

  test("draws that agree on a coin flip: the first class gets every vote, and the margin is closed", async () => {
    const predictive = predictiveOf([[[0.5, 0.5]], [[0.5, 0.5]]]);
    expect(await read(scores.variationRatio(predictive))).toEqual([0]);
    expect(await read(scores.margin(predictive))).toEqual([1]);
    expect((await read(scores.mutualInformation(predictive)))[0]).toBeCloseTo(0, 6);
  });

  test("sure draws that disagree", async () => {
    const predictive = predictiveOf([[[1, 0]], [[0, 1]]]);
    expect(await read(scores.variationRatio(predictive))).toEqual([0.5]);
    expect(await read(scores.margin(predictive))).toEqual([1]);
    expect(await read(scores.meanStdDev(predictive))).toEqual([0.5]);
    expect(await read(scores.expectedEntropy(predictive))).toEqual([0]);
  });

  test("a margin needs two classes", () => {
    expect(() => scores.margin(predictiveOf([[[1]]]))).toThrow("margin: classes is 1, expected at least 2");
  });
});
