import { lstmCell, lstmSteps } from "@credence/tensor";
import { type RecurrentLayer, type RecurrentOptions, recurrentLayer } from "./recurrent.ts";

/**
 * A long short-term memory, with its gates i, f, g, o side by side in this order, as in PyTorch:
 *
 *   [i f g o] = x_t W + b + h_(t-1) U,  h_0 = c_0 = 0
 *   c_t = sigmoid(f) c_(t-1) + sigmoid(i) tanh(g),  h_t = sigmoid(o) tanh(c_t)
 *
 * Weights are drawn once for all steps, under shared noise and flipout; noise drawn anew at each step (local reparameterisation) is refused.
 * Masks of dropout, too, stay the same over a sequence. PyTorch's second bias would be added to b.
 *
 * @shape x [batch, steps, inputs] -> [batch, units], or with all states [batch, steps, units]; W [inputs, 4 units], U [units, 4 units], b [4 units]
 * @throws for sizes that are no whole numbers from 1, and a dropout outside [0, 1); a pass throws for a sequence of length 0
 * @see   hochreiter1997, with the forget gate of gers2000; fortunato2017 for its weights, gal2016recurrent for its dropout
 * @example
 * sequential([lstm({ inputs: 28, units: 128 }), dense({ inputs: 128, outputs: 10 })]).size // => 81674
 */
export const lstm = (options: RecurrentOptions): RecurrentLayer =>
  recurrentLayer(
    {
      kind: "lstm",
      count: 4,
      recurrentBias: false,
      start: (zeros) => ({ state: zeros, cell: zeros }),
      step: (input, recurrent, { cell }) => lstmCell(input, recurrent, cell!),
      steps(input, weight, options) {
        const { states, last, cell } = lstmSteps(input, weight, options);
        return { states, last: { state: last, cell } };
      },
    },
    options,
  );
