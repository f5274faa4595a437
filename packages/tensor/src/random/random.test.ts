import { describe, expect, test } from "vitest";
import {
  bernoullis,
  key,
  normals,
  permutation,
  randomBernoulli,
  randomBits,
  randomCategorical,
  randomNormal,
  randomUniform,
  tensor,
  uniforms,
} from "../index.ts";
import { expectClose } from "../testing/numbers.ts";

/** Standard errors away from what was expected, for a share of `count` tries. */
const errors = (seen: number, count: number, probability: number) =>
  (seen - count * probability) / Math.sqrt(count * probability * (1 - probability));

/** Chi-square in standard deviations: its mean is the degrees of freedom, its variance twice that. */
function chiSquare(counts: readonly number[], expected: readonly number[]): number {
  const degrees = counts.length - 1;
  const statistic = counts.reduce((total, count, i) => total + (count - expected[i]!) ** 2 / expected[i]!, 0);
  return (statistic - degrees) / Math.sqrt(2 * degrees);
}

describe("normals", () => {
  const count = 4_000_000;
  const values = normals(key(2024), count);
  const moment = (power: number) => values.reduce((total, z) => total + z ** power, 0) / count;

  test("mean, variance, skewness and kurtosis within 4 standard errors", () => {
    // variances of z, z^2, z^3, z^4: 1, 2, 15, 96
    for (const [power, expected, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ] as const)
      expect(Math.abs(moment(power) - expected) / Math.sqrt(variance / count), `moment ${power}`).toBeLessThan(4);
  });

  test("tail mass beyond 1, 2, 3, 4 and 5 standard deviations, on either side", () => {
    for (const [limit, probability] of [
      [1, 0.15865525],
      [2, 0.02275013],
      [3, 0.0013499],
      [4, 3.16712e-5],
      [5, 2.86652e-7],
    ] as const)
      for (const sign of [1, -1]) {
        const seen = values.reduce((total, z) => total + (sign * z > limit ? 1 : 0), 0);
        expect(Math.abs(errors(seen, count, probability)), `${sign * limit}`).toBeLessThan(4);
      }
  });

  test("every value is finite and within the documented 5.89", () => {
    expect(values.reduce((most, z) => Math.max(most, Math.abs(z)), 0)).toBeLessThan(5.89);
  });

  test("neighbours at the distances of a vector, a block and a chunk are uncorrelated", () => {
    for (const lag of [1, 2, 4, 8, 16, 8192]) {
      let total = 0;
      for (let i = lag; i < count; i++) total += values[i]! * values[i - lag]!;
      expect(Math.abs(total) / Math.sqrt(count - lag), `lag ${lag}`).toBeLessThan(4);
    }
  });
});

describe("uniform", () => {
  test("chi-square over 1000 bins, within the half-open range", () => {
    const values = uniforms(key(1), 1_000_000);
    const counts = new Array<number>(1000).fill(0);
    for (const u of values) counts[Math.floor(u * 1000)]!++;
    expect(
      Math.abs(
        chiSquare(
          counts,
          counts.map(() => 1000),
        ),
      ),
    ).toBeLessThan(4);
  });

  test("low and high", async () => {
    const values = Array.from(await randomUniform(key(2), [10_000], { low: -3, high: 5 }).read());
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-3);
    expect(Math.max(...values)).toBeLessThan(5);
    const average = values.reduce((a, b) => a + b, 0) / values.length;
    expect(Math.abs(average - 1) / (8 / Math.sqrt(12) / 100)).toBeLessThan(4);
  });

  test.each([
    [1, 1 + 2 ** -22],
    [-1e-3, 1e20],
    [0.7, 0.7000002],
    [0.1, 0.3],
    [-1e-45, 3e-45],
    [3.4028232e38, 3.4028234e38],
    [-2, -1.9999998],
    [-1, 0],
  ])("from %d up to %d, neither below nor there", async (low, high) => {
    const values = Array.from(await randomUniform(key(2), [2 ** 20], { low, high }).read());
    const seen = (choose: (a: number, b: number) => number) => values.reduce(choose);
    const [smallest, largest] = [seen((a, b) => (a < b ? a : b)), seen((a, b) => (a > b ? a : b))];
    expect(smallest).toBeGreaterThanOrEqual(low);
    expect(largest).toBeLessThan(Math.min(high, Math.fround(high)));
    expect(values.some(Number.isNaN)).toBe(false);
  });

  test("a range wider than float32's largest number is filled, end to end", async () => {
    const largest = 3.4028234e38;
    const values = await randomUniform(key(2), [100_000], { low: -largest, high: largest }).read();
    expect(values.every(Number.isFinite)).toBe(true);
    const counts = new Array<number>(20).fill(0);
    for (const x of values) counts[Math.floor(((x / largest + 1) / 2) * 20)]!++;
    expect(Math.abs(chiSquare(counts, new Array(20).fill(5000)))).toBeLessThan(4);
  });

  test("an empty range is its only number, and one that is none is refused", async () => {
    for (const [low, high] of [
      [3, 3],
      [0.7, 0.70000001],
      [0, 0],
    ] as const)
      expect(new Set(await randomUniform(key(2), [100], { low, high }).read())).toEqual(new Set([Math.fround(low)]));
    for (const [low, high] of [
      [1, 0],
      [0, Number.NaN],
      [0, 1e39],
      [-Infinity, 0],
    ] as const)
      expect(() => randomUniform(key(2), [1], { low, high })).toThrow(
        `randomUniform: low is ${low} and high ${high}, expected numbers of float32, low up to high`,
      );
    for (const [mean, stdDev] of [
      [0, -1],
      [1e39, 1],
      [0, Number.NaN],
    ] as const)
      expect(() => randomNormal(key(2), [1], { mean, stdDev })).toThrow(`randomNormal: mean is ${mean} and stdDev ${stdDev}, expected`);
  });

  test("each of the 32 bits is set half the time, independently of the next value's", async () => {
    const words = await randomBits(key(3), [100_000]).read();
    for (let bit = 0; bit < 32; bit++) {
      let set = 0;
      let equal = 0;
      for (let i = 0; i < words.length; i++) {
        const own = (words[i]! >>> bit) & 1;
        set += own;
        if (i > 0) equal += Number(own === ((words[i - 1]! >>> bit) & 1));
      }
      expect(Math.abs(errors(set, words.length, 0.5)), `bit ${bit}`).toBeLessThan(4.5);
      expect(Math.abs(errors(equal, words.length - 1, 0.5)), `bit ${bit} against its neighbour`).toBeLessThan(4.5);
    }
  });
});

