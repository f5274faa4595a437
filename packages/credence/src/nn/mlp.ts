import { expectBelowOne, expectOptions, expectWhole, refused } from "../settings.ts";
import { type ActivationName, activation } from "./activation.ts";
import { dense } from "./dense.ts";
import { dropout } from "./dropout.ts";
import type { Network } from "./network.ts";
import { sequential } from "./sequential.ts";

/** Sizes, nonlinearity and dropout of a multilayer perceptron. */
export interface MlpOptions {
  /** Features of x. */
  readonly inputs: number;
  /** Units of each hidden layer: [400, 400]. */
  readonly hidden: readonly number[];
  /** Outputs: classes, or values. */
  readonly outputs: number;
  /** After each hidden layer. @default "relu" */
  readonly activation?: ActivationName;
  /** Rate of dropout after each hidden activation; none on the input. @default 0: none */
  readonly dropout?: number;
}

/**
 * A multilayer perceptron: dense and activation for each hidden layer, a dense output.
 * @throws for sizes that are no whole numbers from 1, and a dropout outside [0, 1)
 * @example
 * mlp({ inputs: 784, hidden: [400, 400], outputs: 10 }).size // => 478410
 */
export function mlp(options: MlpOptions): Network {
  expectOptions("mlp", options, { inputs: true, hidden: true, outputs: true, activation: true, dropout: true });
  const { inputs, hidden, outputs, activation: name = "relu", dropout: rate = 0 } = options;
  expectWhole("mlp", "inputs", inputs);
  if (!Array.isArray(hidden)) throw refused("mlp", "hidden", hidden, "a list with the units of each hidden layer, as [50]");
  for (const [i, units] of hidden.entries()) expectWhole("mlp", `hidden[${i}]`, units);
  expectWhole("mlp", "outputs", outputs);
  expectBelowOne("mlp", "dropout", rate);
  const sizes = [inputs, ...hidden];
  return sequential([
    ...hidden.flatMap((units, i) => [
      dense({ inputs: sizes[i]!, outputs: units }),
      activation(name),
      ...(rate === 0 ? [] : [dropout({ rate })]),
    ]),
    dense({ inputs: sizes[sizes.length - 1]!, outputs }),
  ]);
}
