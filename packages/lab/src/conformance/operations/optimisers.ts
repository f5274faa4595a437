import { adamStep, add, affine, assign, matmul, reshape, transpose, zeros } from "@credence/tensor";
import type { Operation } from "../run-suite.ts";
import { numberOf, numbersOf, optionalNumber, tensorOf } from "./input.ts";

export const optimisers: Readonly<Record<string, Operation>> = {
  // the iterates w on w'Aw/2, whose gradient is that of the symmetric part of A: (A + A') w / 2
  "optim.adam": async (input) => {
    const given = tensorOf(input, "quadratic");
    const quadratic = affine(add(given, transpose(given, [1, 0])), { scale: 0.5 });
    const betas = input.betas === undefined ? [] : numbersOf(input, "betas");
    const start = numbersOf(input, "start");
    const w = zeros([start.length]);
    assign(w, Float32Array.from(start));
    const [firstMoment, secondMoment] = [zeros(w.shape), zeros(w.shape)];
    const trajectory: number[][] = [];
    for (let step = 1; step <= numberOf(input, "steps"); step++) {
      const gradient = reshape(matmul(quadratic, reshape(w, [start.length, 1])), [start.length]);
      adamStep(w, gradient, {
        firstMoment,
        secondMoment,
        step,
        learningRate: numberOf(input, "learningRate"),
        beta1: optionalNumber(input, "beta1", betas[0] ?? 0.9),
        beta2: optionalNumber(input, "beta2", betas[1] ?? 0.999),
        epsilon: optionalNumber(input, "epsilon", 1e-8),
        weightDecay: optionalNumber(input, "weightDecay", 0),
        decoupledWeightDecay: 0,
      });
      trajectory.push([...(await w.read())]);
    }
    return { trajectory };
  },
};
