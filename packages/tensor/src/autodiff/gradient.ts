import { type DenseArray, dense, floats, scope } from "../array.ts";
import { binary, full } from "../operations/elementwise.ts";
import { expectFunction, expectList } from "../plain-arguments.ts";
import { showShape } from "../shape.ts";
import type { Tensor } from "../types.ts";
import type { OperationName } from "./operations.ts";
import { type Call, type Rule, rules } from "./rules.ts";
import { type Recorded, recording } from "./tape.ts";

/** What `valueAndGradient` gives: the scalar, a gradient of the shape of each input, and what the body passed along. */
export interface Differentiated<Extra> {
  /** The objective, a single value. */
  readonly value: Tensor;
  /** One per input, of its shape; zeros where the objective does not depend on it. */
  readonly gradients: Tensor<"float32">[];
  /** Whatever else the body returned. */
  readonly extra: Extra;
}

function propagate(entries: readonly Recorded[], tapeId: number): void {
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i]!;
    const gradients = entry.outputs.map((output) => output.gradient);
    if (gradients.every((gradient) => gradient === undefined)) continue;
    const call: Call<OperationName> = {
      ...entry,
      gradients,
      g: gradients[0]!,
      x: entry.inputs[0] as DenseArray<"float32">,
      y: entry.outputs[0] as DenseArray<"float32">,
      needs: (input) => entry.inputs[input]!.tape === tapeId,
      take(input) {
        const { gradient } = entry.inputs[input]!;
        entry.inputs[input]!.gradient = undefined;
        return gradient;
      },
    };
    const flows = (rules[entry.operation] as Rule<OperationName>)(call);
    for (let j = 0; j < flows.length; j++) {
      const flow = flows[j];
      const input = entry.inputs[j]!;
      if (!flow || input.tape !== tapeId) continue;
      if (input.gradient) {
        const total = binary("add", input.gradient, flow);
        // an add's two gradients may be one array, so what is replaced is left to the scope
        input.gradient = total;
      } else input.gradient = flow;
    }
    for (const output of entry.outputs) output.gradient = undefined;
  }
}

/**
 * The value of a scalar function and its gradient with respect to `inputs`, by reverse-mode differentiation.
 *
 * The body runs in a scope of its own: everything it makes is freed except the value, the gradients and `extra`.
 *
 * @throws when the body's value has more than one element, or inside another recording
 * @example
 * const w = tensor([1, 2]);
 * valueAndGradient([w], () => ({ value: sum(square(w)), extra: null })).gradients[0] // => [2, 4]
 */
export function valueAndGradient<Extra>(inputs: readonly Tensor[], body: () => { value: Tensor; extra: Extra }): Differentiated<Extra> {
  return scope(() => {
    expectList("valueAndGradient", "inputs", inputs);
    expectFunction("valueAndGradient", "body", body);
    const arrays = inputs.map((input, i) => floats("valueAndGradient", input, `input ${i}`));
    const { result, tape } = recording(arrays, body);
    const value = dense("valueAndGradient", result?.value, "the objective");
    if (value.size !== 1) throw new Error(`valueAndGradient: the objective is ${showShape(value.shape)}, expected a single value`);
    try {
      if (value.tape === tape.id) {
        value.gradient = full(value.shape, 1) as DenseArray<"float32">;
        propagate(tape.entries, tape.id);
      }
      const gradients = arrays.map((input) => input.gradient ?? (full(input.shape, 0) as DenseArray<"float32">));
      return { value: result.value, gradients, extra: result.extra };
    } finally {
      for (const input of arrays) {
        input.gradient = undefined;
        input.tape = 0;
      }
    }
  });
}
