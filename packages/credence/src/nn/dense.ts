import { add, matmul, reshape } from "@credence/tensor";
import { expectBoolean, expectOptions, expectWhole } from "../settings.ts";
import type { Layer } from "./layer.ts";
import type { BilinearMap } from "./noise.ts";

/** x W + b. @shape x [..., inputs], W [inputs, outputs], b [outputs] */
export const denseMap: BilinearMap = {
  axes: 2,
  apply(x, weight) {
    // the weight as bound, not as declared: a draw of Monte Carlo dropout may hold fewer inputs
    const inputs = weight.shape[weight.shape.length - 2]!;
    if (x.shape.length < 2 || x.shape[x.shape.length - 1] !== inputs)
      throw new Error(`dense: x is [${x.shape.join(", ")}], expected [batch, ${inputs}]`);
    return matmul(x, weight);
  },
  addBias: (y, bias) => add(y, bias.shape.length === 1 ? bias : reshape(bias, [bias.shape[0]!, 1, bias.shape[1]!])),
  inputSigns: (x) => x,
  outputSigns: (y) => y,
};

/** Sizes of a fully connected layer. */
export interface DenseOptions {
  /** Features of x. */
  readonly inputs: number;
  /** Units. */
  readonly outputs: number;
  /** A bias for each unit. @default true */
  readonly bias?: boolean;
}

/**
 * A fully connected layer: y = x W + b.
 *
 * @shape x [batch, inputs] or [draws, batch, inputs]; W [inputs, outputs], b [outputs]
 * @throws for sizes that are no whole numbers from 1
 */
export const dense = (options: DenseOptions): Layer => {
  expectOptions("dense", options, { inputs: true, outputs: true, bias: true });
  const { inputs, outputs, bias = true } = options;
  expectWhole("dense", "inputs", inputs);
  expectWhole("dense", "outputs", outputs);
  expectBoolean("dense", "bias", bias);
  return {
    kind: "dense",
    maps: {
      default: {
        map: denseMap,
        weight: { shape: [inputs, outputs], fanIn: inputs },
        ...(bias ? { bias: { shape: [outputs], fanIn: inputs } } : {}),
      },
    },
    linear: true,
    drops: false,
    keepsZeros: false,
    forward: (x, pass) => pass.apply(x),
    toJSON: () => ({ kind: "dense", inputs, outputs, bias }),
  };
};
