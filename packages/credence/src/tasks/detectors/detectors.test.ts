import { integers, key, mean, scope, square, subtract, sum, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { categoricalPredictive, predictiveOf } from "../../predictive/index.ts";
import { sureRows, trainingInputs, unsureRow, waveringClassifier } from "../testing/wavering-classifier.ts";
import type { Detector } from "./detector.ts";
import { freeEnergy } from "./energy.ts";
import * as detectors from "./index.ts";

const posterior = waveringClassifier();
const training = { x: await trainingInputs(20), y: integers(Int32Array.from({ length: 20 }, (_, i) => i % 2)) };
const options = { training, draws: 30 };
// on the boundary every logit is 0 in every draw; at unsureRow they differ
const boundary = [0, 0];

/** A detector that learns from the training data: squared distance from their mean. */
const distance: Detector = {
  name: "distance",
  async prepare(_, { training: { x } }) {
    const centre = scope(() => mean(x, { axis: 0 }));
    return { score: async (rows) => scope(() => sum(square(subtract(rows, centre)), { axis: -1 })), dispose: () => centre.dispose() };
  },
};

describe.each([...Object.entries(detectors), ["distance", distance] as const])("%s", (name, detector) => {
  const x = tensor([...sureRows(3), name === "mutualInformation" || name === "distance" ? unsureRow.map((v) => 2 * v) : boundary]);

  test("has the registry's name", () => expect(detector.name).toBe(name));

  test("scores each x, highest what the posterior does not know, the same for the same key", async () => {
    const [first, second] = await Promise.all([5, 5].map((seed) => detector.prepare(posterior, options, key(seed))));
    const scored = await first!.score(x);
    expect(scored.shape).toEqual([4]);
    const values = [...(await scored.read())];
    expect(Math.max(...values)).toBe(values[3]);
    expect(Math.max(...values.slice(0, 3))).toBeLessThan(values[3]!);
    expect([...(await (await second!.score(x)).read())]).toEqual(values);
    // and row by row
    for (const row of [0, 3]) {
      const one = await first!.score(tensor([[...(await x.read()).slice(2 * row, 2 * row + 2)]]));
      expect((await one.read())[0]).toBeCloseTo(values[row]!, 5);
    }
    first!.dispose();
    second!.dispose();
  });
});

describe("the energy", () => {
  test("is minus the mean of logSumExp, which the softmax cannot see", async () => {
    const logits = tensor([
      [
        [1, 2],
        [11, 12],
      ],
      [
        [0, 0],
        [10, 10],
      ],
    ]);
    const expected = -(2 + Math.log1p(Math.exp(-1)) + Math.LN2) / 2;
    const got = await freeEnergy(categoricalPredictive({ logits, keep: "logits" })).read();
    expect(got[0]).toBeCloseTo(expected, 5);
    expect(got[1]).toBeCloseTo(expected - 10, 5);
  });

  test("needs the logits", () => {
    expect(() => freeEnergy(predictiveOf([[[1, 0]]]))).toThrow(
      'energy: the predictive has no logits, expected predict(..., { keep: "logits" })',
    );
  });
});
