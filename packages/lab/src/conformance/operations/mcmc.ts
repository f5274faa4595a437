import { affine, matmul, multiply, sum } from "@credence/tensor";
import { mcmc as chains } from "credence";
import type { Operation } from "../run-suite.ts";
import { numberOf, numbersOf, tensorOf } from "./input.ts";

export const mcmc: Readonly<Record<string, Operation>> = {
  // log p(q) = -q' P q / 2
  "mcmc.leapfrog": async (input) => {
    const precision = tensorOf(input, "precision");
    const { positions, momenta, energies } = await chains.trajectory(
      (q) => affine(sum(multiply(matmul(q, precision), q), { axis: 1 }), { scale: -0.5 }),
      {
        position: numbersOf(input, "position"),
        momentum: numbersOf(input, "momentum"),
        stepSize: numberOf(input, "stepSize"),
        leapfrogs: numberOf(input, "steps"),
      },
    );
    return { position: positions.at(-1)!, momentum: momenta.at(-1)!, energyChange: energies.at(-1)! - energies[0]! };
  },
};
