import { exp, multiply, negate, subtract, sum } from "@credence/tensor";
import { studentT } from "../../distributions/student-t.ts";
import { type StudentTPredictive, studentTPredictive } from "../../predictive/student-t-predictive.ts";
import { expectOptions, expectPositive } from "../../settings.ts";
import { expectScale, learnedScaleLikelihood, type Scale } from "./learned-scale.ts";
import type { Likelihood } from "./likelihood.ts";
import { realTargets } from "./targets.ts";

/** How heavy the tails are, and how wide the middle. */
export interface StudentTLikelihoodOptions<S extends Scale = Scale> {
  /** Above 0; 3 to 5 forgive outliers, from 30 on it is nearly Gaussian. */
  readonly degreesOfFreedom: number;
  /** Not the standard deviation, which is scale sqrt(v / (v - 2)). "learned" trains its logarithm with the weights, from scale 1. */
  readonly scale: S;
}

/** Real values with noise that has outliers. */
export interface StudentTLikelihood<S extends Scale = Scale> extends Likelihood<StudentTPredictive>, StudentTLikelihoodOptions<S> {
  readonly kind: "studentT";
}

/**
 * Real values with independent Student-t noise, v degrees of freedom: outputs are locations, targets float32 [batch, outputs]. An outlier
 * costs the logarithm of its distance, where Gaussian noise charges the square.
 *
 *   -log p(y | f) = sum over outputs of (v+1)/2 log(1 + z^2/v) + log scale + log(v pi)/2 - log Gamma((v+1)/2) + log Gamma(v/2),
 *   z = (y - f) / scale
 *
 * @shape outputs [..., batch, outputs]
 * @units nats
 * @throws for degrees of freedom or a scale that is not above 0
 * @see   lange1989
 */
export function studentTLikelihood<S extends Scale>(options: StudentTLikelihoodOptions<S>): StudentTLikelihood<S> {
  const where = "studentTLikelihood";
  expectOptions(where, options, { degreesOfFreedom: true, scale: true });
  const { degreesOfFreedom, scale } = options;
  expectPositive(where, "degreesOfFreedom", degreesOfFreedom);
  expectScale(where, "scale", scale);
  const kind = "studentT";
  const own = scale === "learned" ? learned(where, degreesOfFreedom) : known(where, { degreesOfFreedom, scale: scale as number });
  return { ...own, kind, degreesOfFreedom, scale };
}

function known(where: string, { degreesOfFreedom, scale }: StudentTLikelihoodOptions<number>): Likelihood<StudentTPredictive> {
  const noise = studentT({ degreesOfFreedom, mean: 0, scale });
  return {
    kind: "studentT",
    negativeLogProb(outputs, y) {
      const target = realTargets(where, y, { outputs, count: outputs.shape[outputs.shape.length - 1]! });
      return negate(sum(noise.logProb(subtract(outputs, target)), { axis: -1 }));
    },
    predictive: (means) => studentTPredictive({ means, scale, degreesOfFreedom }),
    toJSON: () => ({ kind: "studentT", degreesOfFreedom, scale }),
  };
}

function learned(where: string, degreesOfFreedom: number): Likelihood<StudentTPredictive> {
  const noise = studentT({ degreesOfFreedom, mean: 0, scale: 1 });
  return learnedScaleLikelihood<StudentTPredictive>(where, {
    name: "logScale",
    description: { kind: "studentT", degreesOfFreedom, scale: "learned" },
    at: (logScale) => ({
      negativeLogProb(outputs, y) {
        const target = realTargets(where, y, { outputs, count: outputs.shape[outputs.shape.length - 1]! });
        const z = multiply(subtract(outputs, target), exp(negate(logScale)));
        return sum(subtract(logScale, noise.logProb(z)), { axis: -1 });
      },
      predictive: (means) => studentTPredictive({ means, scale: exp(logScale), degreesOfFreedom }),
    }),
  });
}
