import { type RepeatedGradient, repeatedGradient, type Shape, type Tensor } from "@credence/tensor";

/** A density as a function of arrays: their shapes, the density, and the arrays in what it passes along. */
export interface Differentiable<Extra> {
  readonly shapes: readonly Shape[];
  body(inputs: readonly Tensor<"float32">[]): { value: Tensor; extra: Extra };
  extras(extra: Extra): readonly Tensor[];
}

/** The gradient of a density at one point, at two, at three: chains of trees of different depth ask at fewer and fewer points together. */
export function gradientsByCount<Extra>(of: (count: number) => Differentiable<Extra>) {
  const known = new Map<number, RepeatedGradient<Extra>>();
  return {
    of(count: number): RepeatedGradient<Extra> {
      let own = known.get(count);
      if (!own) {
        const { shapes, body, extras } = of(count);
        own = repeatedGradient(shapes, body, extras);
        known.set(count, own);
      }
      return own;
    },
    dispose(): void {
      for (const own of known.values()) own.dispose();
      known.clear();
    },
  };
}
