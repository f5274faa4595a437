import { affine, isTensor, square, type Tensor } from "@credence/tensor";
import { expectOptions, expectPositive } from "../settings.ts";
import { type ContinuousPredictive, readContinuousDensities } from "./continuous-predictive.ts";
import { disposeArrays, expectDraws, expectKind, type Predictive } from "./predictive.ts";
import { standardStudentT } from "./standard-density.ts";

/** What draws from the posterior say about real-valued targets with outliers: one Student-t per draw. */
export interface StudentTPredictive extends ContinuousPredictive {
  readonly kind: "studentT";
  /** Location of every draw, [draws, batch, outputs]: its mean where degreesOfFreedom is above 1, its median always. */
  readonly means: Tensor<"float32">;
  readonly degreesOfFreedom: number;
}

/**
 * The predictive of a regression with outliers from the locations of its draws.
 *
 * @shape means [draws, batch, outputs]; scale a number, or an array that broadcasts against the means
 * @throws for another number of axes, and for degrees of freedom or a number as scale that is not above 0
 */
export function studentTPredictive(given: {
  /** [draws, batch, outputs]. */
  readonly means: Tensor<"float32">;
  /** Of the noise: one number, or an array that broadcasts against the means. */
  readonly scale: number | Tensor;
  /** Of the noise. */
  readonly degreesOfFreedom: number;
}): StudentTPredictive {
  expectOptions("studentTPredictive", given, { means: true, scale: true, degreesOfFreedom: true });
  const { means, scale, degreesOfFreedom } = given;
  expectDraws("studentTPredictive", means, "outputs");
  expectPositive("studentTPredictive", "degreesOfFreedom", degreesOfFreedom);
  if (!isTensor(scale)) expectPositive("studentTPredictive", "scale", scale);
  const density = standardStudentT(degreesOfFreedom);
  return {
    kind: "studentT",
    means,
    scale,
    degreesOfFreedom,
    density,
    noiseVariance: () => (typeof scale === "number" ? scale ** 2 * density.variance : affine(square(scale), { scale: density.variance })),
    readLogDensities(y, request) {
      return readContinuousDensities({ ...this, scaleName: "scale" }, y, request);
    },
    dispose() {
      disposeArrays(this);
    },
  };
}

/**
 * Narrows to the predictive of a Student-t likelihood.
 *
 * @throws for another kind, naming `where`
 */
export const expectStudentT = (where: string, predictive: Predictive): StudentTPredictive =>
  expectKind<StudentTPredictive>(where, predictive, "studentT");