test("normal scales and shifts the standard normals", async () => {
  const [plain, moved] = [normals(key(4), 100), await randomNormal(key(4), [10, 10], { mean: 3, stdDev: 0.5 }).read()];
  expectClose(
    moved,
    plain.map((z) => 3 + 0.5 * z),
    { relative: 1e-6, absolute: 1e-6 },
  );
});

describe("bernoulli", () => {
  test.each([0.01, 0.25, 0.5, 0.9])("probability %f within 4 standard errors, values 0 and the scale", async (probability) => {
    const values = await randomBernoulli(key(5), [200_000], { probability, scale: 1 / probability }).read();
    const kept = values.filter((v) => v !== 0);
    expect(new Set(kept)).toEqual(new Set([Math.fround(1 / probability)]));
    expect(Math.abs(errors(kept.length, values.length, probability))).toBeLessThan(4);
  });
  test.each([1e-8, 1e-9, 1e-12, 1e-300])("of probability %d is not that of a step of 24 bits, nor is its opposite", async (probability) => {
    // the first 4096 uniforms of these keys hold the lowest and the highest of 24 bits: a step of 6e-8
    expect(uniforms(key(1066), 4096).includes(0) && uniforms(key(2544), 4096).includes(1 - 2 ** -24)).toBe(true);
    for (const seed of [1066, 2544]) {
      expect(new Set(bernoullis(key(seed), 4096, probability))).toEqual(new Set([0]));
      expect(new Set(bernoullis(key(seed), 4096, 1 - probability))).toEqual(new Set([1]));
    }
  });
  test("of probability 1e-6 comes as often as it should", () => {
    let seen = 0;
    for (let part = 0; part < 4; part++) for (const x of bernoullis(key(13).child(part), 2 ** 23, 1e-6)) seen += x;
    expect(Math.abs(errors(seen, 2 ** 25, 1e-6))).toBeLessThan(4);
  });
  test("is decided by 32 bits, and by 32 more where those are equal", async () => {
    const words = new Uint32Array((await randomBits(key(15), [50_000]).read()).buffer);
    for (const choose of [(a: number, b: number) => a < b, (a: number, b: number) => a > b]) {
      const at = words.reduce((best, word, i) => (choose(word, words[best]!) ? i : best), 0);
      const draw = async (words: number) => (await randomBernoulli(key(15), [50_000], { probability: words / 2 ** 32 }).read())[at];
      expect(await draw(words[at]!)).toBe(0);
      expect(await draw(words[at]! + 1)).toBe(1);
      // the second word of this place lies between
      expect(await draw(words[at]! + 2 ** -20)).toBe(0);
      expect(await draw(words[at]! + 1 - 2 ** -20)).toBe(1);
    }
  });
  test("as a plain array holds the same, and refuses what is no probability", async () => {
    expect(bernoullis(key(5), 1000, 0.3)).toEqual(await randomBernoulli(key(5), [1000], { probability: 0.3 }).read());
    for (const probability of [-0.1, 1.1, Number.NaN]) {
      expect(() => randomBernoulli(key(5), [1], { probability })).toThrow(
        `randomBernoulli: probability is ${probability}, expected 0 to 1`,
      );
      expect(() => bernoullis(key(5), 1, probability)).toThrow(`bernoullis: probability is ${probability}, expected 0 to 1`);
    }
  });
  test("probability 0 and 1 leave nothing to chance", async () => {
    expect(new Set(await randomBernoulli(key(6), [10_000], { probability: 0 }).read())).toEqual(new Set([0]));
    expect(new Set(await randomBernoulli(key(6), [10_000], { probability: 1 }).read())).toEqual(new Set([1]));
  });
});

