import {
  affine,
  bernoullis,
  convolveKept,
  gatherRows,
  integers,
  type KeptChannels,
  type Key,
  keptFits,
  multiply,
  reshape,
  type Tensor,
  tensor,
} from "@credence/tensor";
import { channelRate } from "./channel-dropout.ts";
import { placeOf } from "./conv2d.ts";
import { defaultMap, type Layer, type LayerPass } from "./layer.ts";
import type { Network } from "./network.ts";
import { exactNoise, keyedSource, type LayerBelief, type MapBelief } from "./noise.ts";
import { bindPasses } from "./passes.ts";

/** Channels that a draw keeps, of how many. */
interface Kept {
  readonly channels: Int32Array;
  readonly of: number;
}

/** A pass of a smaller network. */
export interface ThinnedPass extends LayerPass {
  /** What the convolution at `byParts` keeps of its input and of its outputs, where it is behind a dropout by channel. */
  readonly keeps?: KeptChannels;
}

// A mask by element is drawn for all channels, so that behind it nothing may be missing.
const leavesChannels = (layer: Layer): boolean => layer.keepsZeros === true && !(layer.drops && channelRate(layer) === undefined);

// Whether the zeros of dropped channels reach the next weights as zeros, and those weights can leave them out.
function zerosReachWeights(layers: readonly Layer[], after: number): boolean {
  for (let i = after + 1; i < layers.length; i++) {
    if (layers[i]!.maps) return layers[i]!.linear === true;
    if (!leavesChannels(layers[i]!)) return false;
  }
  return false;
}

// The dropout by channel that the output of a convolution goes through, with nothing but channel-wise layers between.
function dropoutBehind(layers: readonly Layer[], index: number): number {
  for (let i = index + 1; i < layers.length && leavesChannels(layers[i]!); i++) if (channelRate(layers[i]) !== undefined) return i;
  return -1;
}

function axisRows(lead: number, { channels, of }: Kept): Int32Array {
  const rows = new Int32Array(lead * channels.length);
  for (let i = 0, at = 0; i < lead; i++) for (const channel of channels) rows[at++] = i * of + channel;
  return rows;
}

// x[:, kept] of the second axis
function pickSecondAxis(x: Tensor, kept: Kept): Tensor {
  const [lead, , ...rest] = x.shape as [number, number, ...number[]];
  const rows = gatherRows(reshape(x, [lead * kept.of, -1]), integers(axisRows(lead, kept)));
  return reshape(rows, [lead, kept.channels.length, ...rest]);
}

const upTo = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

const pickFirstAxis = (x: Tensor, kept: Kept): Tensor => gatherRows(x, integers(kept.channels));

// a dense layer behind `flatten` sees each channel as a run of pixels
function pickPixels(weight: Tensor, kept: Kept): Tensor {
  const pixels = weight.shape[0]! / kept.of;
  const rows = new Int32Array(kept.channels.length * pixels);
  let at = 0;
  for (const channel of kept.channels) for (let pixel = 0; pixel < pixels; pixel++) rows[at++] = channel * pixels + pixel;
  return gatherRows(weight, integers(rows));
}

/**
 * One function of Monte Carlo dropout as the smaller network it is: with one mask for the whole batch, a dropped channel is neither
 * computed nor read. Half the channels of two convolutions in a row leave a quarter of the second's work.
 *
 * The masks are those of `bindPasses` with dropout "function"; layers before `from` are taken as computed in full. A convolution at `byParts` adds up
 * what each channel gives as `convolveKept` does for many draws, to the same bits.
 */
export function thinnedPasses(
  network: Network,
  { beliefs, key, from = 0, byParts }: { beliefs: readonly (LayerBelief | undefined)[]; key: Key; from?: number; byParts?: number },
): ThinnedPass[] {
  const { layers } = network;
  const { passes } = bindPasses(network, { noise: exactNoise, beliefs, dropout: "function", key });
  // the very numbers of the mask that bindPasses would multiply by
  const masked = (index: number, of: number): Float32Array => {
    const keep = 1 - channelRate(layers[index])!;
    return bernoullis(key.child(index).child("mask"), of, keep);
  };
  const keptAt = (index: number, of: number): Kept | undefined => {
    const mask = masked(index, of);
    const channels = Int32Array.from(mask.keys()).filter((channel) => mask[channel] === 1);
    return channels.length > 0 && zerosReachWeights(layers, index) ? { channels, of } : undefined;
  };
  let kept: Kept | undefined;
  let outputsThinned: number | undefined;
  let outputs: number | undefined;
  return layers.map((layer, index) => {
    const pass = passes[index]!;
    const belief = beliefs[index]?.[defaultMap];
    const linear = layer.linear && layer.maps?.[defaultMap];
    if (linear && belief) {
      const incoming = kept;
      kept = undefined;
      const isConvolution = linear.weight.shape.length === 4;
      outputs = isConvolution ? linear.weight.shape[0]! : undefined;
      const behind = isConvolution && index >= from ? dropoutBehind(layers, index) : -1;
      const outgoing = behind >= 0 ? keptAt(behind, linear.weight.shape[0]!) : undefined;
      if (outgoing) {
        kept = outgoing;
        outputsThinned = behind;
      }
      if (!incoming && !outgoing) return pass;
      const keeps =
        index === byParts && isConvolution && incoming
          ? { channels: incoming.channels, outputs: outgoing?.channels ?? upTo(linear.weight.shape[0]!) }
          : undefined;
      return {
        ...pass,
        ...(keeps && { keeps }),
        weights: () => undefined,
        apply(x) {
          let weight = belief.weight.mean;
          if (outgoing) weight = pickFirstAxis(weight, outgoing);
          if (incoming) weight = isConvolution ? pickSecondAxis(weight, incoming) : pickPixels(weight, incoming);
          const bias = belief.bias && (outgoing ? pickFirstAxis(belief.bias.mean, outgoing) : belief.bias.mean);
          if (keeps) {
            const { stride, padding } = placeOf(layer);
            const all = { channels: upTo(keeps.channels.length), outputs: upTo(keeps.outputs.length) };
            if (keptFits(x, weight, { stride, padding }))
              return convolveKept(x, weight, { kept: [all], padding, ...(bias && { bias }) })[0]!;
          }
          const thin: MapBelief = bias ? { weight: { mean: weight }, bias: { mean: bias } } : { weight: { mean: weight } };
          return exactNoise.bind(linear.map, thin, keyedSource(key)).apply(x);
        },
      };
    }
    // a layer with weights of other kinds may give as many channels as it likes
    if (layer.maps) outputs = undefined;
    const rate = channelRate(layer);
    if (rate === undefined) return pass;
    const scale = 1 / (1 - rate);
    if (outputsThinned === index) return { ...pass, drop: (x) => affine(x, { scale }) };
    if (kept) {
      // a second mask over channels already thinned
      const mask = masked(index, kept.of);
      const values = Float32Array.from(kept.channels, (channel) => mask[channel]! * scale);
      return { ...pass, drop: (x) => multiply(x, tensor(values, [values.length, 1, 1])) };
    }
    const own = outputs === undefined ? undefined : keptAt(index, outputs);
    if (!own) return pass;
    kept = own;
    return { ...pass, drop: (x) => affine(pickSecondAxis(x, own), { scale }) };
  });
}
