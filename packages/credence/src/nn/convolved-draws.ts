import { affine, convolveKept, type KeptChannels, keptFits, keptSaves, type Tensor } from "@credence/tensor";
import { channelRate } from "./channel-dropout.ts";
import { placeOf } from "./conv2d.ts";
import { defaultMap } from "./layer.ts";
import type { Network } from "./network.ts";
import type { LayerBelief } from "./noise.ts";
import type { ThinnedPass } from "./thinned-passes.ts";

/** Numbers that the convolutions of all draws give at once: 16 MiB, so that the layers behind find them in cache. */
const TOGETHER = 2 ** 22;

/** The convolution behind the first dropout by channel, of all draws: what each of them gives, and how many rows to ask for at once. */
export interface ConvolvedDraws {
  readonly rows: number;
  /** @shape x [rows, channels, height, width], before the mask -> [rows, kept outputs, height', width'] each */
  of(x: Tensor): Tensor<"float32">[];
}

/**
 * Draws that differ in their masks alone share what each channel adds to each output of the convolution at layer `at`, on images of the shape of
 * `x`; undefined where they are less work one by one, or a gradient goes through them.
 */
export function convolvedDraws(
  network: Network,
  { beliefs, dropout, at }: { readonly beliefs: readonly (LayerBelief | undefined)[]; readonly dropout: number; readonly at: number },
  { draws, x }: { readonly draws: readonly (readonly ThinnedPass[])[]; readonly x: Tensor },
): ConvolvedDraws | undefined {
  const layer = network.layers[at];
  const rate = channelRate(network.layers[dropout]);
  const { weight, bias } = beliefs[at]?.[defaultMap] ?? {};
  if (layer?.kind !== "conv2d" || rate === undefined || weight === undefined) return undefined;
  const kept = draws.flatMap((passes): KeptChannels[] => (passes[at]!.keeps ? [passes[at]!.keeps] : []));
  const { stride, padding } = placeOf(layer);
  const kernel = weight.mean;
  if (kept.length < draws.length || !keptSaves(kernel, kept) || !keptFits(x, kernel, { stride, padding })) return undefined;
  const [height, width] = [x.shape[2]! + 2 * padding - kernel.shape[2]! + 1, x.shape[3]! + 2 * padding - kernel.shape[3]! + 1];
  const each = kept.reduce((all, { outputs }) => all + outputs.length * height * width, 0);
  return {
    rows: Math.max(1, Math.floor(TOGETHER / each)),
    of: (images) => convolveKept(affine(images, { scale: 1 / (1 - rate) }), kernel, { kept, padding, ...(bias && { bias: bias.mean }) }),
  };
}
