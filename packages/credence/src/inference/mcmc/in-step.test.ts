import { expect, test } from "vitest";
import { inStep } from "./in-step.ts";
import type { Target } from "./log-density.ts";

/** log p(q) = -q^2 / 2, and how many points each pass had. */
function counting(): Target & { readonly passes: number[] } {
  const passes: number[] = [];
  return {
    ...{ dimensions: 1, passes, dispose: () => {} },
    async evaluate(positions) {
      passes.push(positions.length);
      return positions.map(([q]) => ({ logDensity: -(q! ** 2) / 2, gradient: Float64Array.of(-q!) }));
    },
  };
}

test("chains that need different numbers of points share passes until they are done, each with its own answers", async () => {
  const target = counting();
  const results = await inStep(
    target,
    [3, 1, 2].map((asks, chain) => async (ask) => {
      const seen: number[] = [];
      for (let n = 0; n < asks; n++) seen.push((await ask(Float64Array.of(10 * chain + n))).gradient[0]!);
      return seen;
    }),
  );
  expect(results).toEqual([[-0, -1, -2], [-10], [-20, -21]]);
  expect(target.passes).toEqual([3, 2, 1]);
});

test("a chain that asks nothing holds nobody up, and one that fails is heard", async () => {
  const target = counting();
  expect(await inStep(target, [async () => 1, async (ask) => (await ask(Float64Array.of(2))).logDensity])).toEqual([1, -2]);
  await expect(
    inStep(target, [
      async () => {
        throw new Error("lost");
      },
      async (ask) => ask(Float64Array.of(2)),
    ]),
  ).rejects.toThrow("lost");
  const broken = { ...target, evaluate: () => Promise.reject(new Error("no engine")) };
  await expect(inStep(broken, [async (ask) => ask(Float64Array.of(1))])).rejects.toThrow("no engine");
});
