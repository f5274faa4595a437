import { judgeAll } from "@credence/lab";
import { expect, test } from "vitest";
import { bestEpoch, published } from "./claims.ts";
import { type FailurePredictionResult, failurePrediction, type PredictedFailures } from "./failure-prediction.ts";
import { confidnetLabels, namedPredictors, riskCoverages } from "./predictors.ts";

/** A training whose predictors find the errors as well as they are told to, in %. */
function training(seed: number, auprs: Readonly<Record<string, number>>): PredictedFailures {
  const labels = [...namedPredictors.map(({ label }) => label), ...Object.values(confidnetLabels)];
  return {
    ...{ seed, accuracy: 0.9937, errors: 63 },
    predictors: labels.map((label) => ({
      ...{ label, auroc: 0.98, auprSuccesses: 0.999, fprAt95: 0.1, curve: { recall: [0, 1], precision: [1, 0.1] } },
      ...{ aurc: 0.001, risks: riskCoverages.map((share) => 0.006 * share ** 3) },
      // trainings differ, and the predictors of one alike but for a little
      auprErrors: ((auprs[label] ?? 30) + 3 * (seed - 2) + 0.02 * seed * label.length) / 100,
    })),
    epochs: [1, 2, 43, 44].map((epoch) => ({ dropout: "on", epoch, training: epoch === 43 ? 50 + seed : 40, test: 42 })),
  };
}
const verdicts = (result: FailurePredictionResult) =>
  Object.fromEntries(judgeAll(failurePrediction.claims, result, "paper").map(({ id, verdict }) => [id, verdict]));

test("the published numbers reproduce themselves", () => {
  const asPublished = { "maximum probability": 33.19, "MC dropout, entropy": 36.32, ConfidNet: 41.65, "ConfidNet, dropout off": 42 };
  const found = verdicts({ trainings: [1, 2, 3].map((seed) => training(seed, asPublished)) });
  expect(Object.entries(found).filter(([id, verdict]) => verdict !== "reproduced" && id !== "kept-epoch")).toEqual([]);
});

test("ConfidNet behind fails, and one training says nothing of paired differences", () => {
  const behind = { "maximum probability": 45, "MC dropout, entropy": 45, ConfidNet: 20 };
  const failed = verdicts({ trainings: [1, 2, 3].map((seed) => training(seed, behind)) });
  for (const id of ["confidnet", "confidnet-ahead-of-maximum-probability", "confidnet-ahead-of-mc-dropout-entropy"])
    expect(failed[id], id).toBe("not reproduced");
  expect(verdicts({ trainings: [training(1, { ConfidNet: 90 })] })["confidnet-ahead-of-maximum-probability"]).not.toBe("reproduced");
});

test("the best epoch is the last with the highest training AUPR; the record's is 43", () => {
  expect(bestEpoch(training(1, {}))).toBe(43);
  const epochs = Array.from({ length: 50 }, (_, i) => ({
    ...{ dropout: "on" as const, epoch: i + 1, test: 0 },
    training: published.number("per epoch", "training", i + 1),
  }));
  expect(bestEpoch({ ...training(1, {}), epochs })).toBe(published.number("kept epoch"));
});
