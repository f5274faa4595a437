import { allocate, type DenseArray, dense, floats } from "../array.ts";
import { record } from "../autodiff/tape.ts";
import { launch, memory } from "../engine/engine.ts";
import { resolveAxis, showShape } from "../shape.ts";
import type { Tensor } from "../types.ts";
import { permuteRaw } from "./moves.ts";

const ROWS = 512;

function softmaxRaw(x: DenseArray, axis: number, logarithm: boolean): DenseArray<"float32"> {
  const last = x.shape.length - 1;
  if (axis !== last) {
    const order = x.shape.map((_, i) => i);
    order[axis] = last;
    order[last] = axis;
    return permuteRaw(softmaxRaw(permuteRaw(x, order), last, logarithm), order);
  }
  const classes = x.shape[last]!;
  const y = allocate(x.shape);
  const rows = classes === 0 ? 0 : x.size / classes;
  launch("softmax", Math.ceil(rows / ROWS), [x.address, y.address, rows, classes, Number(logarithm)]);
  return y;
}

/** e^x / sum e^x along an axis, the last when left out. */
export function softmax(x: Tensor, axis = -1): Tensor<"float32"> {
  const input = floats("softmax", x);
  const at = resolveAxis("softmax", axis, input.shape.length);
  const y = softmaxRaw(input, at, false);
  record("softmax", [input], [y], { axis: at });
  return y;
}

/** x - log sum e^x along an axis, the last when left out. */
export function logSoftmax(x: Tensor, axis = -1): Tensor<"float32"> {
  const input = floats("logSoftmax", x);
  const at = resolveAxis("logSoftmax", axis, input.shape.length);
  const y = softmaxRaw(input, at, true);
  record("logSoftmax", [input], [y], { axis: at });
  return y;
}

/**
 * Negative log-probability of each label under softmax(logits), nats.
 *
 * @shape logits [..., batch, classes], labels int32 [batch] (repeated over leading axes) -> [..., batch]
 * @throws for a label outside 0..classes-1
 */
export function softmaxCrossEntropy(logits: Tensor, labels: Tensor): Tensor<"float32"> {
  const input = floats("softmaxCrossEntropy", logits, "logits");
  const target = dense("softmaxCrossEntropy", labels, "labels");
  const classes = input.shape[input.shape.length - 1] ?? 0;
  if (target.dtype !== "int32" || target.shape.length !== 1 || target.size !== input.shape[input.shape.length - 2])
    throw new Error(
      `softmaxCrossEntropy: labels are ${target.dtype} ${showShape(target.shape)}, expected int32 [batch] for logits ${showShape(input.shape)}`,
    );
  const list = memory.int32().subarray(target.address >>> 2, (target.address >>> 2) + target.size);
  for (let i = 0; i < list.length; i++)
    if (list[i]! < 0 || list[i]! >= classes) throw new Error(`softmaxCrossEntropy: label ${list[i]} at ${i}, expected 0 to ${classes - 1}`);
  const y = allocate(input.shape.slice(0, -1));
  launch("crossEntropy", Math.ceil(y.size / ROWS), [input.address, target.address, y.address, y.size, classes, target.size]);
  record("softmaxCrossEntropy", [input, target], [y], undefined);
  return y;
}

export function crossEntropyGradient(logits: DenseArray, labels: DenseArray, upstream: DenseArray): DenseArray<"float32"> {
  const classes = logits.shape[logits.shape.length - 1]!;
  const dx = allocate(logits.shape);
  launch("crossEntropyBackward", Math.ceil(upstream.size / ROWS), [
    logits.address,
    labels.address,
    upstream.address,
    dx.address,
    upstream.size,
    classes,
    labels.size,
  ]);
  return dx;
}

/**
 * Mutual information of label and weights: I = H[mean over draws] - mean over draws of H, clipped at 0 against rounding.
 *
 * @shape probabilities [draws, batch, classes] -> [batch]
 * @units nats
 * @throws for no draws and for no classes
 */
export function mutualInformation(probabilities: Tensor): Tensor<"float32"> {
  const input = floats("mutualInformation", probabilities, "probabilities");
  if (input.shape.length !== 3)
    throw new Error(`mutualInformation: probabilities are ${showShape(input.shape)}, expected [draws, batch, classes]`);
  const [draws, batch, classes] = input.shape as [number, number, number];
  if (draws === 0 || classes === 0)
    throw new Error(`mutualInformation: probabilities are ${showShape(input.shape)}, expected a draw and a class or more`);
  const y = allocate([batch]);
  // 4 KiB of the pool at a time: the sums of a chunk stay in the first-level cache while the draws pass by
  const rows = Math.max(1, Math.floor(1024 / classes / 4) * 4 || 4);
  launch("mutualInformation", Math.ceil(batch / rows), [input.address, y.address, draws, batch, classes, rows]);
  record("mutualInformation", [input], [y], undefined);
  return y;
}
