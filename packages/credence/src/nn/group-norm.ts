import { add, reshape } from "@credence/tensor";
import { expectOptions, expectPositive, expectWhole } from "../settings.ts";
import { overImages } from "./images.ts";
import type { Layer } from "./layer.ts";
import { gainOf, normalized } from "./normalized.ts";

/**
 * Group normalisation: the pixels of each group of channels of an image to mean 0 and variance 1, then a gain and a shift for each channel.
 *
 *   y = (1 + w) (x - m) / sqrt(v + epsilon) + b
 *
 * One group is layer normalisation of images, a group per channel instance normalisation. Examples do not meet, so that a draw stays one
 * function of each example; batch normalisation would mix them.
 *
 * @shape x [batch, channels, height, width]; w, b [channels]
 * @throws for sizes that are no whole numbers from 1, groups that do not divide the channels, and an epsilon not above 0
 * @see   wu2018
 */
export const groupNorm = (options: {
  /** Channels of x. */
  channels: number;
  /** Groups of as many channels each. */
  groups: number;
  /** Added to the variance. @default 1e-5 */
  epsilon?: number;
}): Layer => {
  expectOptions("groupNorm", options, { channels: true, groups: true, epsilon: true });
  const { channels, groups, epsilon = 1e-5 } = options;
  expectWhole("groupNorm", "channels", channels);
  expectWhole("groupNorm", "groups", groups);
  if (channels % groups !== 0) throw new Error(`groupNorm: ${channels} channels in ${groups} groups, expected groups of equal size`);
  expectPositive("groupNorm", "epsilon", epsilon);
  return {
    kind: "groupNorm",
    maps: gainOf(channels, { axes: 4, channel: 1 }),
    drops: false,
    keepsZeros: false,
    forward(x, pass) {
      const one = overImages(x, (images) => {
        if (images.shape[1] !== channels)
          throw new Error(`groupNorm: x is [${x.shape.join(", ")}], expected [batch, ${channels}, height, width]`);
        return reshape(normalized(reshape(images, [images.shape[0]!, groups, -1]), epsilon), images.shape);
      });
      return add(one, pass.apply(one));
    },
    toJSON: () => ({ kind: "groupNorm", channels, groups, epsilon }),
  };
};
