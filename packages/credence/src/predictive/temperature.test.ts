import { affine, engine, integers, key, randomCategorical, randomNormal, reshape, type Tensor, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { accuracy, expectedCalibrationError, negativeLogLikelihood } from "../metrics/index.ts";
import { fitTemperature, normalPredictive, predictiveOf, probabilitiesFromLogits, withTemperature } from "./index.ts";

const batch = 20_000;
const classes = 4;
/** Logits, and labels drawn from their softmax: a calibrated classifier. */
const logits = randomNormal(key(1), [batch, classes], { stdDev: 2 });
const labels = randomCategorical(key(2), logits);
const scaled = (by: number): Tensor => affine(logits, { scale: by });

/** The minimised function by its definition, in float64. */
async function nllAt(values: Tensor, truth: Tensor, temperature: number): Promise<number> {
  const [l, y] = await Promise.all([values.read(), truth.read()]);
  const [rows, width] = values.shape as [number, number];
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    const row = Array.from({ length: width }, (_, c) => l[i * width + c]! / temperature);
    const top = Math.max(...row);
    sum += top + Math.log(row.reduce((total, value) => total + Math.exp(value - top), 0)) - row[y[i]!]!;
  }
  return sum / rows;
}

describe("fitTemperature", () => {
  test("odds 9 to 1 that are right three times of four need 3 to 1: T = 2", async () => {
    const nine = Math.log(9);
    const given = { logits: tensor(Array(4).fill([nine, 0])) };
    const fit = await fitTemperature(given, integers([0, 0, 0, 1]));
    // log 9 in float32
    expect(fit.temperature).toBeCloseTo(2, 6);
    expect(fit.nllBefore).toBeCloseTo(-0.75 * Math.log(0.9) - 0.25 * Math.log(0.1), 6);
    expect(fit.nllAfter).toBeCloseTo(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), 12);
  });

  test("calibrated logits have T = 1, and logits times 7 have seven times that", async () => {
    const { temperature } = await fitTemperature({ logits }, labels);
    // the standard error of T, from the curvature, is 0.009
    expect(Math.abs(temperature - 1)).toBeLessThan(0.03);
    for (const by of [0.03, 7, 500]) {
      const other = await fitTemperature({ logits: scaled(by) }, labels);
      expect(other.temperature / (by * temperature)).toBeCloseTo(1, 6);
      expect(other.nllAfter).toBeCloseTo(await nllAt(logits, labels, temperature), 6);
    }
  });

  test("it is a minimum: no slope, and more on both sides", async () => {
    const given = scaled(3);
    const { temperature: best, nllBefore, nllAfter } = await fitTemperature({ logits: given }, labels);
    const at = (temperature: number) => nllAt(given, labels, temperature);
    const step = 1e-4 * best;
    expect(Math.abs((await at(best + step)) - (await at(best - step))) / (2 * step)).toBeLessThan(1e-8);
    expect(await at(best * 1.01)).toBeGreaterThan(nllAfter);
    expect(await at(best * 0.99)).toBeGreaterThan(nllAfter);
    expect(nllAfter).toBeCloseTo(await at(best), 12);
    expect(nllBefore).toBeCloseTo(await at(1), 12);
  });

  test("a predictive of one draw gives what its logits give, with or without its draw axis", async () => {
    const whole = await fitTemperature({ logits: scaled(2) }, labels);
    const drawn = probabilitiesFromLogits(scaled(2));
    const one = await fitTemperature(predictiveOf(tensorOfOneDraw(drawn)), labels);
    expect(one.temperature).toBeCloseTo(whole.temperature, 5);
    const axis = await fitTemperature({ logits: tensorOfOneDraw(scaled(2)) }, labels);
    expect(axis).toEqual(whole);
  });

  test("several draws are averaged first: two that disagree are one coin, which T cannot sharpen alike", async () => {
    // averages: 0.7 and 0.7 for the first class, right at odds 3 to 1 instead of 7 to 3
    const predictive = predictiveOf([Array(4).fill([0.9, 0.1]), Array(4).fill([0.5, 0.5])]);
    const { temperature } = await fitTemperature(predictive, integers([0, 0, 0, 1]));
    expect(temperature).toBeCloseTo(Math.log(7 / 3) / Math.log(3), 6);
  });

  test("a class of probability 0 stays out of it", async () => {
    const predictive = predictiveOf([Array(4).fill([0.9, 0.1, 0])]);
    expect((await fitTemperature(predictive, integers([0, 0, 0, 1]))).temperature).toBeCloseTo(2, 6);
  });

  test.each([
    [predictiveOf([[[1, 0]]]), [1], "the label of row 0 has probability 0 at every temperature"],
    [{ logits: tensor([[1, 0]]) }, [0], "every label is the most probable class"],
    [{ logits: tensor([[1, 0]]) }, [1], "labels are no likelier than an average class"],
    [{ logits: tensor([[Number.NaN, 0]]) }, [1], "logits of row 0 hold NaN and 0, expected finite ones"],
    [{ logits: tensor([[1, 0]]) }, [0, 1], "labels are int32 [2], expected int32 [1]"],
    [{ logits: tensor([[1, 0]]) }, [2], "label 2 at 0, expected 0 to 1"],
    [{ logits: tensor([[[1, 0]], [[1, 0]]]) }, [0], "logits are [2, 1, 2], expected [batch, classes] of one network"],
  ])("refuses what has no best temperature: %#", async (given, truth, message) => {
    await expect(fitTemperature(given, integers(truth))).rejects.toThrow(`fitTemperature: ${message}`);
  });
});