describe("categorical", () => {
  test("picks classes as often as softmax says", async () => {
    const logits = [0.2, -1, 2, 0, -3];
    const total = logits.reduce((sum, x) => sum + Math.exp(x), 0);
    const rows = 50_000;
    const picks = Array.from(
      await randomCategorical(
        key(7),
        tensor(
          Float32Array.from({ length: rows * 5 }, (_, i) => logits[i % 5]!),
          [rows, 5],
        ),
      ).read(),
    );
    const counts = logits.map((_, c) => picks.reduce((n, pick) => n + Number(pick === c), 0));
    expect(
      Math.abs(
        chiSquare(
          counts,
          logits.map((x) => (rows * Math.exp(x)) / total),
        ),
      ),
    ).toBeLessThan(4);
  });
  test("never picks a class of probability 0, whatever stands first", async () => {
    const rows = 20_000;
    for (const impossible of [0, 2]) {
      const picks = await randomCategorical(
        key(8),
        tensor(
          Float32Array.from({ length: rows * 3 }, (_, i) => (i % 3 === impossible ? -Infinity : 0)),
          [rows, 3],
        ),
      ).read();
      expect(new Set(picks)).toEqual(new Set([0, 1, 2].filter((c) => c !== impossible)));
    }
  });
  test("keeps leading axes and says what it wants", () => {
    expect(randomCategorical(key(1), tensor(new Float32Array(24), [2, 3, 4])).shape).toEqual([2, 3]);
    expect(() => randomCategorical(key(1), tensor([]))).toThrow("randomCategorical: logits are [0], expected [..., classes]");
  });
});

describe("permutation", () => {
  test.each([0, 1, 2, 17, 10_000])("of %i holds every number once", (count) => {
    expect([...permutation(key(9), count)].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
  });
  test("the first element, and where the first number goes, are uniform", () => {
    const counts = { first: new Array<number>(12).fill(0), place: new Array<number>(12).fill(0) };
    for (let i = 0; i < 12_000; i++) {
      const order = permutation(key(10).child(i), 12);
      counts.first[order[0]!]!++;
      counts.place[order.indexOf(0)]!++;
    }
    for (const seen of Object.values(counts))
      expect(
        Math.abs(
          chiSquare(
            seen,
            seen.map(() => 1000),
          ),
        ),
      ).toBeLessThan(4);
  });
  test.each([2 ** 21, 2 ** 21 + 1, 5_000_003])("of %i rows is sorted by 32 bits each, equal bits by number", async (count) => {
    const order = permutation(key(12), count);
    const bits = new Uint32Array((await randomBits(key(12), [count]).read()).buffer);
    const seen = new Uint8Array(count);
    let equal = 0;
    for (let i = 0; i < count; i++) {
      seen[order[i]!] = 1;
      if (i === 0) continue;
      const [before, own] = [bits[order[i - 1]!]!, bits[order[i]!]!];
      if (before > own || (before === own && order[i - 1]! > order[i]!)) expect.fail(`place ${i} of ${count} is out of order`);
      if (before === own) equal++;
    }
    expect(seen.every((n) => n === 1)).toBe(true);
    // of count numbers, count^2 / 2^33 pairs are equal by chance: 500 and more
    expect(equal).toBeGreaterThan(400);
  });
  test("says what no count is", () => {
    for (const count of [-1, 1.5, Number.NaN])
      expect(() => permutation(key(1), count)).toThrow(`permutation: count is ${count}, expected a whole number from 0`);
  });
});

test("children are independent: of their parent, of each other, and of the next seed", () => {
  const streams = [key(0), key(0).child("a"), key(0).child("b"), key(0).child(0), key(0).child(1), key(1), key(1).child("a")].map((k) =>
    normals(k, 20_000),
  );
  for (let i = 0; i < streams.length; i++)
    for (let j = i + 1; j < streams.length; j++) {
      const product = streams[i]!.reduce((total, z, n) => total + z * streams[j]![n]!, 0);
      expect(Math.abs(product) / Math.sqrt(20_000), `streams ${i} and ${j}`).toBeLessThan(4);
    }
});

test("a value depends on key and index only: a longer array begins with the shorter one", async () => {
  for (const fill of [randomNormal, randomUniform, randomBits]) {
    const [short, long] = [await fill(key(11), [13]).read(), await fill(key(11), [9001]).read()];
    expect(long.slice(0, 13)).toEqual(short);
  }
  expect(randomUniform(key(1), [0]).size).toBe(0);
});
