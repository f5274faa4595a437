import { gelu, relu, sigmoid, softplus, type Tensor, tanh } from "@credence/tensor";
import { expectOneOf } from "../settings.ts";
import type { Layer } from "./layer.ts";

const functions = { relu, tanh, sigmoid, softplus, gelu } satisfies Record<string, (x: Tensor) => Tensor>;

/** The nonlinearities that `activation` knows. */
export type ActivationName = keyof typeof functions;

/** An element-wise nonlinearity by name. */
export const activation = (name: ActivationName): Layer => {
  expectOneOf("activation", "name", name, Object.keys(functions));
  const apply = functions[name];
  return {
    kind: "activation",
    drops: false,
    keepsZeros: name === "relu" || name === "tanh" || name === "gelu",
    ...(name === "relu" ? { homogeneous: true } : {}),
    forward: (x) => apply(x),
    toJSON: () => ({ kind: "activation", name }),
  };
};
