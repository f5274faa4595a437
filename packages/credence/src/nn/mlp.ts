import { type ActivationName, activation } from "./activation.ts";
import { dense } from "./dense.ts";
import { dropout } from "./dropout.ts";
import type { Network } from "./network.ts";
import { sequential } from "./sequential.ts";

/** Sizes, nonlinearity and dropout of a multilayer perceptron. */
export interface MlpOptions {
  readonly inputs: number;
  /** Units of each hidden layer: [400, 400]. */
  readonly hidden: readonly number[];
  readonly outputs: number;
  readonly activation?: ActivationName;
  /** After each hidden activation, none on the input. */
  readonly dropout?: number;
}

/**
 * A multilayer perceptron: dense and activation for each hidden layer, a dense output.
 * @example
 * mlp({ inputs: 784, hidden: [400, 400], outputs: 10 }).size // 478410
 */
export function mlp({ inputs, hidden, outputs, activation: name = "relu", dropout: rate = 0 }: MlpOptions): Network {
  const sizes = [inputs, ...hidden];
  return sequential([
    ...hidden.flatMap((units, i) => [
      dense({ inputs: sizes[i]!, outputs: units }),
      activation(name),
      ...(rate > 0 ? [dropout({ rate })] : []),
    ]),
    dense({ inputs: sizes[sizes.length - 1]!, outputs }),
  ]);
}
