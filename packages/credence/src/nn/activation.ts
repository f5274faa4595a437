import { gelu, relu, sigmoid, softplus, type Tensor, tanh } from "@credence/tensor";
import type { Layer } from "./layer.ts";

const functions = { relu, tanh, sigmoid, softplus, gelu } satisfies Record<string, (x: Tensor) => Tensor>;

/** The nonlinearities that `activation` knows. */
export type ActivationName = keyof typeof functions;

/** An element-wise nonlinearity by name. */
export const activation = (name: ActivationName): Layer => {
  const apply = functions[name];
  if (!apply) throw new Error(`activation: "${name}", expected one of ${Object.keys(functions).join(", ")}`);
  return {
    kind: "activation",
    drops: false,
    keepsZeros: name === "relu" || name === "tanh" || name === "gelu",
    forward: (x) => apply(x),
    toJSON: () => ({ kind: "activation", name }),
  };
};
