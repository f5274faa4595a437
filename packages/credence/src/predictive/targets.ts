import type { Tensor } from "@credence/tensor";
import { expectTensor } from "../settings.ts";

/** Reads real targets [batch, outputs], or [batch] where there is one output. */
export async function readTargets(
  where: string,
  y: Tensor,
  { batch, outputs }: { batch: number; outputs: number },
): Promise<ArrayLike<number>> {
  expectTensor(where, "y", y);
  const fits = y.shape[0] === batch && (y.shape.length === 1 ? outputs === 1 : y.shape.length === 2 && y.shape[1] === outputs);
  if (y.dtype !== "float32" || !fits)
    throw new Error(`${where}: y is ${y.dtype} [${y.shape.join(", ")}], expected float32 [${batch}, ${outputs}]`);
  if (batch === 0) throw new Error(`${where}: the batch is empty, expected 1 or more`);
  return y.read();
}
