import type { Tensor } from "@credence/tensor";
import { expectTensor } from "../settings.ts";

/**
 * Reads true classes, checked against what was predicted.
 *
 * @shape labels int32 [batch]
 * @throws for labels of another type, count or range, and for an empty batch
 */
export async function readLabels(
  where: string,
  labels: Tensor,
  { batch, classes }: { readonly batch: number; readonly classes: number },
): Promise<ArrayLike<number>> {
  expectTensor(where, "labels", labels);
  if (labels.dtype !== "int32" || labels.shape.length !== 1 || labels.size !== batch)
    throw new Error(`${where}: labels are ${labels.dtype} [${labels.shape.join(", ")}], expected int32 [${batch}]`);
  if (batch === 0) throw new Error(`${where}: the batch is empty, expected 1 or more`);
  const list = await labels.read();
  for (let i = 0; i < batch; i++)
    if (list[i]! < 0 || list[i]! >= classes) throw new Error(`${where}: label ${list[i]} at ${i}, expected 0 to ${classes - 1}`);
  return list;
}
