import type * as Plot from "@observablehq/plot";
import type { Drawing } from "./figure.ts";

/** A numeric axis as a page's script reads it: type, the ends of its domain, their pixels, and the constant of a symlog. */
export type ReadableScale = readonly [type: string, low: number, high: number, from: number, to: number, constant?: number];

/** The numeric axes of a drawing, and heights that stand for all values beyond, in words: `["> 51", -15600]`. */
export interface ReadableScales extends Readonly<Record<"x" | "y", ReadableScale>> {
  readonly beyond?: readonly (readonly [words: string, pixel: number])[];
}

/** The numeric axes of a drawing, for a script that turns pixels back into values; none where an axis has words. `reach` as a `Drawing` has it. */
export function readableScales(plot: Plot.Plot, reach?: Drawing["reach"]): ReadableScales | undefined {
  const [x, y] = (["x", "y"] as const).map((name): ReadableScale | undefined => {
    const scale = plot.scale(name);
    // an axis whose values come as logarithms has the settings themselves on a logarithmic scale
    const asLogarithms = scale?.transform === Math.log10;
    const type = asLogarithms ? "log" : (scale?.type ?? "");
    if (!scale || !["linear", "log", "symlog"].includes(type)) return undefined;
    const [domain, range] = [[...(scale.domain ?? [])].map(Number), [...(scale.range ?? [])].map(Number)];
    const [low, high] = [domain[0]!, domain.at(-1)!].map((end) => (asLogarithms ? 10 ** end : end)) as [number, number];
    const ends = [low, high, range[0]!, range.at(-1)!] as const;
    return type === "symlog" ? [type, ...ends, Number(scale.constant)] : [type, ...ends];
  });
  if (!x || !y) return undefined;
  const heightOf = (value: number) => Math.round(10 * plot.scale("y")!.apply(value)) / 10;
  const beyond = reach?.map((end, i) => [`${"<>"[i]} ${Number(end.toPrecision(5))}`, heightOf(end)] as const);
  return { x, y, ...(beyond ? { beyond } : {}) };
}
