import { key } from "@credence/tensor";
import { asProbabilities, categoricalPredictive, jointInformation } from "credence";
import type { Operation } from "../run-suite.ts";
import { numberOf, tensorOf } from "./input.ts";

export const acquisition: Readonly<Record<string, Operation>> = {
  "acquisition.batchBald": async (input) => {
    const predictive = categoricalPredictive({ probabilities: asProbabilities(tensorOf(input, "probabilities")) });
    const { rows, information } = await jointInformation(predictive, { count: numberOf(input, "count"), key: key(0) });
    return { indices: [...rows], jointMutualInformation: information };
  },
};
