import { key, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { ardNormal, distributionFromJSON, hasClosedForm, kl, klMonteCarlo, normal } from "./index.ts";

const stdDevs = [2, 0.25, 1e-3];
const prior = ardNormal({ stdDevs });
const w = [
  [0.5, -1],
  [0.1, 0],
  [2e-3, -1e-3],
];

test("each row has the density of its own standard deviation, under leading axes too", async () => {
  const expected = w.map((row, i) => row.map((x) => -0.5 * (x / stdDevs[i]!) ** 2 - Math.log(stdDevs[i]!) - 0.5 * Math.log(2 * Math.PI)));
  const found = [...(await prior.logProb(tensor(w)).read())];
  for (const [i, value] of expected.flat().entries()) expect(found[i]).toBeCloseTo(value, 5);
  expect([...(await prior.logProb(tensor([w, w])).read())]).toEqual([...found, ...found]);
});

test("draws of a row spread as its standard deviation says, within 4 standard errors", async () => {
  const draws = (await prior.sample(key(0), [3, 4000]).read()) as Float32Array;
  for (const [row, stdDev] of stdDevs.entries()) {
    const own = draws.subarray(row * 4000, (row + 1) * 4000);
    const found = Math.sqrt(own.reduce((total, x) => total + x * x, 0) / 4000);
    expect(Math.abs(found / stdDev - 1)).toBeLessThan(4 / Math.sqrt(2 * 4000));
  }
});

describe("KL from a normal", () => {
  const means = tensor([
    [0.3, -0.2],
    [0.1, 0],
    [1e-3, 0],
  ]);
  const q = normal({ mean: means, stdDev: 0.05 });

  test("is row by row that between two normals", async () => {
    const found = await kl(q, prior).read();
    const values = await means.read();
    for (let i = 0; i < 6; i++) {
      const s = stdDevs[Math.floor(i / 2)]!;
      const exact = Math.log(s / 0.05) + (0.05 ** 2 + values[i]! ** 2) / (2 * s ** 2) - 0.5;
      expect(Math.abs(found[i]! / exact - 1)).toBeLessThan(1e-5);
    }
    expect(hasClosedForm(q, prior)).toBe(true);
    expect(hasClosedForm(prior, normal({ mean: 0, stdDev: 1 }))).toBe(false);
  });

  test("agrees with draws", async () => {
    const { estimate } = klMonteCarlo(q, prior, { draws: 4000, key: key(1) });
    const [exact, drawn] = [await kl(q, prior).read(), await estimate.read()];
    // log q - log p of a draw has a standard deviation of at most s_q^2 / s_p^2, the quadratic's
    for (const i of [0, 1, 2, 3]) expect(Math.abs(drawn[i]! - exact[i]!)).toBeLessThan(0.05);
  });
});

test("survives JSON", () => {
  const again = distributionFromJSON(JSON.parse(JSON.stringify(prior)));
  expect(again.toJSON()).toEqual({ kind: "ardNormal", stdDevs });
});

test.each([
  [() => ardNormal({ stdDevs: [] }), "ardNormal: stdDevs is empty, expected one for each input"],
  [() => ardNormal({ stdDevs: [1, 0] }), "ardNormal: stdDevs[1] is 0, expected above 0"],
  [() => prior.logProb(tensor([1, 2, 3])), "ardNormal: x is [3], expected [..., 3, units]"],
  [() => kl(normal({ mean: tensor([1, 2, 3]), stdDev: 1 }), prior), "ardNormal: x is [3], expected [..., 3, units]"],
  [() => prior.sample(key(0), [2, 5]), "ardNormal: shape is [2, 5], expected [..., 3, units]"],
])("what does not fit is refused in a line, %#", (call, message) => {
  expect(call).toThrow(message);
});
