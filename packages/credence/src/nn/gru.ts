import { gruCell, gruSteps } from "@credence/tensor";
import { type RecurrentLayer, type RecurrentOptions, recurrentLayer } from "./recurrent.ts";

/**
 * A gated recurrent unit, with its gates r, z, n side by side in this order, as in PyTorch: the reset gate acts behind the recurrent product.
 *
 *   a = x_t W + b,  u = h_(t-1) U + d,  h_0 = 0
 *   r = sigmoid(a_r + u_r),  z = sigmoid(a_z + u_z),  n = tanh(a_n + r u_n),  h_t = (1 - z) n + z h_(t-1)
 *
 * Weights and masks of dropout are drawn once for all steps, as in `lstm`.
 *
 * @shape x [batch, steps, inputs] -> [batch, units], or with all states [batch, steps, units]; W [inputs, 3 units], U [units, 3 units], b, d [3 units]
 * @throws for sizes that are no whole numbers from 1, and a dropout outside [0, 1); a pass throws for a sequence of length 0
 * @see   cho2014; gal2016recurrent for its dropout
 */
export const gru = (options: RecurrentOptions): RecurrentLayer =>
  recurrentLayer(
    {
      kind: "gru",
      count: 3,
      recurrentBias: true,
      start: (zeros) => ({ state: zeros }),
      step: (input, recurrent, { state }) => ({ state: gruCell(input, recurrent, state) }),
      steps(input, weight, { cell: _, ...options }) {
        const { states, last } = gruSteps(input, weight, options);
        return { states, last: { state: last } };
      },
    },
    options,
  );
