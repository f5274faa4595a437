import { type Key, multiply, randomBernoulli, type Shape, type Tensor } from "@credence/tensor";
import { defaultMap, type LayerPass } from "./layer.ts";
import type { Network } from "./network.ts";
import { type Bound, keyedSource, type LayerBelief, type Noise, type NoiseSource } from "./noise.ts";

/**
 * What dropout does in a pass:
 * - off: nothing (point predictions);
 * - each: every example its own mask (fitting);
 * - function: one mask for the whole batch, because a draw is ONE function.
 */
export type DropoutMode = "off" | "each" | "function";

/** What one pass through a network runs under: noise, beliefs, dropout, randomness. */
export interface PassOptions {
  readonly noise: Noise;
  readonly beliefs: readonly (LayerBelief | undefined)[];
  readonly dropout: DropoutMode;
  readonly key: Key;
  /** Stored noise instead of the key's, per map in the order of the network's weights (reference cases). */
  readonly sources?: readonly NoiseSource[];
}

function maskShape(x: Shape, unit: "element" | "channel", mode: DropoutMode): Shape {
  // [draws?, batch, features] or [draws?, batch, channels, height, width]
  const features = unit === "channel" ? 3 : x.length >= 4 ? 3 : 1;
  return x.map((n, axis) => {
    const fromEnd = x.length - axis;
    if (unit === "channel" && fromEnd <= 2) return 1;
    if (mode === "function" && fromEnd > features) return 1;
    return n;
  });
}

/** Binds every layer's weights once; what comes back serves one pass through the network. */
export function bindPasses(
  network: Network,
  { noise, beliefs, dropout, key, sources }: PassOptions,
): { passes: LayerPass[]; complexities: Tensor[] } {
  const complexities: Tensor[] = [];
  let maps = 0;
  const passes = network.layers.map((layer, index): LayerPass => {
    const own = key.child(index);
    const bound = new Map<string, Bound>();
    for (const [name, { map }] of Object.entries(layer.maps ?? {})) {
      const source = sources?.[maps++] ?? keyedSource(name === defaultMap ? own : own.child("map").child(name));
      const one = noise.bind(map, beliefs[index]![name]!, source);
      bound.set(name, one);
      if (one.complexity) complexities.push(one.complexity);
    }
    return {
      reapplied: noise.reapplied,
      apply(x, map = defaultMap) {
        const one = bound.get(map);
        if (!one)
          throw new Error(
            `${layer.kind}: layer ${index} has no map "${map}" to apply, expected ${[...bound.keys()].join(" or ") || "none"}`,
          );
        return one.apply(x);
      },
      drop(x, { rate, unit }) {
        if (dropout === "off" || rate === 0) return x;
        const mask = randomBernoulli(own.child("mask"), maskShape(x.shape, unit, dropout), {
          probability: 1 - rate,
          scale: 1 / (1 - rate),
        });
        return multiply(x, mask);
      },
    };
  });
  return { passes, complexities };
}
