/** A decoded picture: 8 bits a channel, grey or RGB. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 1 of grey, 3 of red, green and blue. */
  readonly channels: 1 | 3;
  /** [height, width, channels], row-major: 0 black to 255. */
  readonly pixels: Uint8Array;
  /** Whether something shone through, which was laid over white. */
  readonly transparent: boolean;
}

/** Width and height of a picture. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** What a decoder gives: 1 to 4 channels, of which the last of 2 and of 4 is alpha. */
export interface DecodedPicture extends PictureSize {
  readonly channels: number;
  /** [height, width, channels], row-major, 0 to 255. */
  readonly data: ArrayLike<number>;
}

/** Lays a decoded picture over white; one whose channels are all equal is grey. */
export function pictureOf({ width, height, channels, data }: DecodedPicture): Picture {
  const count = width * height;
  const colours = channels > 2 ? 3 : 1;
  const hasAlpha = channels % 2 === 0;
  const pixels = new Uint8Array(count * colours);
  let transparent = false;
  let grey = true;
  for (let pixel = 0; pixel < count; pixel++) {
    const from = pixel * channels;
    const alpha = hasAlpha ? data[from + channels - 1] : 255;
    if (alpha < 255) transparent = true;
    for (let colour = 0; colour < colours; colour++) {
      pixels[pixel * colours + colour] = Math.round((data[from + colour] * alpha + 255 * (255 - alpha)) / 255);
      if (pixels[pixel * colours + colour] !== pixels[pixel * colours]) grey = false;
    }
  }
  const alone = colours === 3 && grey ? pixels.filter((_, at) => at % 3 === 0) : pixels;
  return { width, height, channels: grey ? 1 : 3, pixels: alone, transparent };
}

/** A grey picture with its channel three times, one of colours as it is. */
export const coloured = (picture: Picture): Picture =>
  picture.channels === 3
    ? picture
    : {
        ...picture,
        channels: 3,
        pixels: Uint8Array.from({ length: 3 * picture.pixels.length }, (_, at) => picture.pixels[Math.floor(at / 3)]),
      };

/**
 * A picture in another size by area averaging: each new pixel is the mean of the area that it covers, those of a larger one repeat the old.
 */
export function resized(picture: Picture, { width, height }: PictureSize): Picture {
  if (picture.width === width && picture.height === height) return picture;
  const { channels, pixels: before } = picture;
  const pixels = new Uint8Array(width * height * channels);
  const [columns, rows] = [covered(picture.width, width), covered(picture.height, height)];
  const sums = new Float64Array(channels);
  for (const [y, row] of rows.entries())
    for (const [x, column] of columns.entries()) {
      sums.fill(0);
      for (const { at: top, share: tall } of row)
        for (const { at: left, share: wide } of column)
          for (let channel = 0; channel < channels; channel++)
            sums[channel] += tall * wide * before[(top * picture.width + left) * channels + channel];
      for (let channel = 0; channel < channels; channel++) pixels[(y * width + x) * channels + channel] = Math.round(sums[channel]);
    }
  return { ...picture, width, height, pixels };
}

interface Covered {
  readonly at: number;
  /** Of the new pixel, that this old one fills. */
  readonly share: number;
}

/** The old pixels of a line that each new one covers. */
function covered(before: number, after: number): Covered[][] {
  const scale = before / after;
  return Array.from({ length: after }, (_, place) => {
    const [low, high] = [place * scale, (place + 1) * scale];
    const found: Covered[] = [];
    for (let at = Math.floor(low); at < Math.min(before, Math.ceil(high - 1e-9)); at++)
      found.push({ at, share: (Math.min(high, at + 1) - Math.max(low, at)) / scale });
    return found;
  });
}
