import { expect, test } from "vitest";
import { densityAt, laplace, normal, scaleMixture, symmetricMasses } from "./index.ts";

/** Share of a standard normal beyond a distance: tables. */
const normalBeyond = { 0.5: 0.617075077451974, 1: 0.317310507862914, 2: 0.0455002638963584, 6: 1.9731752900754e-9 } as const;
/** Each at most a tenth more than the one before, and the named ones. */
const through = (...named: readonly number[]) =>
  [...Array.from({ length: 148 }, (_, i) => 1e-5 * 1.1 ** i), ...named].toSorted((a, b) => a - b);

test("of N(0, 1) they are those of the tables, far into the tail", async () => {
  const distances = through(0.5, 1, 2, 6);
  const { within, beyond } = await symmetricMasses(normal({ mean: 0, stdDev: 1 }), distances);
  for (const [distance, mass] of Object.entries(normalBeyond)) {
    const at = distances.indexOf(Number(distance));
    // float32 log densities: a relative error of 1e-7 times their size, 19 at a distance of 6
    expect(beyond[at]! / mass).toBeCloseTo(1, 5);
    expect(within[at]).toBeCloseTo(1 - mass, 6);
  }
});

test("of a Laplace density they fall as e^(-distance / b), with the kink at zero", async () => {
  const distances = through(0.5, 1, 2);
  const { within, beyond } = await symmetricMasses(laplace({ mean: 0, scale: 0.15 }), distances);
  for (const distance of [0.5, 1, 2]) expect(beyond[distances.indexOf(distance)]! / Math.exp(-distance / 0.15)).toBeCloseTo(1, 4);
  expect(within[0]! / -Math.expm1(-1e-5 / 0.15)).toBeCloseTo(1, 5);
});

test("of a mixture they are the mixed ones, though its spike is a thousandth wide", async () => {
  const stdDev2 = Math.exp(-7);
  const distances = through(stdDev2, 2 * stdDev2, 1);
  const { within } = await symmetricMasses(scaleMixture({ weight: 0.25, stdDev1: 1, stdDev2 }), distances);
  // the slab has sqrt(2 / pi) of a distance that small
  const slab = (distance: number) => Math.sqrt(2 / Math.PI) * distance;
  for (const widths of [1, 2] as const)
    expect(within[distances.indexOf(widths * stdDev2)]).toBeCloseTo(0.75 * (1 - normalBeyond[widths]) + 0.25 * slab(widths * stdDev2), 6);
  expect(within[distances.indexOf(1)]).toBeCloseTo(0.75 + 0.25 * (1 - normalBeyond[1]), 6);
});

test("distances that do not ascend from above 0 are refused", async () => {
  await expect(symmetricMasses(normal({ mean: 0, stdDev: 1 }), [0.5, 0.5])).rejects.toThrow("distance 1 is 0.5, expected above 0.5");
});

test("densities are those of the log density, spike and tail", async () => {
  const [zero, far] = await densityAt(scaleMixture({ weight: 0.5, stdDev1: 1, stdDev2: Math.exp(-8) }), [0, 2]);
  const peak = 1 / Math.sqrt(2 * Math.PI);
  expect(zero! / (0.5 * peak * (1 + Math.exp(8)))).toBeCloseTo(1, 5);
  expect(far).toBeCloseTo(0.5 * peak * Math.exp(-2), 7);
});
