import { reshape } from "@credence/tensor";
import { asProbabilities, metrics as measure, normalPredictive } from "credence";
import type { Operation } from "../run-suite.ts";
import { integersOf, numberOf, numbersOf, optionalNumber, tensorOf } from "./input.ts";

export const metrics: Readonly<Record<string, Operation>> = {
  "metrics.ranking": async (input) => {
    const [score, positive] = [numbersOf(input, "score"), numbersOf(input, "positive")];
    return {
      auroc: await measure.auroc(score, positive),
      averagePrecision: await measure.averagePrecision(score, positive),
      fprAt95Tpr: await measure.fprAtTpr(score, positive, { tpr: 0.95 }),
    };
  },

  "metrics.classification": async (input) => {
    const [probabilities, labels] = [asProbabilities(tensorOf(input, "probabilities")), integersOf(input, "labels")];
    const bins = optionalNumber(input, "bins", 15);
    const { confidence, wrong } = await measure.topLabel(probabilities, labels);
    return {
      accuracy: await measure.accuracy(probabilities, labels),
      negativeLogLikelihood: await measure.negativeLogLikelihood(probabilities, labels),
      brier: await measure.brier(probabilities, labels),
      expectedCalibrationError: await measure.expectedCalibrationError(probabilities, labels, { bins }),
      maximumCalibrationError: await measure.maximumCalibrationError(probabilities, labels, { bins }),
      areaUnderRiskCoverage: await measure.areaUnderRiskCoverage(confidence, wrong),
    };
  },

  // draws [draws, batch] of one output
  "metrics.lppd": async (input) => {
    const draws = tensorOf(input, "draws");
    const predictive = normalPredictive({ means: reshape(draws, [...draws.shape, 1]), stdDev: numberOf(input, "stdDev") });
    const y = tensorOf(input, "y");
    return { lppd: await measure.lppd(predictive, y), meanLogDensity: await measure.meanLogDensity(predictive, y) };
  },
};
