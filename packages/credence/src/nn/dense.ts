import { add, matmul, reshape, type Shape, type Tensor } from "@credence/tensor";
import type { Layer } from "./layer.ts";
import type { BilinearMap } from "./noise.ts";

const map: BilinearMap = {
  axes: 2,
  apply: (x, weight) => matmul(x, weight),
  addBias: (y, bias) => add(y, bias.shape.length === 1 ? bias : reshape(bias, [bias.shape[0]!, 1, bias.shape[1]!])),
  inputSigns: (x) => x,
  outputSigns: (y) => y,
};

export interface DenseOptions {
  readonly inputs: number;
  readonly outputs: number;
  readonly bias?: boolean;
}

function check(x: Tensor, inputs: number): void {
  const shape: Shape = x.shape;
  if (shape.length < 2 || shape[shape.length - 1] !== inputs) throw new Error(`dense: x is [${shape.join(", ")}], expected [batch, ${inputs}]`);
}

/**
 * A fully connected layer: y = x W + b.
 *
 * @shape x [batch, inputs] or [draws, batch, inputs]; W [inputs, outputs], b [outputs]
 */
export const dense = ({ inputs, outputs, bias = true }: DenseOptions): Layer => ({
  kind: "dense",
  weighted: {
    map,
    weight: { shape: [inputs, outputs], fanIn: inputs },
    ...(bias ? { bias: { shape: [outputs], fanIn: inputs } } : {}),
  },
  drops: false,
  keepsZeros: false,
  forward(x, pass) {
    check(x, inputs);
    return pass.apply(x);
  },
  toJSON: () => ({ kind: "dense", inputs, outputs, bias }),
});
