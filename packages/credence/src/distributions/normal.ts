import { add, affine, divide, log, multiply, randomNormal, type Shape, square, subtract } from "@credence/tensor";
import { expectOptions } from "../settings.ts";
import { type Distribution, type DistributionParameter, withChecks } from "./distribution.ts";
import {
  awayFrom,
  expectFiniteParameters,
  expectPositiveParameters,
  inFloat32,
  isNumber,
  plain,
  scaled,
  standardised,
} from "./parameters.ts";

/** A Gaussian density, with its parameters at hand. */
export interface Normal<P extends DistributionParameter = DistributionParameter> extends Distribution {
  readonly kind: "normal";
  readonly mean: P;
  readonly stdDev: P;
}

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/**
 * Gaussian density.
 *
 *   log p(x) = -(x - mean)^2 / (2 stdDev^2) - log stdDev - log(2 pi) / 2
 *
 * With arrays as parameters it is the density of every element under its own mean and standard deviation; their values are not
 * checked, since reading them would wait for the device.
 *
 * @units nats
 * @throws for a stdDev that is not above 0
 * @example
 * normal({ mean: 0, stdDev: 1 }).logProb(tensor([0, 50])) // => [-0.9189, -1250.9189]
 */
export function normal(parameters: {
  /** The mode too. */
  readonly mean: number;
  /** Above 0. */
  readonly stdDev: number;
}): Normal<number>;
export function normal(parameters: { readonly mean: DistributionParameter; readonly stdDev: DistributionParameter }): Normal;
export function normal(parameters: { readonly mean: DistributionParameter; readonly stdDev: DistributionParameter }): Normal {
  expectOptions("normal", parameters, { mean: true, stdDev: true });
  const { mean, stdDev } = parameters;
  expectFiniteParameters("normal", { mean });
  expectPositiveParameters("normal", { stdDev });
  const numbers = isNumber(mean) && isNumber(stdDev);
  const shape = shapeOf(mean).length >= shapeOf(stdDev).length ? shapeOf(mean) : shapeOf(stdDev);
  return withChecks({
    kind: "normal",
    mean,
    stdDev,
    shape,
    logProb(x) {
      // the mean is taken off first: x / s - mean / s would cancel badly far from 0
      if (isNumber(stdDev)) {
        const factor = 1 / stdDev;
        const z = isNumber(mean) ? standardised(x, { mean, factor }) : scaled(subtract(x, mean), factor);
        return affine(square(z), { scale: -0.5, shift: -Math.log(stdDev) - HALF_LOG_2PI });
      }
      const z = divide(isNumber(mean) ? awayFrom(x, mean) : subtract(x, mean), stdDev);
      return subtract(affine(square(z), { scale: -0.5, shift: -HALF_LOG_2PI }), log(stdDev));
    },
    sample(key, size) {
      if (numbers && inFloat32(mean, stdDev)) return randomNormal(key, size, { mean, stdDev });
      const z = randomNormal(key, size);
      const spread = isNumber(stdDev) ? scaled(z, stdDev) : multiply(z, stdDev);
      return isNumber(mean) ? affine(spread, { shift: mean }) : add(spread, mean);
    },
    ...(numbers && inFloat32(mean, 1 / stdDev, stdDev ** -2) && { fused: { kind: "normal", mean, stdDev } as const }),
    toJSON: () => ({ kind: "normal", mean: plain("normal", mean), stdDev: plain("normal", stdDev) }),
  });
}

const shapeOf = (parameter: DistributionParameter): Shape => (isNumber(parameter) ? [] : parameter.shape);
