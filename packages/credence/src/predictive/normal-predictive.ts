import { isTensor, square, type Tensor } from "@credence/tensor";
import { expectNotNegative, expectOptions } from "../settings.ts";
import { type ContinuousPredictive, readContinuousDensities } from "./continuous-predictive.ts";
import { disposeArrays, expectDraws, expectKind, type Predictive } from "./predictive.ts";
import { standardNormal } from "./standard-density.ts";

/** What draws from the posterior say about real-valued targets: one Gaussian per draw. */
export interface NormalPredictive extends ContinuousPredictive {
  readonly kind: "normal";
  /** Mean of every draw, [draws, batch, outputs]. */
  readonly means: Tensor<"float32">;
  /** Observation noise in the targets' units: one number, or an array that broadcasts against the means where it was learned. */
  readonly stdDev: number | Tensor;
}

/**
 * The predictive of a regression from the means of its draws and the observation noise.
 *
 * @shape means [draws, batch, outputs]; stdDev a number, or an array that broadcasts against the means
 * @throws for another number of axes, or a number below 0; an array's values are not read
 */
export function normalPredictive(options: {
  /** [draws, batch, outputs]. */
  readonly means: Tensor<"float32">;
  /** Of the noise: one number, or an array that broadcasts against the means. */
  readonly stdDev: number | Tensor;
}): NormalPredictive {
  expectOptions("normalPredictive", options, { means: true, stdDev: true });
  const { means, stdDev } = options;
  expectDraws("normalPredictive", means, "outputs");
  if (!isTensor(stdDev)) expectNotNegative("normalPredictive", "stdDev", stdDev);
  return {
    kind: "normal",
    means,
    stdDev,
    scale: stdDev,
    density: standardNormal,
    noiseVariance: () => (typeof stdDev === "number" ? stdDev ** 2 : square(stdDev)),
    readLogDensities(y, request) {
      return readContinuousDensities({ ...this, scaleName: "stdDev" }, y, request);
    },
    dispose() {
      disposeArrays(this);
    },
  };
}

/**
 * Narrows to a regression's predictive.
 *
 * @throws for another kind, naming `where`
 */
export const expectNormal = (where: string, predictive: Predictive): NormalPredictive =>
  expectKind<NormalPredictive>(where, predictive, "normal");
