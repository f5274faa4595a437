import type * as Plot from "@observablehq/plot";

/** A numeric axis as a page's script reads it: type, the ends of its domain, their pixels, and the constant of a symlog. */
export type ReadableScale = readonly [type: string, low: number, high: number, from: number, to: number, constant?: number];

/** The numeric axes of a drawing, for a script that turns pixels back into values; none where an axis has words. */
export function readableScales(plot: Plot.Plot): Readonly<Record<"x" | "y", ReadableScale>> | undefined {
  const [x, y] = (["x", "y"] as const).map((name): ReadableScale | undefined => {
    const scale = plot.scale(name);
    const type = scale?.type ?? "";
    if (!scale || !["linear", "log", "symlog"].includes(type)) return undefined;
    const [domain, range] = [[...(scale.domain ?? [])].map(Number), [...(scale.range ?? [])].map(Number)];
    const ends = [domain[0]!, domain.at(-1)!, range[0]!, range.at(-1)!] as const;
    return type === "symlog" ? [type, ...ends, Number(scale.constant)] : [type, ...ends];
  });
  return x && y ? { x, y } : undefined;
}
