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

/** A description holds numbers only. */
export function plain(where: string, parameter: DistributionParameter): number {
  if (isNumber(parameter)) return parameter;
  throw new Error(`${where}: a parameter is an array [${parameter.shape.join(", ")}], expected plain numbers in a description`);
}
