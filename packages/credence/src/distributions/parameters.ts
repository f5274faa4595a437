import { affine, constant, isTensor, type Tensor } from "@credence/tensor";
import { expectFraction, expectNumber, expectPositive } from "../settings.ts";
import type { DistributionParameter } from "./distribution.ts";

export const isNumber = (parameter: DistributionParameter): parameter is number => typeof parameter === "number";

/** Each parameter looked at by a check of plain numbers; the values of arrays are not read, since that would wait for the device. */
const eachNumber =
  (check: (where: string, name: string, value: number) => void) =>
  (where: string, parameters: Readonly<Record<string, DistributionParameter>>): void => {
    for (const [name, value] of Object.entries(parameters)) if (!isTensor(value)) check(where, name, value as number);
  };

/** @throws unless a plain number is finite */
export const expectFiniteParameters = eachNumber(expectNumber);
/** @throws unless a plain number is finite and above 0 */
export const expectPositiveParameters = eachNumber(expectPositive);
/** @throws unless a plain number lies in [0, 1] */
export const expectProbabilities = eachNumber(expectFraction);

/** The parameter as an array. */
export const asTensor = (parameter: DistributionParameter): Tensor => (isNumber(parameter) ? constant(parameter) : parameter);

/** x - mean; what float32 rounds off the mean is taken off on its own, since x may lie nearer to the mean than that. */
export function awayFrom(x: Tensor, mean: number): Tensor {
  const rounded = Math.fround(mean);
  const away = affine(x, { shift: -rounded });
  return rounded === mean ? away : affine(away, { shift: rounded - mean });
}

/** Smallest and largest power of two that float32 holds in full precision. */
const [SMALLEST, LARGEST] = [2 ** -126, 2 ** 127];

/** Whether float32 holds numbers in full precision, or 0: what a kernel is to compute with. */
export const inFloat32 = (...values: readonly number[]): boolean =>
  values.every((value) => value === 0 || (Math.abs(value) >= SMALLEST && Math.abs(value) <= LARGEST));

/** factor x, also for a factor beyond float32, which is taken in steps: 0 times it is 0. */
export function scaled(x: Tensor, factor: number): Tensor {
  // past 2^400 nothing is left between 0 and infinity
  let rest = Math.sign(factor) * Math.min(Math.max(Math.abs(factor), 2 ** -400), 2 ** 400);
  let y = x;
  while (!inFloat32(rest) && !Number.isNaN(rest)) {
    const step = Math.abs(rest) > 1 ? 2 ** 100 : 2 ** -100;
    y = affine(y, { scale: step });
    rest /= step;
  }
  return affine(y, { scale: rest });
}

/** factor (x - mean), also where mean or factor lie beyond float32, or the difference would. */
export function standardised(x: Tensor, { mean, factor }: { mean: number; factor: number }): Tensor {
  if (Math.abs(mean) <= 2 ** 100) return scaled(awayFrom(x, mean), factor);
  // everything in a unit in which the mean is about 2^100
  const unit = 2 ** (Math.ceil(Math.log2(Math.abs(mean))) - 100);
  return scaled(awayFrom(scaled(x, 1 / unit), mean / unit), factor * unit);
}

/** A description holds numbers only. */
export function plain(where: string, parameter: DistributionParameter): number {
  if (isNumber(parameter)) return parameter;
  throw new Error(`${where}: a parameter is an array [${parameter.shape.join(", ")}], expected plain numbers in a description`);
}
