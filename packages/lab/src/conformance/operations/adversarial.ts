import { key } from "@credence/tensor";
import { adversarial as attacks } from "credence";
import type { Operation } from "../run-suite.ts";
import { type Input, integersOf, nested, numberOf, numbersOf, optionalNumber, tensorOf } from "./input.ts";
import { classifierOf } from "./trained-network.ts";

const predictiveOf = (input: Input) => attacks.fixedPredictive(classifierOf(input), { key: key(0) });

function attackOf(input: Input) {
  const clip = input.clip === undefined || input.clip === null ? undefined : numbersOf(input, "clip");
  if (clip && clip.length !== 2) throw new Error(`input clip has ${clip.length} numbers, expected [low, high]`);
  return {
    data: { x: tensorOf(input, "x"), y: integersOf(input, "y") },
    options: { epsilon: numberOf(input, "epsilon"), ...(clip && { clip: [clip[0]!, clip[1]!] as const }) },
  };
}

export const adversarial: Readonly<Record<string, Operation>> = {
  "adversarial.fgsm": async (input) => {
    const { data, options } = attackOf(input);
    return { perturbed: await nested(attacks.fgsm(predictiveOf(input), data, options)) };
  },

  "adversarial.pgd": async (input) => {
    const { data, options } = attackOf(input);
    const steps = numberOf(input, "steps");
    const stepSize = optionalNumber(input, "stepSize", (2.5 * options.epsilon) / steps);
    const start = input.start === undefined || input.start === null ? {} : { start: tensorOf(input, "start") };
    return { perturbed: await nested(attacks.pgd(predictiveOf(input), data, { ...options, steps, stepSize, ...start })) };
  },
};
