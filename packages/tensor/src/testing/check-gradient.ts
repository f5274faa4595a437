import { expect } from "vitest";
import { tensor, valueAndGradient } from "../index.ts";
import { multiply } from "../operations/elementwise.ts";
import { sum } from "../operations/reductions.ts";
import { sizeOf } from "../shape.ts";
import type { Shape, Tensor } from "../types.ts";
import { spread } from "./numbers.ts";

export interface Differences {
  /** Values of each input; spread over [-2, 2] without ties when left out. */
  readonly at?: readonly Float32Array[];
  readonly step?: number;
  /** Of the largest gradient. Float32 outputs leave about 6e-8 / step of noise in a difference, hence 3e-4 for steps of 1e-2 or more. */
  readonly tolerance?: number;
}

/**
 * Compares the gradient of sum(weights * f(inputs)), weights all different, with five-point differences:
 *
 *   f'(x) = (f(x - 2h) - 8 f(x - h) + 8 f(x + h) - f(x + 2h)) / 12h + O(h^4)
 */
export async function checkGradient(
  f: (...inputs: Tensor[]) => Tensor,
  shapes: readonly Shape[],
  { at, step = 2e-2, tolerance = 3e-4 }: Differences = {},
): Promise<void> {
  const points = at ?? shapes.map((shape, i) => spread(sizeOf(shape), { low: -2, high: 2, shift: i * 0.37 }));
  const inputs = shapes.map((shape, i) => tensor(points[i]!, shape));
  const shape = f(...inputs).shape;
  const weights = spread(sizeOf(shape), { low: 0.5, high: 1.5, shift: 0.11 });
  const { gradients } = valueAndGradient(inputs, () => ({ value: sum(multiply(f(...inputs), tensor(weights, shape))), extra: null }));

  // the weighted sum is taken in float64, so that only the outputs' own rounding is left
  const objective = async (input: number, index: number, value: number): Promise<number> => {
    const moved = points.map((values, i) => (i === input ? values.with(index, value) : values));
    const outputs = Array.from(await f(...shapes.map((s, i) => tensor(moved[i]!, s))).read());
    return outputs.reduce((total, y, i) => total + y * weights[i]!, 0);
  };
  for (let input = 0; input < shapes.length; input++) {
    const gradient = await gradients[input]!.read();
    expect(gradients[input]!.shape).toEqual(shapes[input]);
    const expected: number[] = [];
    for (let index = 0; index < gradient.length; index++) {
      const x = points[input]![index]!;
      const places = [-2, -1, 1, 2].map((n) => Math.fround(x + n * step));
      const [a, b, c, d] = (await Promise.all(places.map((place) => objective(input, index, place)))) as [number, number, number, number];
      const width = (places[3]! - places[0]!) / 4;
      expected.push((a - 8 * b + 8 * c - d) / (12 * width));
    }
    const scale = Math.max(1e-3, ...expected.map(Math.abs));
    const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - gradient[i]!)), 0);
    expect(
      worst / scale,
      `gradient of input ${input}: ${[...gradient].slice(0, 8)} by rule, ${expected.slice(0, 8)} by differences`,
    ).toBeLessThan(tolerance);
  }
}
