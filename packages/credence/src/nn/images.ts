import { reshape, type Tensor } from "@credence/tensor";

/** Applies an image operation to [batch, channels, height, width], with any axes before it (draws) folded into the batch meanwhile. */
export function overImages(x: Tensor, operation: (images: Tensor) => Tensor): Tensor {
  if (x.shape.length === 4) return operation(x);
  if (x.shape.length < 4) throw new Error(`image layer: x is [${x.shape.join(", ")}], expected [batch, channels, height, width]`);
  const lead = x.shape.slice(0, -3);
  const y = operation(reshape(x, [-1, ...x.shape.slice(-3)]));
  return reshape(y, [...lead, ...y.shape.slice(1)]);
}