describe("withTemperature", () => {
  test("odds 9 to 1 at temperature 2 are 3 to 1, from probabilities and from logits", async () => {
    const both = [predictiveOf([[[0.9, 0.1]]]), { logits: tensor([[Math.log(9), 0]]) }];
    for (const given of both) {
      const { probabilities } = withTemperature(given, 2);
      expect(probabilities.shape).toEqual([1, 1, 2]);
      expect((await probabilities.read())[0]).toBeCloseTo(0.75, 6);
    }
  });

  test("temperature 1 is the averaged prediction, and no temperature moves the most probable class", async () => {
    const predictive = predictiveOf([[[0.6, 0.4, 0]], [[0.2, 0.3, 0.5]]]);
    const [first, second, third] = await withTemperature(predictive, 1).probabilities.read();
    expect([first, second, third].map((p) => Number(p!.toFixed(6)))).toEqual([0.4, 0.35, 0.25]);
    for (const temperature of [0.01, 0.5, 30]) {
      const p = await withTemperature({ logits }, temperature).probabilities.read();
      expect(p.some(Number.isNaN)).toBe(false);
    }
    expect(await accuracy(withTemperature({ logits }, 30), labels)).toBe(await accuracy(withTemperature({ logits }, 1), labels));
  });

  test.each([1e-39, 1e-300, 1e-30, 1e-5])(
    "at temperature %d only the most probable classes are left, at its inverse all alike",
    async (cold) => {
      const given = {
        logits: tensor([
          [0, 3, 3, -2],
          [1e38, -1e38, 0, 1e30],
          [0, 0, 0, 0],
          [5, 4.9999, -Infinity, 0],
        ]),
      };
      const exact = (await withTemperature(given, cold).probabilities.read()) as Float32Array;
      expect([...exact].slice(0, 12)).toEqual([0, 0.5, 0.5, 0, 1, 0, 0, 0, 0.25, 0.25, 0.25, 0.25]);
      expect(exact[12]).toBeCloseTo(1 / (1 + Math.exp(Math.fround(4.9999 - 5) / cold)), 5);
      const hot = await withTemperature({ logits: tensor([[0, 3, -Infinity, -2]]) }, 1 / cold).probabilities.read();
      for (const [i, p] of [1 / 3, 1 / 3, 0, 1 / 3].entries()) expect(hot[i]).toBeCloseTo(p, cold < 1e-9 ? 6 : 4);
      const predictive = predictiveOf([[[0.5, 0.5, 0]], [[0.5, 0.4, 0.1]]]);
      expect([...(await withTemperature(predictive, cold).probabilities.read())]).toEqual([1, 0, 0]);
    },
  );

  test("an overconfident classifier is calibrated on other data by the temperature of half of it", async () => {
    const half = batch / 2;
    const part = (values: ArrayLike<number>, from: number, width: number) =>
      Array.from({ length: half * width }, (_, i) => values[from * width + i]!);
    const [l, y] = await Promise.all([scaled(4).read(), labels.read()]);
    const halves = [0, half].map((from) => ({
      logits: tensor(Float32Array.from(part(l, from, classes)), [half, classes]),
      labels: integers(part(y, from, 1)),
    }));
    const { temperature } = await fitTemperature(halves[0]!, halves[0]!.labels);
    const [before, after] = [1, temperature].map((t) => withTemperature(halves[1]!, t));
    expect(await expectedCalibrationError(before!, halves[1]!.labels)).toBeGreaterThan(0.1);
    expect(await expectedCalibrationError(after!, halves[1]!.labels)).toBeLessThan(0.02);
    expect(await negativeLogLikelihood(after!, halves[1]!.labels)).toBeLessThan(await negativeLogLikelihood(before!, halves[1]!.labels));
  });

  test("refuses a temperature that is none", () => {
    for (const temperature of [0, -1, Number.NaN, Infinity])
      expect(() => withTemperature({ logits }, temperature)).toThrow(`withTemperature: temperature is ${temperature}, expected above 0`);
  });
});

