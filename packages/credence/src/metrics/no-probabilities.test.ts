import { integers, tensor } from "@credence/tensor";
import { describe, expect, test } from "vitest";
import { asProbabilities } from "../predictive/index.ts";
import { brier, expectedCalibrationError, maximumCalibrationError, negativeLogLikelihood } from "./index.ts";

const metrics = { brier, negativeLogLikelihood, expectedCalibrationError, maximumCalibrationError };

describe.each(Object.entries(metrics))("%s refuses scores that are no probabilities", (name, metric) => {
  test.each([
    ["logits", [3, -1], "a probability of row 1 is 3, expected 0 to 1"],
    ["a negative one", [-0.25, 1.25], "a probability of row 1 is -0.25, expected 0 to 1"],
    ["percentages", [50, 50], "a probability of row 1 is 50"],
    ["an infinite one", [Infinity, 0], "a probability of row 1 is Infinity"],
    ["several labels that may hold together", [0.75, 0.5], "the probabilities of row 1 add up to 1.25, expected 1"],
    ["too little", [0.25, 0.25], "the probabilities of row 1 add up to 0.5, expected 1"],
  ])("%s", async (_, row, message) => {
    await expect(metric(asProbabilities(tensor([[0.5, 0.5], row])), integers([0, 1]))).rejects.toThrow(`${name}: ${message}`);
  });

  test("and takes float32 rows that add up to 1 but for rounding", async () => {
    const third = [0.3333, 0.3333, 0.3334];
    expect(await metric(asProbabilities(tensor([third])), integers([2]))).toBeGreaterThan(0);
  });
});

test("the maximum calibration error over 200,000 bins is that over the bin that holds the one score", async () => {
  expect(await maximumCalibrationError(asProbabilities(tensor([[0.75, 0.25]])), integers([0]), { bins: 200_000 })).toBeCloseTo(0.25, 6);
});
