import { product, relu } from "../mathematics.ts";

const activations = { relu, tanh: Math.tanh };

/** Dense layers, weight [inputs, outputs], and what stands between them. */
export interface Classifier {
  readonly layers: readonly { readonly weight: number[][]; readonly bias?: number[] }[];
  readonly activation: keyof typeof activations;
}

/** [batch, classes]. */
export function logitsOf({ layers, activation }: Classifier, x: number[][]): number[][] {
  let outputs = x;
  for (const [index, { weight, bias }] of layers.entries()) {
    const hidden = index === 0 ? outputs : outputs.map((row) => row.map(activations[activation]));
    outputs = product(hidden, weight).map((row) => row.map((value, o) => value + (bias?.[o] ?? 0)));
  }
  return outputs;
}
