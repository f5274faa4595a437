import { softplus, sum, type Tensor, valueAndGradient } from "@credence/tensor";
import { type Distribution, kl, laplace, normal, scaleMixture } from "credence";
import type { Operation } from "../run-suite.ts";
import { type Input, nested, numberOf, tensorOf } from "./input.ts";

// The derivative of each element by its own input, as the gradient of the sum.
async function withGradient(x: Tensor, f: (x: Tensor) => Tensor): Promise<{ value: unknown; gradient: unknown }> {
  const { gradients, extra } = valueAndGradient([x], () => {
    const y = f(x);
    return { value: sum(y), extra: y };
  });
  return { value: await nested(extra), gradient: await nested(gradients[0]!) };
}

const logProb =
  (build: (input: Input) => Distribution): Operation =>
  async (input) => {
    const { value, gradient } = await withGradient(tensorOf(input, "x"), (x) => build(input).logProb(x));
    return { logProb: value, gradient };
  };

// one number, or an array of one for each element
const parameterOf = (input: Input, name: string): number | Tensor =>
  Array.isArray(input[name]) ? tensorOf(input, name) : numberOf(input, name);

export const densities: Readonly<Record<string, Operation>> = {
  "logProb.normal": logProb((input) => normal({ mean: parameterOf(input, "mean"), stdDev: parameterOf(input, "stdDev") })),
  "logProb.laplace": logProb((input) => laplace({ mean: numberOf(input, "mean"), scale: numberOf(input, "scale") })),
  "logProb.scaleMixture": logProb((input) =>
    scaleMixture({ weight: numberOf(input, "weight"), stdDev1: numberOf(input, "stdDev1"), stdDev2: numberOf(input, "stdDev2") }),
  ),

  "kl.normalNormal": async (input) => ({
    kl: await nested(
      kl(
        normal({ mean: tensorOf(input, "mean"), stdDev: tensorOf(input, "stdDev") }),
        normal({ mean: tensorOf(input, "otherMean"), stdDev: tensorOf(input, "otherStdDev") }),
      ),
    ),
  }),

  "special.softplus": async (input) => withGradient(tensorOf(input, "x"), softplus),
};
