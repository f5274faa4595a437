import { integers, key } from "@credence/tensor";
import { detectors } from "credence";
import type { Operation } from "../run-suite.ts";
import { numberOf, tensorOf } from "./input.ts";
import { classifierOf } from "./trained-network.ts";

export const outOfDistribution: Readonly<Record<string, Operation>> = {
  /** Its score is high inside, ours outside. */
  "ood.odin": async (input) => {
    const x = tensorOf(input, "x");
    // ODIN learns nothing of them
    const training = { x, y: integers(new Int32Array(x.shape[0]!)) };
    const odin = detectors.odin({ temperature: numberOf(input, "temperature"), epsilon: numberOf(input, "epsilon") });
    const prepared = await odin.prepare(classifierOf(input), { training, draws: 1 }, key(0));
    const outside = await (await prepared.score(x)).read();
    return { score: Array.from(outside, (score) => 1 - score) };
  },
};
