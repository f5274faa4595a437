import { judgeAll } from "@credence/lab";
import { expect, test } from "vitest";
import { errorAuroc, runnersUp } from "./claims.ts";
import { mnistVariationRatio, type SeenImage, type TrainingVotes } from "./mnist-variation-ratio.ts";

const image = (given: Partial<SeenImage>): SeenImage => ({
  ...{ image: 0, label: 6, predicted: 6, ratio: 0.2, votes: [15, 0, 0, 0, 0, 0, 160, 0, 25, 0], probabilities: new Array(10).fill(0.1) },
  ...{ pixels: new Array(784).fill(0), ...given },
});

/** A training that shows what the source's does. */
const training = (given: Partial<TrainingVotes> = {}): TrainingVotes => ({
  ...{
    seed: 1,
    draws: 200,
    accuracy: 0.9937,
    images: 27,
    ratios: [0.66, ...new Array(8).fill(0.6), 0.54, ...new Array(14).fill(0.5), 0.49, 0, 0],
  },
  errorRanks: Array.from({ length: 25 }, (_, rank) => rank),
  leastCertain: new Array(25).fill(image({ predicted: 2 })),
  mostCertain: new Array(25).fill(image({ ratio: 0 })),
  ...{ six: image({}), ...given },
});
const verdicts = (result: TrainingVotes) =>
  Object.fromEntries(judgeAll(mnistVariationRatio.claims, { trainings: [result] }, "paper").map(({ id, verdict }) => [id, verdict]));

test("the source's numbers reproduce themselves", () => {
  expect(new Set(Object.values(verdicts(training())))).toEqual(new Set(["reproduced"]));
});

test("doubt about the certain, agreement on the doubtful and other runners-up fail", () => {
  const other = training({
    ratios: new Array(27).fill(0.3),
    leastCertain: new Array(25).fill(image({})),
    mostCertain: new Array(25).fill(image({ ratio: 0.1, predicted: 5 })),
    six: image({ votes: [0, 15, 0, 0, 0, 0, 160, 0, 25, 0] }),
  });
  expect(new Set(Object.values(verdicts(other)))).toEqual(new Set(["not reproduced"]));
});

test("the AUROC of errors counts ties as one half", () => {
  expect(errorAuroc({ images: 4, ratios: [0.5, 0.2, 0.2], errorRanks: [0, 1] })).toBe((1 + 1 + 0.5 + 1) / 4);
});

test("runners-up are the two classes with most votes after the first, in order", () => {
  expect(runnersUp(image({}))).toEqual([0, 8]);
});
