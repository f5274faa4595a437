import { equal, max, multiply, type Tensor, tensor } from "@credence/tensor";

/** 1 at the first of a row's largest values, else 0: [..., classes] -> the same. */
export function firstLargest(p: Tensor): Tensor {
  const classes = p.shape[p.shape.length - 1]!;
  const ranks = tensor(Float32Array.from({ length: classes }, (_, c) => classes - c));
  const held = multiply(equal(p, max(p, { axis: -1, keepAxes: true })), ranks);
  return equal(held, max(held, { axis: -1, keepAxes: true }));
}
