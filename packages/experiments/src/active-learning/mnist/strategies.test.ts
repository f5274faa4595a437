import { integers, key, randomNormal } from "@credence/tensor";
import { type Posterior, pointPosterior, run, scorerOf, scores } from "credence";
import { afterAll, beforeAll, expect, test } from "vitest";
import { digitsModel, trainingOf } from "./network.ts";
import { publishedStrategies, type StrategyName, wantedPerClass } from "./strategies.ts";

const rows = 14;
const x = randomNormal(key(1), [rows, 1, 28, 28]);
const labels = Int32Array.from({ length: rows }, (_, row) => (row % 3 === 0 ? 1 : 0));
const own = key(2);
const draws = 6;
let posterior: Posterior;
beforeAll(async () => {
  posterior = (await run(trainingOf(1).fit({ model: digitsModel, data: { x, y: integers(labels) } }, key(3)))) as Posterior;
});
afterAll(() => posterior.dispose());

/** What rows score, high = uncertain: by dropout networks, or by the one network with dropout off. */
async function scoresOf(strategy: StrategyName): Promise<number[]> {
  const isMargin = strategy === "margin";
  const score = isMargin ? scores.margin : strategy.startsWith("bald") ? scores.mutualInformation : scores.predictiveEntropy;
  const asked = isMargin ? pointPosterior(digitsModel, posterior.parameters!) : posterior;
  const found = await scorerOf(score)(asked as never, x, { draws: isMargin ? 1 : draws, batchSize: 500 }, own.child("draws"));
  return [...(await found.read())];
}

// the source's code sorts BALD and entropy from the least uncertain on, the margin from the most
test.each([
  ["margin", "most"],
  ["bald", "least"],
  ["bald-corrected", "most"],
  ["entropy", "least"],
  ["entropy-corrected", "most"],
] as const)("%s takes the %s uncertain rows of each class, none that is taken", async (strategy, which) => {
  const values = await scoresOf(strategy);
  const taken = new Set([0, 1]);
  const found = await wantedPerClass(publishedStrategies[strategy], { ...{ posterior, x, draws, key: own, labels, taken }, perClass: 2 });
  const expected = [0, 1].flatMap((label) =>
    Array.from({ length: rows }, (_, row) => row)
      .filter((row) => labels[row] === label && !taken.has(row))
      .sort((a, b) => (which === "most" ? values[b] - values[a] : values[a] - values[b]))
      .slice(0, 2),
  );
  expect(found.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
});

test("random takes as many of each class, and others under another key", async () => {
  const taken = new Set<number>();
  const of = (seed: number) =>
    wantedPerClass(publishedStrategies.random, { ...{ posterior, x, draws, key: key(seed), labels, taken }, perClass: 2 });
  const found = await of(1);
  expect(found.map((row) => labels[row]).toSorted()).toEqual([0, 0, 1, 1]);
  expect(await of(2)).not.toEqual(found);
});
