import { type Key, multiply, randomBernoulli, type Shape, stack, type Tensor } from "@credence/tensor";
import { expectForm, expectKey, expectList, expectOneOf, expectOptions, refused } from "../settings.ts";
import { defaultMap, type LayerPass } from "./layer.ts";
import { expectNetwork, type Network } from "./network.ts";
import { type Bound, drawsSource, isKeys, keyedSource, type LayerBelief, type Noise, type NoiseSource } from "./noise.ts";

/**
 * What dropout does in a pass:
 * - off: nothing (point predictions);
 * - each: every example its own mask (fitting);
 * - function: one mask for the whole batch, because a draw is ONE function.
 */
export type DropoutMode = "off" | "each" | "function";

/** What one pass through a network runs under: noise, beliefs, dropout, randomness. */
export interface PassOptions {
  /** One for all layers, or each layer's by its place. */
  readonly noise: Noise | ((layer: number) => Noise);
  /** What is believed of each layer's weights, by its place; undefined for layers without. */
  readonly beliefs: readonly (LayerBelief | undefined)[];
  /** Whether dropout acts, and whether a mask serves one example or all. */
  readonly dropout: DropoutMode;
  /** One key; or a key for each draw of a noise that draws weights, each drawing what a pass of one draw would under it. */
  readonly key: Key | readonly Key[];
  /** Stored noise instead of the key's, per map in the order of the network's weights (reference cases). @default none: the noise is the key's */
  readonly sources?: readonly NoiseSource[];
}

function maskShape(x: Shape, unit: "element" | "channel", mode: DropoutMode): Shape {
  if (unit === "channel" && x.length < 4)
    throw new Error(`dropout: x is [${x.join(", ")}], expected [..., channels, height, width] for the unit "channel"`);
  // [draws?, batch, features] or [draws?, batch, channels, height, width]
  const features = unit === "channel" ? 3 : x.length >= 4 ? 3 : 1;
  return x.map((n, axis) => {
    const fromEnd = x.length - axis;
    if (unit === "channel" && fromEnd <= 2) return 1;
    if (mode === "function" && fromEnd > features) return 1;
    return n;
  });
}

/** x of one draw: [batch, features] or [batch, channels, height, width]. */
const withoutDraws = (x: Shape): Shape => (x.length % 2 === 1 ? x.slice(1) : x);

const passOptions = { noise: true, beliefs: true, dropout: true, key: true, sources: true } as const;
const noiseForm = { methods: ["bind"], expected: "a noise model, such as sharedNoise({ draws: 1 })" };

function expectPassOptions(network: Network, options: PassOptions): void {
  expectNetwork("bindPasses", network);
  expectOptions("bindPasses", options, passOptions);
  const { noise, beliefs, dropout, key, sources } = options;
  if (typeof noise !== "function") expectForm("bindPasses", "noise", noise, noiseForm);
  expectList("bindPasses", "beliefs", beliefs);
  network.layers.forEach(({ kind, maps }, layer) => {
    for (const map of Object.keys(maps ?? {}))
      if (!beliefs[layer]?.[map])
        throw refused("bindPasses", `the belief of layer ${layer} (${kind})`, beliefs[layer]?.[map], "one for each of its maps");
  });
  expectOneOf("bindPasses", "dropout", dropout, ["off", "each", "function"]);
  for (const one of isKeys(key) ? key : [key]) expectKey("bindPasses", one);
  if (sources === undefined) return;
  expectList("bindPasses", "sources", sources);
  for (const [i, source] of sources.entries())
    expectForm("bindPasses", `sources[${i}]`, source, { methods: ["normals", "preactivations", "signs"], expected: "a source of noise" });
}

/** Binds every layer's weights once; what comes back serves one pass through the network. */
export function bindPasses(network: Network, options: PassOptions): { passes: LayerPass[]; complexities: Tensor[] } {
  expectPassOptions(network, options);
  const { noise, beliefs, dropout, key, sources } = options;
  const complexities: Tensor[] = [];
  const sourceOf = (layer: number, map: string): NoiseSource => {
    const own = (one: Key) => (map === defaultMap ? one.child(layer) : one.child(layer).child("map").child(map));
    return isKeys(key) ? drawsSource(key.map(own)) : keyedSource(own(key));
  };
  const maskOf = (x: Shape, layer: number, { rate, unit, mask: name }: Parameters<LayerPass["drop"]>[1]): Tensor => {
    const mask = (one: Key, shape: Shape) => {
      const own = one.child(layer).child("mask");
      const source = name === undefined ? own : own.child(name);
      return randomBernoulli(source, maskShape(shape, unit, dropout), { probability: 1 - rate, scale: 1 / (1 - rate) });
    };
    return isKeys(key) ? stack(key.map((one) => mask(one, withoutDraws(x)))) : mask(key, x);
  };
  const noiseOf = typeof noise === "function" ? noise : () => noise;
  let maps = 0;
  const passes = network.layers.map((layer, index): LayerPass => {
    const own = noiseOf(index);
    if (typeof noise === "function") expectForm("bindPasses", `noise(${index})`, own, noiseForm);
    const bound = new Map<string, Bound>();
    for (const [name, { map }] of Object.entries(layer.maps ?? {})) {
      const one = own.bind(map, beliefs[index]![name]!, sources?.[maps++] ?? sourceOf(index, name));
      bound.set(name, one);
      if (one.complexity) complexities.push(one.complexity);
    }
    return {
      reapplied: own.reapplied,
      apply(x, map = defaultMap) {
        const one = bound.get(map);
        if (!one)
          throw new Error(
            `${layer.kind}: layer ${index} has no map "${map}" to apply, expected ${[...bound.keys()].join(" or ") || "none"}`,
          );
        return one.apply(x);
      },
      weights: (map) => bound.get(map)?.weights,
      drop: (x, options) => (dropout === "off" || options.rate === 0 ? x : multiply(x, maskOf(x.shape, index, options))),
    };
  });
  return { passes, complexities };
}
