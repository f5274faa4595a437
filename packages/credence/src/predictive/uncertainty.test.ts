import { key, tensor, uniforms } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import {
  asProbabilities,
  type CategoricalPredictive,
  categoricalPredictive,
  meanProbabilities,
  normalPredictive,
  predictiveOf,
  uncertainty,
} from "./index.ts";

const { total, aleatoric, epistemic } = uncertainty;
const measures = { total, aleatoric, epistemic };
const read = async (x: { read(): Promise<ArrayLike<number>> }): Promise<number[]> => Array.from(await x.read());

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

const entropy = (p: readonly number[]) => p.reduce((h, q) => (q > 0 ? h - q * Math.log(q) : h), 0);

/** The definitions, in float64. */
function reference(draws: readonly (readonly (readonly number[])[])[], b: number) {
  const rows = draws.map((rows) => rows[b]!);
  const classes = rows[0]!.map((_, c) => c);
  const average = (values: readonly number[]) => values.reduce((a, v) => a + v, 0) / values.length;
  const mean = classes.map((c) => average(rows.map((row) => row[c]!)));
  const aleatoric = average(rows.map(entropy));
  return {
    total: entropy(mean),
    aleatoric,
    epistemic: entropy(mean) - aleatoric,
  };
}

describe.each([
  [12, 30, 4],
  [1, 5, 3],
  [50, 9, 10],
  [3, 4, 2],
  [2, 300, 7],
] as const)("%d draws, %d rows, %d classes", (...shape) => {
  const nested = randomDraws(shape);
  const predictive = predictiveOf(nested);

  // entropies of float32 probabilities, whose rounding is 6e-8 a class
  test.each(Object.entries(measures))("%s is its definition", async (name, measure) => {
    const got = measure(predictive);
    expect(got.shape).toEqual([shape[1]]);
    const values = await read(got);
    for (let b = 0; b < shape[1]; b++)
      expect(Math.abs(values[b]! - reference(nested, b)[name as keyof typeof measures])).toBeLessThan(2e-6);
  });

  test("total = aleatoric + epistemic, each in [0, log classes]", async () => {
    const [t, a, e] = await Promise.all([read(total(predictive)), read(aleatoric(predictive)), read(epistemic(predictive))]);
    for (let b = 0; b < shape[1]; b++) {
      expect(Math.abs(t![b]! - a![b]! - e![b]!)).toBeLessThan(2e-6);
      for (const value of [t, a, e]) {
        expect(value![b]!).toBeGreaterThanOrEqual(0);
        expect(value![b]!).toBeLessThanOrEqual(Math.log(shape[2]) + 1e-6);
      }
    }
  });
});

describe("corner rows", () => {
  test.each([1, 2, 3, 10, 41, 100])("%d draws that are all the same one-hot row: no uncertainty, not NaN", async (draws) => {
    const predictive = predictiveOf(Array.from({ length: draws }, () => [[0, 1, 0]]));
    for (const name of ["total", "aleatoric"] as const) expect(await read(measures[name](predictive)), name).toEqual([0]);
    // the fused kernel multiplies by a rounded 1/draws
    expect((await read(epistemic(predictive)))[0]).toBeLessThan(1e-7);
  });

  test("sure draws that disagree: all epistemic", async () => {
    const predictive = predictiveOf([[[1, 0]], [[0, 1]]]);
    expect((await read(total(predictive)))[0]).toBeCloseTo(Math.LN2, 6);
    expect(await read(aleatoric(predictive))).toEqual([0]);
    expect((await read(epistemic(predictive)))[0]).toBeCloseTo(Math.LN2, 6);
  });

  test("draws that agree on a coin flip: all aleatoric", async () => {
    const predictive = predictiveOf([[[0.5, 0.5]], [[0.5, 0.5]]]);
    expect((await read(aleatoric(predictive)))[0]).toBeCloseTo(Math.LN2, 6);
    expect((await read(epistemic(predictive)))[0]).toBeCloseTo(0, 6);
  });

  test.each(Object.entries(measures))("%s of a row with NaN is NaN, its neighbour is not", async (_, measure) => {
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
    const [first, second] = await read(measure(categoricalPredictive({ probabilities: asProbabilities(values) })));
    expect(first).not.toBeNaN();
    expect(second).toBeNaN();
  });

  test.each(Object.entries(measures))("%s of no rows is empty", async (_, measure) => {
    const empty = categoricalPredictive({ probabilities: asProbabilities(tensor(new Float32Array(0), [3, 0, 4])) });
    expect(await read(measure(empty))).toEqual([]);
  });
});

describe("the prediction", () => {
  test("averages probabilities, not logits", async () => {
    const opposed = categoricalPredictive({ logits: tensor([[[10, 0]], [[0, 10]]]) });
    expect((await read(meanProbabilities(opposed)))[0]).toBeCloseTo(0.5, 6);
    const lopsided = categoricalPredictive({ logits: tensor([[[10, 0]], [[0, 1]]]) });
    const expected = 0.5 * (1 / (1 + Math.exp(-10)) + 1 / (1 + Math.E));
    expect((await read(meanProbabilities(lopsided)))[0]).toBeCloseTo(expected, 6);
  });

  test("predictives refuse what they cannot be", () => {
    expect(() => predictiveOf([[[0.5, 0.6]]])).toThrow("predictiveOf: row 0 of draw 0 is [0.5, 0.6], expected 0 or more with sum 1");
    expect(() => categoricalPredictive({ logits: tensor([[0, 1]]) })).toThrow(
      "categoricalPredictive: values are [1, 2], expected [draws, batch, classes]",
    );
    expect(() => normalPredictive({ means: tensor([[1]]), stdDev: 1 })).toThrow(
      "normalPredictive: values are [1, 1], expected [draws, batch, outputs]",
    );
    expect(() => normalPredictive({ means: tensor([[[1]]]), stdDev: -1 })).toThrow("normalPredictive: stdDev is -1, expected 0 or more");
    const sure: CategoricalPredictive = predictiveOf(asProbabilities(tensor([[[1, 0]]])));
    expect(sure.probabilities.shape).toEqual([1, 1, 2]);
  });
});

test.each(Object.entries(measures))("%s of a regression is refused", (name, measure) => {
  const regression = normalPredictive({ means: tensor([[[1]]]), stdDev: 1 });
  // @ts-expect-error a regression has no classes
  expect(() => measure(regression)).toThrow(`${name}: the predictive is of kind "normal", expected "categorical"`);
});