describe("memory", () => {
  const held = () => engine.info().memoryMiB.held;
  const own = () => predictiveOf([Array(4).fill([0.9, 0.1])]);

  test("fitTemperature gives back what it makes, also where it refuses, and leaves what it was given", async () => {
    const predictive = own();
    const values = tensor(Array(4).fill([2, 0]));
    const drawn = reshape(values, [1, 4, 2]);
    const [truth, tooMany] = [integers([0, 0, 0, 1]), integers([0, 0, 0, 1, 1])];
    const before = held();
    for (const given of [predictive, { logits: values }, { logits: drawn }]) {
      await fitTemperature(given, truth);
      await expect(fitTemperature(given, tooMany)).rejects.toThrow("labels are int32 [5]");
      expect(held()).toBe(before);
    }
    // a view holds its array's block: given back with the view made of it, nothing of these is left
    values.dispose();
    drawn.dispose();
    predictive.probabilities.dispose();
    truth.dispose();
    tooMany.dispose();
    expect(held()).toBeLessThan(before);
    expect(before - held()).toBeGreaterThanOrEqual((4 * 2 * 4 * 2) / 2 ** 20);
  });

  test("withTemperature leaves its probabilities and nothing else", () => {
    const [predictive, values] = [own(), tensor(Array(4).fill([2, 0]))];
    const before = held();
    for (const given of [predictive, { logits: values }]) {
      withTemperature(given, 2).probabilities.dispose();
      expect(held()).toBe(before);
    }
  });
});

test("a regression is refused by the name of what was asked", async () => {
  const regression = normalPredictive({ means: reshape(logits, [1, batch, classes]), stdDev: 1 });
  // @ts-expect-error a regression has no classes
  await expect(fitTemperature(regression, labels)).rejects.toThrow('fitTemperature: the predictive is of kind "normal"');
  // @ts-expect-error a regression has no classes
  expect(() => withTemperature(regression, 2)).toThrow('withTemperature: the predictive is of kind "normal"');
});

function tensorOfOneDraw<T extends Tensor>(values: T): T {
  return reshape(values, [1, batch, classes]) as T;
}
