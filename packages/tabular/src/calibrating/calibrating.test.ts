import { key, normals, tensor, uniforms } from "@credence/tensor";
import { fitTemperature, type Logits } from "credence";
import { describe, expect, test } from "vitest";
import { conformalIntervals, conformalQuantile, fewestForLevel, halfWidth } from "./conformal-intervals.ts";
import { conformalSets, setOf } from "./conformal-sets.ts";
import { coverageByQuarter } from "./coverage.ts";
import { fitIntervalShape } from "./interval-shape.ts";
import { classMoments, temperatureOf } from "./temperature.ts";

test("the conformal quantile is the ceil((n + 1) level)-th smallest score, the largest where rows are too few", () => {
  const scores = [5, 1, 4, 2, 3, 9, 8, 7, 6];
  expect(conformalQuantile(scores, 0.9)).toBe(9);
  expect(conformalQuantile(scores, 0.8)).toBe(8);
  expect(conformalQuantile(scores, 0.5)).toBe(5);
  expect(conformalQuantile([3, 1], 0.9)).toBe(3);
  expect([0.9, 0.8, 0.5].map(fewestForLevel)).toEqual([9, 4, 1]);
});

/** Residuals of standard deviation s beside predictions of it that are wrong by `error` (s). */
function residuals(rows: number, seed: number, error: (stdDev: number) => number) {
  const stdDevs = [...uniforms(key(seed).child("sd"), rows)].map((u) => 0.1 + u);
  const noise = normals(key(seed).child("noise"), rows);
  return { residuals: stdDevs.map((stdDev, row) => stdDev * noise[row]), predicted: stdDevs.map(error) };
}

describe.each<[string, (stdDev: number) => number]>([
  ["right", (stdDev) => stdDev],
  ["three times too small", (stdDev) => stdDev / 3],
  ["too timid where noise is loud", (stdDev) => 0.1 + 0.3 * stdDev],
])("predicted standard deviations that are %s", (_, error) => {
  test("intervals from 2,000 rows hold 90 % of 8,000 others in every quarter", () => {
    const calibration = residuals(2000, 1, error);
    const intervals = conformalIntervals(calibration.residuals, calibration.predicted, { level: 0.9 });
    const others = residuals(8000, 2, error);
    const inside = others.residuals.map((residual, row) => Math.abs(residual) <= halfWidth(intervals, others.predicted[row]));
    // standard errors: 0.013 of 500 rows of calibration, 0.007 of 2,000 others
    for (const { covered } of coverageByQuarter(others.predicted, inside)) expect(Math.abs(covered! - 0.9)).toBeLessThan(0.045);
  });
});

describe("equal standard deviations", () => {
  const known = residuals(2000, 5, (stdDev) => stdDev);
  test.each<[string, (sorted: number) => number, number]>([
    ["the lowest two fifths", (place) => Math.max(place, 800), 2],
    ["all but the lowest ten rows and the highest", (place) => (place < 10 || place === 1999 ? place : 1000), 0],
    ["the middle half", (place) => (place >= 500 && place < 1500 ? 500 : place), 2],
    ["all", () => 0, 0],
  ])("%s: every group has rows, a finite factor, and new rows are covered", (_, tied, edges) => {
    const sorted = [...known.predicted].sort((a, b) => a - b);
    const tie = (value: number) =>
      sorted[
        tied(
          Math.max(
            0,
            sorted.findLastIndex((one) => one <= value),
          ),
        )
      ];
    const intervals = conformalIntervals(known.residuals, known.predicted.map(tie), { level: 0.9 });
    expect(intervals.edges).toHaveLength(edges);
    expect(intervals.factors.every(Number.isFinite)).toBe(true);
    const others = residuals(4000, 6, (stdDev) => stdDev);
    const held = others.residuals.filter((residual, row) => Math.abs(residual) <= halfWidth(intervals, tie(others.predicted[row]))).length;
    // standard errors: 0.007 of calibration, 0.005 of others
    expect(Math.abs(held / 4000 - 0.9)).toBeLessThan(0.03);
  });
});

describe("the shape of intervals", () => {
  test.each([0.6, 0.8, 1, 1.5])("predicted standard deviations that are powers %d of the true ones", (power) => {
    const { residuals: known, predicted } = residuals(8000, 3, (stdDev) => 7 * stdDev ** power);
    // a standard error of b is 1 / (sd of ln s * sqrt(rows)): 0.03 at the smallest power
    expect(Math.abs(fitIntervalShape(known, predicted).exponent - 1 / power)).toBeLessThan(0.1);
  });

  test("of a few rows it stays near 1", () => {
    const { residuals: known, predicted } = residuals(8, 4, (stdDev) => stdDev);
    expect(Math.abs(fitIntervalShape(known, predicted).exponent - 1)).toBeLessThan(0.6);
  });

  test("small calibration parts cover loud rows as often as quiet ones, where a single factor does not", () => {
    const timid = (stdDev: number) => stdDev ** 0.5;
    const loudest = (shaped: boolean): number => {
      let inside = 0;
      for (let seed = 0; seed < 60; seed++) {
        const [known, calibration, others] = [
          residuals(80, 100 + seed, timid),
          residuals(80, 200 + seed, timid),
          residuals(200, 300 + seed, timid),
        ];
        const shape = shaped ? { shape: fitIntervalShape(known.residuals, known.predicted) } : {};
        const intervals = conformalIntervals(calibration.residuals, calibration.predicted, { level: 0.9, ...shape });
        const held = others.residuals.map((residual, row) => Math.abs(residual) <= halfWidth(intervals, others.predicted[row]));
        inside += coverageByQuarter(others.predicted, held)[3].covered! / 60;
      }
      return inside;
    };
    expect(loudest(false)).toBeLessThan(0.83);
    expect(loudest(true)).toBeGreaterThan(0.86);
  });
});

