import { type Basis, bases, bayesianRidge } from "credence";
import type { Operation } from "../run-suite.ts";
import { type Input, numberOf, numbersOf, objectOf, rowsOf } from "./input.ts";

function basisOf(input: Input): Basis {
  const basis = objectOf(input, "basis");
  if (basis.kind === "linear") return bases.linear();
  if (basis.kind === "polynomial") return bases.polynomial({ degree: numberOf(basis, "degree") });
  if (basis.kind === "gaussian") return bases.gaussian({ centres: numbersOf(basis, "centres"), scale: numberOf(basis, "scale") });
  throw new Error(`input basis is "${basis.kind}", expected linear, polynomial or gaussian`);
}

export const exact: Readonly<Record<string, Operation>> = {
  "exact.bayesianLinearRegression": async (input) => {
    const options = { priorPrecision: numberOf(input, "priorPrecision"), noisePrecision: numberOf(input, "noisePrecision") };
    const belief = bayesianRidge({ basis: basisOf(input), ...options }).update(rowsOf(input, "x"), numbersOf(input, "y"));
    const { mean, variance } = belief.predict(rowsOf(input, "xTest"));
    return {
      mean: belief.mean(),
      covariance: belief.covariance(),
      predictiveMean: mean,
      predictiveVariance: variance,
      logEvidence: belief.logEvidence(),
    };
  },
};
