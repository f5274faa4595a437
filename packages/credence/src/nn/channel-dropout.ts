import type { Layer } from "./layer.ts";

/** The rate of a dropout by channel; undefined for any other layer. */
export const channelRate = (layer: Layer | undefined): number | undefined => {
  const description = layer?.toJSON();
  return layer?.drops && description?.unit === "channel" ? (description.rate as number) : undefined;
};

/**
 * The layer behind which layer `index` acts: the next one, or for a dropout by channel the first that does not commute with its mask. Max-pooling and
 * ReLU do: a mask m >= 0 of channels has f(m x) = m f(x).
 */
export function actsBefore(layers: readonly Layer[], index: number, end = layers.length): number {
  let next = index + 1;
  if (channelRate(layers[index]) === undefined) return next;
  while (next < end && layers[next]!.homogeneous) next++;
  return next;
}
