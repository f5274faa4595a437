import { affine, constant, type Tensor } from "@credence/tensor";
import type { DistributionParameter } from "./distribution.ts";

export const isNumber = (parameter: DistributionParameter): parameter is number => typeof parameter === "number";

/** @throws unless a plain number is finite; arrays are left to the values they produce */
export function expectFinite(where: string, parameters: Readonly<Record<string, DistributionParameter>>): void {
  for (const [name, value] of Object.entries(parameters))
    if (isNumber(value) && !Number.isFinite(value)) throw new Error(`${where}: ${name} is ${value}, expected a finite number`);
}

/** @throws unless a plain number is finite and above 0 */
export function expectPositive(where: string, parameters: Readonly<Record<string, DistributionParameter>>): void {
  for (const [name, value] of Object.entries(parameters))
    if (isNumber(value) && !(value > 0 && value < Infinity)) throw new Error(`${where}: ${name} is ${value}, expected above 0`);
}

/** @throws unless a plain number lies in [0, 1] */
export function expectProbability(where: string, parameters: Readonly<Record<string, DistributionParameter>>): void {
  for (const [name, value] of Object.entries(parameters))
    if (isNumber(value) && !(value >= 0 && value <= 1)) throw new Error(`${where}: ${name} is ${value}, expected 0 to 1`);
}

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
