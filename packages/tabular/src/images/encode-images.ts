import { badInput } from "@credence/lab";
import type { Inputs } from "../models/moments.ts";
import type { ImageShape, PixelScale } from "./image-card.ts";
import { type Images, sizeText } from "./images.ts";

/** Mean and standard deviation of each channel over some pictures, of pixels of 0 to 1. */
export function fitPixelScale({ pixels, channels }: Images, rows: Int32Array): PixelScale {
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  let count = 0;
  for (const row of rows) {
    const own = pixels[row];
    for (let at = 0; at < own.length; at++) {
      const value = own[at] / 255;
      sums[at % channels] += value;
      squares[at % channels] += value * value;
    }
    count += own.length / channels;
  }
  const mean = [...sums].map((sum) => sum / count);
  const spread = mean.map((value, channel) => Math.sqrt(Math.max(0, squares[channel] / count - value ** 2)));
  return { mean, stdDev: spread.map((value) => (value > 1e-6 ? value : 1)) };
}

/**
 * Pictures as inputs of the network: scaled, channel by channel.
 * @shape [rows, channels * height * width]
 * @throws BadInput for pictures of another size, and for colours where training had none
 */
export function encodeImages(
  images: Images,
  { rows, image, scale }: { readonly rows: Int32Array; readonly image: ImageShape; readonly scale: PixelScale },
): Inputs {
  if (images.width !== image.width || images.height !== image.height)
    throw badInput(`${images.name}: images of ${sizeText(images)} pixels, the model was fitted with ${sizeText(image)}`);
  if (images.channels > image.channels) throw badInput(`${images.name}: images in colours, the model was fitted with grey ones`);
  const { channels } = image;
  const area = image.width * image.height;
  const inputs = new Float32Array(rows.length * channels * area);
  for (const [index, row] of rows.entries()) {
    const own = images.pixels[row];
    for (let channel = 0; channel < channels; channel++) {
      const from = images.channels === channels ? channel : 0;
      const [mean, factor] = [scale.mean[channel], 1 / scale.stdDev[channel]];
      const at = (index * channels + channel) * area;
      for (let pixel = 0; pixel < area; pixel++) inputs[at + pixel] = (own[pixel * images.channels + from] / 255 - mean) * factor;
    }
  }
  return { inputs, width: channels * area, shape: [channels, image.height, image.width] };
}
