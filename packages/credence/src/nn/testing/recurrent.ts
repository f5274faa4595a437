import { add, reshape, slice, type Tensor, tanh } from "@credence/tensor";
import { denseMap } from "../dense.ts";
import type { Layer } from "../layer.ts";

/**
 * A small recurrent layer with two maps, the last state of a sequence: h_t = tanh(x_t W + b + h_(t-1) U), h_0 = 0.
 *
 * @shape x [batch, steps, inputs] -> [batch, units], or [draws, batch, units] under noise of several draws
 */
export const recurrent = ({ inputs, units }: { readonly inputs: number; readonly units: number }): Layer => ({
  kind: "recurrent",
  maps: {
    input: { map: denseMap, weight: { shape: [inputs, units], fanIn: inputs }, bias: { shape: [units], fanIn: inputs } },
    recurrent: { map: denseMap, weight: { shape: [units, units], fanIn: units } },
  },
  drops: false,
  keepsZeros: false,
  forward(x, pass) {
    if (pass.reapplied !== "sameWeights") throw new Error("recurrent: the noise draws weights anew at each step, expected sharedNoise");
    const [batch, steps] = x.shape as [number, number, number];
    const at = (step: number): Tensor => reshape(slice(x, [0, step, 0], [batch, 1, inputs]), [batch, inputs]);
    let state = tanh(pass.apply(at(0), "input"));
    for (let step = 1; step < steps; step++) state = tanh(add(pass.apply(at(step), "input"), pass.apply(state, "recurrent")));
    return state;
  },
  toJSON: () => ({ kind: "recurrent", inputs, units }),
});
