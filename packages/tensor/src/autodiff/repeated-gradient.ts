import { type DenseArray, keep, tensor } from "../array.ts";
import { assign } from "../assign.ts";
import { type RepeatableWork, repeatable } from "../engine/engine.ts";
import { expectFunction, expectList } from "../plain-arguments.ts";
import { expectShape, sizeOf } from "../shape.ts";
import type { Shape, Tensor } from "../types.ts";
import { type Differentiated, valueAndGradient } from "./gradient.ts";

/** A scalar function and its gradient, at one set of inputs after another. */
export interface RepeatedGradient<Extra> {
  /**
   * Value and gradients at these inputs, one typed array for each, in row-major order. The arrays are the same each time, and hold what belongs to
   * the latest inputs; they live until `dispose`.
   */
  at(inputs: readonly Float32Array[]): Differentiated<Extra>;
  /** Frees inputs, results and what lies between. */
  dispose(): void;
}

const arraysIn = <Extra>(found: Differentiated<Extra>, extras: (extra: Extra) => readonly Tensor[]): Set<Tensor> =>
  new Set([found.value, ...found.gradients, ...extras(found.extra)]);

/**
 * `valueAndGradient` of one function at many inputs of the same shapes. The function is called once; then the kernels that it launched, and those of
 * its gradient, are launched again, without the host's work in front of each: to the same bits, and several times faster where the arrays are small.
 * So the function must depend on its inputs and on what stays as it is alone, and draw the same random numbers each time. One that looks at values
 * (prints, `topK`) or needs more than 64 MiB for what lies between is called each time instead.
 *
 * @param shapes of the inputs
 * @param body from the inputs to the value, and whatever else it passes along
 * @param extras the arrays in what it passes along
 * @example
 * const squares = repeatedGradient([[2]], ([x]) => ({ value: sum(square(x!)), extra: null }), () => []);
 * squares.at([new Float32Array([1, 2])]).gradients[0] // => [2, 4]
 * squares.at([new Float32Array([3, 4])]).gradients[0] // => [6, 8]
 * squares.dispose();
 */
export function repeatedGradient<Extra>(
  shapes: readonly Shape[],
  body: (inputs: readonly Tensor<"float32">[]) => { value: Tensor; extra: Extra },
  extras: (extra: Extra) => readonly Tensor[],
): RepeatedGradient<Extra> {
  const where = "repeatedGradient";
  expectList(where, "shapes", shapes);
  for (const shape of shapes) expectShape(where, shape);
  expectFunction(where, "body", body);
  expectFunction(where, "extras", extras);
  const inputs = shapes.map((shape) => keep(tensor(new Float32Array(sizeOf(shape)), shape)));
  let latest: Differentiated<Extra> | undefined;
  let again: RepeatableWork | null = null;
  const forget = (): void => {
    if (latest) for (const array of arraysIn(latest, extras)) if (!inputs.includes(array as DenseArray<"float32">)) array.dispose();
    again?.dispose();
    latest = undefined;
    again = null;
  };
  return {
    at(values) {
      if (values.length !== inputs.length) throw new Error(`${where}: ${values.length} inputs, expected ${inputs.length}`);
      for (const [i, input] of inputs.entries()) assign(input, values[i]!);
      if (latest && again?.repeat()) return latest;
      forget();
      const { result, again: repeated } = repeatable(() => valueAndGradient(inputs, () => body(inputs)));
      for (const array of arraysIn(result, extras)) keep(array);
      latest = result;
      again = repeated;
      return result;
    },
    dispose() {
      forget();
      for (const input of inputs) input.dispose();
    },
  };
}
