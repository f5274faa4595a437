import { key } from "@credence/tensor";
import { greedyBatch } from "credence";
import type { Operation } from "../run-suite.ts";
import { numberOf, tensorOf } from "./input.ts";

export const acquisition: Readonly<Record<string, Operation>> = {
  // probabilities [draws, rows, classes], the joint exact
  "acquisition.batchBald": async (input) => {
    const settings = { count: numberOf(input, "count"), configurations: 1_000_000, ties: "lowest" } as const;
    const { rows, information } = await greedyBatch(tensorOf(input, "probabilities"), settings, key(0));
    return { indices: rows, jointMutualInformation: information };
  },
};
