import { concat, scope, slice, type Tensor } from "@credence/tensor";

/**
 * A function of x evaluated on some rows of it at a time, which bounds what its activations take.
 * @shape x [count, ...], evaluate: [rows, ...] -> [draws, rows, outputs]; -> [draws, count, outputs]
 */
export function inRowBatches(x: Tensor, batchSize: number, evaluate: (rows: Tensor) => Tensor<"float32">): Tensor<"float32"> {
  const count = x.shape[0] ?? 0;
  if (count <= batchSize) return scope(() => evaluate(x));
  return scope(() => {
    const parts: Tensor<"float32">[] = [];
    for (let from = 0; from < count; from += batchSize) {
      const size = Math.min(batchSize, count - from);
      const starts = x.shape.map((_, axis) => (axis === 0 ? from : 0));
      parts.push(scope(() => evaluate(slice(x, starts, [size, ...x.shape.slice(1)]))));
    }
    return concat(parts, 1);
  });
}
