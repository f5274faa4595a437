import { judgeAll } from "@credence/lab";
import { key, tensor, uniforms } from "@credence/tensor";
import { expect, test } from "vitest";
import { chiSquare, errorExponent } from "./findings.ts";
import { type McmcDiagnosticsResult, mcmcDiagnostics } from "./mcmc-diagnostics.ts";
import { drawLines, exactSamplers, samplerNames } from "./samplers.ts";
import { exactSlope, funnel, lineData, lineDensity } from "./targets.ts";

test("densities are those of the definitions, up to a constant", async () => {
  const data = lineData([0.5, -1], key(0));
  const { logDensity } = lineDensity(data);
  const [first, second] = await logDensity(
    tensor([
      [0, 0],
      [0.5, -1],
    ]) as never,
  ).read();
  const by = ([a, b]: readonly [number, number]) =>
    -(a ** 2 + b ** 2) / 2 - data.x.reduce((sum, x, i) => sum + (data.y[i]! - a - b * x) ** 2, 0) / (2 * 0.25);
  expect(second! - first!).toBeCloseTo(by([0.5, -1]) - by([0, 0]), 3);
  const [at] = await funnel(tensor([[2, ...Array(9).fill(1.5)]]) as never).read();
  expect(at).toBeCloseTo(-4 / 18 - 9 - (9 * 2.25 * Math.exp(-2)) / 2, 4);
});

test.each(samplerNames)("chains of %s have the exact mean of the slope", async (sampler) => {
  const data = lineData([0.5, -1], key(0));
  const exact = exactSlope(data);
  const chains = await drawLines(sampler, { chains: 2, draws: 60, warmUp: 200, data }, key(1));
  expect(chains.map((chain) => chain.length)).toEqual([60, 60]);
  const slopes = chains.flat().map(([, slope]) => slope);
  const mean = slopes.reduce((sum, slope) => sum + slope, 0) / slopes.length;
  // some 60 effective draws: four standard errors
  expect(Math.abs(mean - exact.mean)).toBeLessThan(0.5 * exact.stdDev);
});

const uniform = uniforms(key(2), 480);
const ranksOf = (draw: (i: number) => number) => Array.from({ length: 240 }, (_, i) => [draw(2 * i), draw(2 * i + 1)]);
const result = (ranks: number[][], exponent: number): McmcDiagnosticsResult => ({
  calibrations: samplerNames.map((sampler) => ({ sampler, ranks })),
  errors: exactSamplers.map((sampler) => ({
    kind: "error",
    sampler,
    chains: 64,
    rows: [25, 100, 400].map((ess) => ({ draws: ess, ess, error: ess ** exponent })),
  })),
  ...{ chains: [], energies: [] },
});
const verdicts = (of: McmcDiagnosticsResult) =>
  Object.fromEntries(judgeAll(mcmcDiagnostics.claims, of, "paper").map(({ id, verdict }) => [id, verdict]));

test("uniform ranks and errors of 1 / sqrt(ESS) pass; ranks at the ends and slower errors do not", () => {
  const good = result(
    ranksOf((i) => Math.floor(60 * uniform[i]!)),
    -0.5,
  );
  expect(errorExponent(good.errors[0]!)).toBeCloseTo(-0.5, 12);
  for (const id of ["uniform-nuts", "exponent-nuts", "error-nuts"]) expect(verdicts(good)[id], id).toBe("reproduced");
  const bad = result(
    ranksOf((i) => (uniform[i]! < 0.5 ? 0 : 59)),
    -0.2,
  );
  // half of 240 in the first and the last bin of 20 expected each
  expect(Math.abs(chiSquare(bad.calibrations[0]!, 0) - 1200)).toBeLessThan(60);
  for (const id of ["uniform-nuts", "exponent-nuts", "error-nuts"]) expect(verdicts(bad)[id], id).toBe("not reproduced");
});
