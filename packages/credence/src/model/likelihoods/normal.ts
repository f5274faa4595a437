import { add, affine, exp, full, multiply, negate, square, subtract, sum } from "@credence/tensor";
import { inFloat32, scaled } from "../../distributions/parameters.ts";
import { type NormalPredictive, normalPredictive } from "../../predictive/normal-predictive.ts";
import { expectOptions } from "../../settings.ts";
import { diagonalMatrices } from "./diagonal-matrices.ts";
import { expectScale, learnedScaleLikelihood, type Scale } from "./learned-scale.ts";
import type { Likelihood } from "./likelihood.ts";
import { realTargets } from "./targets.ts";

/** Real values with Gaussian noise of one standard deviation. */
export interface NormalLikelihood<S extends Scale = Scale> extends Likelihood<NormalPredictive> {
  readonly kind: "normal";
  readonly stdDev: S;
}

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/**
 * Real values with independent Gaussian noise of one standard deviation: outputs are means, targets float32 [batch, outputs].
 *
 *   -log p(y | f) = sum over outputs of (y - f)^2 / (2 sd^2) + log sd + log(2 pi) / 2
 *
 * "learned" trains log sd with the weights, from sd 1: it has no prior, and a posterior holds its one value.
 *
 * @shape outputs [..., batch, outputs]
 * @units nats; stdDev in those of the targets
 * @throws for a stdDev that is not above 0
 */
export function normalLikelihood<S extends Scale>(options: {
  /** Of the noise, in units of the targets; "learned" trains it with the weights. */
  readonly stdDev: S;
}): NormalLikelihood<S> {
  const where = "normalLikelihood";
  expectOptions(where, options, { stdDev: true });
  const { stdDev } = options;
  expectScale(where, "stdDev", stdDev);
  const kind = "normal";
  return stdDev === "learned" ? { ...learned(where), kind, stdDev } : { ...known(where, stdDev as number), kind, stdDev };
}

function known(where: string, stdDev: number): Likelihood<NormalPredictive> {
  const constant = Math.log(stdDev) + HALF_LOG_2PI;
  return {
    kind: "normal",
    negativeLogProb(outputs, y) {
      const count = outputs.shape[outputs.shape.length - 1]!;
      const target = realTargets(where, y, { outputs, count });
      const shift = count * constant;
      const away = subtract(outputs, target);
      // a precision beyond float32 would make NaN of a residual of 0
      if (!inFloat32(0.5 / stdDev ** 2)) return affine(sum(square(scaled(away, 1 / stdDev)), { axis: -1 }), { scale: 0.5, shift });
      return affine(sum(square(away), { axis: -1 }), { scale: 0.5 / stdDev ** 2, shift });
    },
    hessianFactor: (outputs) => diagonalMatrices(full(outputs.shape, 1 / stdDev)),
    predictive: (means) => normalPredictive({ means, stdDev }),
    toJSON: () => ({ kind: "normal", stdDev }),
  };
}

const learned = (where: string): Likelihood<NormalPredictive> =>
  learnedScaleLikelihood<NormalPredictive>(where, {
    name: "logStdDev",
    description: { kind: "normal", stdDev: "learned" },
    at: (logStdDev) => ({
      negativeLogProb(outputs, y) {
        const target = realTargets(where, y, { outputs, count: outputs.shape[outputs.shape.length - 1]! });
        const z = multiply(subtract(outputs, target), exp(negate(logStdDev)));
        return sum(add(affine(square(z), { scale: 0.5, shift: HALF_LOG_2PI }), logStdDev), { axis: -1 });
      },
      hessianFactor: (outputs) => diagonalMatrices(multiply(full(outputs.shape, 1), exp(negate(logStdDev)))),
      predictive: (means) => normalPredictive({ means, stdDev: exp(logStdDev) }),
    }),
  });
