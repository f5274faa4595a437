import { reshape, type Tensor } from "@credence/tensor";
import { expectTensor } from "../../settings.ts";

/**
 * Real targets as [batch, count]; one output may come without its axis. Checked, because a column of targets would broadcast over all outputs.
 * @throws for another shape
 */
export function realTargets(where: string, y: Tensor, { outputs, count }: { readonly outputs: Tensor; readonly count: number }): Tensor {
  expectTensor(where, "outputs", outputs);
  expectTensor(where, "y", y);
  const batch = outputs.shape[outputs.shape.length - 2]!;
  const target = y.shape.length === 1 ? reshape(y, [y.shape[0]!, 1]) : y;
  if (target.shape.length !== 2 || target.shape[0] !== batch || target.shape[1] !== count)
    throw new Error(`${where}: y is [${y.shape.join(", ")}], expected [${batch}, ${count}] for outputs [${outputs.shape.join(", ")}]`);
  return target;
}
