import { convolve2d, matmul, reshape, type Tensor, tensor, transpose } from "@credence/tensor";
import type { Layer } from "../../nn/layer.ts";
import type { LayerGradient } from "../../nn/layer-gradients.ts";

/**
 * The factors of a layer's gradients, place by place of its map: a dense map has one place, a convolution one for each pixel of its outputs.
 *
 *   d f_k(x_n) / d W = sum over places of inputs(n, place) outer gradients(k, n, place)
 */
export interface PlacedGradients {
  /** What meets the weights at each place: features of x, or the patch under the kernel. @shape [batch, places, inputs] */
  readonly inputs: Tensor;
  /** @shape [values, batch, places, outputs] */
  readonly gradients: Tensor;
  /** "inputs-first": the weight is [inputs, outputs], as of dense; "outputs-first": [outputs, inputs], as of conv2d. */
  readonly layout: "inputs-first" | "outputs-first";
}

/** @throws for a layer that is neither dense nor conv2d, naming it */
export function expectCurved(where: string, layer: Layer, place: number): void {
  if (layer.kind !== "dense" && layer.kind !== "conv2d")
    throw new Error(
      `${where}: layer ${place} is "${layer.kind}", expected weights in dense and conv2d layers only; weights: "last-layer" asks this of the last layer alone`,
    );
}

/** Inputs and gradients of a dense or convolutional layer in one form. */
export function placedGradients(layer: Layer, { inputs, gradients }: LayerGradient): PlacedGradients {
  if (layer.kind === "dense") {
    const [values, batch, outputs] = gradients.shape as [number, number, number];
    return {
      inputs: reshape(inputs, [batch, 1, inputs.shape[1]!]),
      gradients: reshape(gradients, [values, batch, 1, outputs]),
      layout: "inputs-first",
    };
  }
  const [values, batch, outputs, height, width] = gradients.shape as [number, number, number, number, number];
  return {
    inputs: patches(layer, inputs),
    gradients: transpose(reshape(gradients, [values, batch, outputs, height * width]), [0, 1, 3, 2]),
    layout: "outputs-first",
  };
}

/** The pixels under the kernel at each place, by a convolution whose kernels are one pixel each. @shape [batch, places, inputs * size * size] */
function patches(layer: Layer, images: Tensor): Tensor {
  const { size, stride, padding } = layer.toJSON() as unknown as { size: number; stride: number; padding: number };
  const [batch, channels] = images.shape as [number, number];
  const count = channels * size * size;
  const single = tensor(
    Float32Array.from({ length: count * count }, (_, i) => (i % (count + 1) === 0 ? 1 : 0)),
    [count, channels, size, size],
  );
  const found = convolve2d(images, single, { stride, padding });
  return transpose(reshape(found, [batch, count, found.shape[2]! * found.shape[3]!]), [0, 2, 1]);
}

/** Rows of the Jacobian by the layer's weight array and by its bias. @shape [values * batch, weight size] and [values * batch, outputs] */
export function jacobianRows({ inputs, gradients, layout }: PlacedGradients): { weight: Tensor; bias: Tensor } {
  const [values, batch, places, outputs] = gradients.shape as [number, number, number, number];
  const features = inputs.shape[2]!;
  const ones = tensor(new Float32Array(places).fill(1), [1, places]);
  const bias = reshape(matmul(ones, reshape(gradients, [values * batch, places, outputs])), [values * batch, outputs]);
  // the values of one example share its inputs: an example's gradients side by side, one product for each
  const perExample = reshape(transpose(gradients, [1, 2, 0, 3]), [batch, places, values * outputs]);
  const products = reshape(matmul(inputs, perExample, { transposeA: true }), [batch, features, values, outputs]);
  const order = layout === "inputs-first" ? [2, 0, 1, 3] : [2, 0, 3, 1];
  return { weight: reshape(transpose(products, order), [values * batch, features * outputs]), bias };
}
