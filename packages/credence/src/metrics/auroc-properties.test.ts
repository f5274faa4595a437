import fc from "fast-check";
import { expect, test } from "vitest";
import { auroc } from "./ranking.ts";

/** The definition: of all pairs of a positive and a negative, the fraction in which the positive scores higher, ties counting half. */
function fractionOfPairsWon(scores: readonly number[], positive: readonly number[]): number {
  const [wins, losses] = [scores.filter((_, i) => positive[i] === 1), scores.filter((_, i) => positive[i] === 0)];
  const won = wins.flatMap((score) => losses.map((other) => (score > other ? 1 : score === other ? 0.5 : 0)));
  return won.reduce<number>((sum, points) => sum + points, 0) / won.length;
}

// Few distinct scores, so that most samples hold ties.
const scored = fc.record({ score: fc.constantFrom(-Infinity, -1, -0, 0, 0.1, 0.3, 2, Infinity), mark: fc.constantFrom(0, 1) });
const samples = fc
  .array(scored, { minLength: 2, maxLength: 40 })
  .filter((sample) => sample.some(({ mark }) => mark === 1) && sample.some(({ mark }) => mark === 0));

test("auroc is the fraction of pairs won, ties counting half", async () => {
  await fc.assert(
    fc.asyncProperty(samples, async (sample) => {
      const [scores, positive] = [sample.map(({ score }) => score), sample.map(({ mark }) => mark)];
      // halves and whole numbers: both sums are exact
      expect(await auroc(scores, positive)).toBe(fractionOfPairsWon(scores, positive));
    }),
    { seed: 20_150_707, numRuns: 300 },
  );
});
