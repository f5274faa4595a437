import { key } from "@credence/tensor";
import { describe, expect, it } from "vitest";
import { blundellRegression, syntheticDigits, syntheticLetters, twoMoons } from "./index.ts";

const root = key(0).child("datasets");

describe("blundell-regression", () => {
  it("is the published curve where there is no noise", () => {
    const { x, y } = blundellRegression.generate({ count: 5, low: 0, high: 0.5, noise: 0 }, root);
    expect([...x]).toEqual([0, 0.125, 0.25, 0.375, 0.5]);
    // By hand: 0.125 + 0.3 sin(pi/4) + 0.3 sin(pi/2); the second sine is 0 at 0.25 and -0.3 at 0.375.
    const expected = [0, 0.125 + 0.3 * Math.SQRT1_2 + 0.3, 0.25 + 0.3, 0.375 + 0.3 * Math.SQRT1_2 - 0.3, 0.5];
    for (const [i, value] of expected.entries()) expect(y[i]).toBeCloseTo(value, 6);
  });

  it("has one error per point in all three places", () => {
    // To first order y - f(x) = e f'(x)-like slope 1 + 0.6 pi cos(2 pi x) + 1.2 pi cos(4 pi x), so e near x = 0 is stretched 6.65-fold.
    const count = 20000;
    const { y } = blundellRegression.generate({ count, low: 0, high: 0 }, root);
    const stdDev = Math.sqrt(y.reduce((sum, value) => sum + value * value, 0) / count);
    // The cubic terms of the sines take 3.6 % off at e = 0.02; the tolerance is four standard errors, 4 stdDev / sqrt(2 count).
    const slope = 1 + 0.6 * Math.PI + 1.2 * Math.PI;
    const cubic = (0.3 * (2 * Math.PI) ** 3 + 0.3 * (4 * Math.PI) ** 3) / 6;
    const expected = Math.sqrt(0.02 ** 2 * slope ** 2 - 6 * slope * cubic * 0.02 ** 4 + 15 * cubic ** 2 * 0.02 ** 6);
    expect(Math.abs(stdDev - expected)).toBeLessThan((4 * expected) / Math.sqrt(2 * count));
  });
});

describe("two-moons", () => {
  it("lies on two half circles where there is no noise", () => {
    const { points, labels } = twoMoons.generate({ count: 101, noise: 0 }, root);
    for (const [i, label] of labels.entries()) {
      const [x, y] = [points[2 * i], points[2 * i + 1]];
      const [right, down] = label === 0 ? [0, 0] : [1, 0.5];
      expect(Math.hypot(x - right, y - down)).toBeCloseTo(1, 6);
      expect(label === 0 ? y >= -1e-6 : y <= 0.5 + 1e-6).toBe(true);
    }
    expect([points[0], points[200]].map((value) => Math.round(value))).toEqual([1, -1]);
    expect(labels.filter((label) => label === 1).length).toBe(50);
  });

  it("scatters both coordinates by the noise asked for", () => {
    const [clean, noisy] = [0, 0.2].map((noise) => twoMoons.generate({ count: 10000, noise }, root).points);
    const squares = noisy.reduce((sum, value, i) => sum + (value - clean[i]) ** 2, 0) / noisy.length;
    expect(Math.abs(Math.sqrt(squares) - 0.2)).toBeLessThan((4 * 0.2) / Math.sqrt(2 * noisy.length));
  });
});

describe.each([syntheticDigits, syntheticLetters])("$name", (dataSet) => {
  const images = dataSet.generate({ count: 600 }, root);

  it("has ten classes in turn and ink in the middle of every picture", () => {
    expect([images.count, images.height, images.width, images.pixels.length]).toEqual([600, 28, 28, 600 * 784]);
    expect([...images.labels.subarray(0, 12)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
    for (let i = 0; i < images.count; i++) {
      const picture = images.pixels.subarray(784 * i, 784 * (i + 1));
      const ink = picture.reduce((sum, pixel) => sum + pixel, 0) / 255;
      // A thin 1 has about 30 pixels of ink, a thick B about 240.
      expect(ink).toBeGreaterThan(20);
      expect(ink).toBeLessThan(320);
      expect(picture.some((pixel) => pixel === 255)).toBe(true);
      // A glyph that left its box by far would reach a corner.
      const corners = [0, 27, 783 - 27, 783].map((at) => picture[at]);
      expect(Math.max(...corners)).toBe(0);
    }
  });

  it("has soft edges", () => {
    const grey = images.pixels.filter((pixel) => pixel > 0 && pixel < 255).length;
    const full = images.pixels.filter((pixel) => pixel === 255).length;
    expect(grey / full).toBeGreaterThan(0.5);
    expect(grey / full).toBeLessThan(2.5);
  });

  it("depends on key and index only", () => {
    expect(dataSet.generate({ count: 40 }, root).pixels).toEqual(images.pixels.subarray(0, 40 * 784));
    expect(dataSet.generate({ count: 40 }, root.child("other")).pixels).not.toEqual(images.pixels.subarray(0, 40 * 784));
  });

  it("draws symbols that their nearest neighbours in another set tell apart", () => {
    // A picture that nobody could read would have neighbours of any class: chance is 0.1.
    const queries = dataSet.generate({ count: 200 }, root.child("queries"));
    const right = queries.labels.filter(
      (label, i) => images.labels[nearest(queries.pixels.subarray(784 * i, 784 * (i + 1)), images.pixels)] === label,
    );
    expect(right.length / queries.count).toBeGreaterThan(0.85);
  });
});

function nearest(picture: Uint8Array, pool: Uint8Array): number {
  let best = { index: -1, distance: Number.POSITIVE_INFINITY };
  for (let index = 0; index * 784 < pool.length; index++) {
    let distance = 0;
    for (let p = 0; p < 784 && distance < best.distance; p++) distance += (picture[p] - pool[784 * index + p]) ** 2;
    if (distance < best.distance) best = { index, distance };
  }
  return best.index;
}
