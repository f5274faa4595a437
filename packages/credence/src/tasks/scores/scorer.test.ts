import { engine, key, mean, square, subtract, sum, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { predict } from "../../inference/predict.ts";
import type { NumericPredictive } from "../../predictive/predictive.ts";
import { sureRows, unsureRow, waveringClassifier } from "../testing/wavering-classifier.ts";
import * as scores from "./index.ts";
import { type Score, type Scorer, scorerOf } from "./score.ts";

const posterior = waveringClassifier();
const x = tensor([...sureRows(6), unsureRow]);

describe("a scorer made of a score", () => {
  test.each(Object.entries(scores))(
    "%s: is the score of the predictive, whatever the rows at a time, and the same for the same key",
    async (_, score) => {
      const expected = [...(await score(await predict(posterior, x, { draws: 20 }, key(1))).read())];
      for (const batchSize of [1, 3, 7, 100]) {
        const scored = await scorerOf(score)(posterior, x, { draws: 20, batchSize }, key(1));
        expect(scored.shape).toEqual([7]);
        // rows fall into other vectors of the kernels, which sum in another order
        for (const [i, value] of (await scored.read()).entries()) expect(Math.abs(value - expected[i]!)).toBeLessThan(2e-6);
        const again = await scorerOf(score)(posterior, x, { draws: 20, batchSize }, key(1));
        expect([...(await again.read())]).toEqual([...(await scored.read())]);
      }
      expect(Math.max(...expected)).toBe(expected[6]);
    },
  );

  test("of another key sees other draws", async () => {
    const scorer = scorerOf(scores.mutualInformation);
    const [one, other] = await Promise.all([1, 2].map(async (seed) => (await scorer(posterior, x, { draws: 5 }, key(seed))).read()));
    expect([...one!]).not.toEqual([...other!]);
  });

  test("holds the predictive of one batch of rows at a time, and gives it back", async () => {
    const many = tensor(new Float32Array(2 * 20_000), [20_000, 2]);
    const held = () => engine.info().memoryMiB.held;
    const before = held();
    const scored = await scorerOf(scores.predictiveEntropy)(posterior, many, { draws: 50, batchSize: 100 }, key(1));
    // 20,000 rows of 50 draws of two classes would be 8 MiB
    expect(held() - before).toBeLessThan(0.5);
    scored.dispose();
    many.dispose();
  });

  test("refuses a batch size that is none, and draws", async () => {
    await expect(scorerOf(scores.margin)(posterior, x, { draws: 1, batchSize: 0 }, key(1))).rejects.toThrow("scorer: batchSize is 0");
    await expect(scorerOf(scores.margin)(posterior, x, { draws: 0 }, key(1))).rejects.toThrow("predict: draws is 0");
  });
});

test("a scorer of one's own needs no predictive, and a score of one's own no classes", async () => {
  const distance: Scorer = async (_, rows) => sum(square(rows), { axis: -1 });
  expect([...(await (await distance(posterior, tensor([[3, 4]]), { draws: 1 }, key(0))).read())]).toEqual([25]);
  // the epistemic variance of a regression
  const disagreement: Score<NumericPredictive> = ({ means }) =>
    mean(mean(square(subtract(means, mean(means, { axis: 0 }))), { axis: 0 }), { axis: -1 });
  const numbers = {
    kind: "own",
    means: tensor([
      [[0], [1]],
      [[2], [1]],
    ]),
  } as unknown as NumericPredictive;
  expect([...(await disagreement(numbers).read())]).toEqual([1, 0]);
});