test("averaged over small calibration parts, new rows are covered with the probability asked for", () => {
  const covered = Array.from({ length: 400 }, (_, seed) => {
    const small = residuals(19, 10 + seed, (stdDev) => stdDev);
    const intervals = conformalIntervals(small.residuals, small.predicted, { level: 0.9 });
    const others = residuals(200, 5000 + seed, (stdDev) => stdDev);
    return others.residuals.filter((residual, row) => Math.abs(residual) <= halfWidth(intervals, others.predicted[row])).length / 200;
  });
  const mean = covered.reduce((sum, one) => sum + one, 0) / covered.length;
  // 18 of 19 + 1 exactly 0.9; each part spreads by 0.065, 400 of them by 0.0033
  expect(Math.abs(mean - 0.9)).toBeLessThan(0.012);
});

test("adaptive sets by hand: they grow from the most probable class to what calibration asks for", () => {
  const probabilities = [0.7, 0.2, 0.1, 0.4, 0.35, 0.25, 0.5, 0.3, 0.2, 0.6, 0.3, 0.1];
  const rows = { probabilities, classes: 3, uniforms: [0.5, 0.5, 0.5, 0.5] };
  // scores of the labels: 0.35, 0.4 + 0.175, 0.5 + 0.15, 0.9 + 0.05
  const sets = conformalSets(rows, [0, 1, 1, 2], 0.6);
  expect(sets).toMatchObject({ penalty: 0, rows: 4 });
  expect(sets.threshold).toBeCloseTo(0.65, 12);
  expect([0, 1, 2, 3].map((row) => setOf(rows, row, sets))).toEqual([[0], [0, 1], [0, 1], [0]]);
  // a row by its own number: 0.7 + 0.2 u
  expect(setOf({ ...rows, uniforms: [0, 0, 0, 0] }, 3, sets)).toEqual([0, 1]);
  // never empty
  expect(setOf({ probabilities: [0.05, 0.9, 0.05], classes: 3, uniforms: [0.99] }, 0, sets)).toEqual([1]);
});

test("sets hold the class of new rows with the probability asked for", () => {
  const drawn = (rows: number, seed: number) => {
    const noise = normals(key(seed).child("logits"), rows * 4);
    const { probabilities } = classMoments({ values: noise.map((z) => 2 * z), draws: 1, rows, classes: 4 }, 1);
    const u = uniforms(key(seed).child("labels"), rows);
    const labels = Int32Array.from(u, (value, row) => {
      let reached = 0;
      for (let one = 0; one < 4; one++) if (value < (reached += probabilities[4 * row + one])) return one;
      return 3;
    });
    return { labels, rows: { probabilities, classes: 4, uniforms: uniforms(key(seed).child("u"), rows) } };
  };
  const calibration = drawn(3000, 3);
  const sets = conformalSets(calibration.rows, calibration.labels, 0.9);
  const others = drawn(3000, 4);
  const covered = [...others.labels].filter((label, row) => setOf(others.rows, row, sets).includes(label)).length;
  // a set is never empty, which adds a little; standard errors: 0.006 each
  expect(covered / 3000).toBeGreaterThan(0.88);
  expect(covered / 3000).toBeLessThan(0.94);
});

test("the temperature of one draw is that of the library", async () => {
  const rows = 2000;
  const values = normals(key(6), rows * 3).map((z) => 3 * z);
  const { probabilities } = classMoments({ values, draws: 1, rows, classes: 3 }, 2);
  const u = uniforms(key(7), rows);
  const labels = Int32Array.from(u, (value, row) =>
    value < probabilities[3 * row] ? 0 : value < probabilities[3 * row] + probabilities[3 * row + 1] ? 1 : 2,
  );
  const { integers } = await import("@credence/tensor");
  const { temperature } = await fitTemperature({ logits: tensor(values, [rows, 3]) as Logits }, integers(labels));
  expect(temperatureOf({ values, draws: 1, rows, classes: 3 }, labels) / temperature).toBeCloseTo(1, 3);
});

test("entropies of draws: total is aleatoric and disagreement together", () => {
  // two draws that are sure of opposite things, and two that agree on a coin flip
  const { total, aleatoric } = classMoments({ values: [900, 0, 0, 0, 0, 900, 0, 0], draws: 2, rows: 2, classes: 2 }, 1);
  expect(total[0]).toBeCloseTo(Math.LN2, 12);
  expect(aleatoric[0]).toBeCloseTo(0, 12);
  expect(total[1]).toBeCloseTo(Math.LN2, 12);
  expect(aleatoric[1]).toBeCloseTo(Math.LN2, 12);
});
