import type { LabelledImages } from "./data-set.ts";

/**
 * The images at these places, in their order, with their own labels or with those that are given.
 *
 * @throws for a place where there is no image, and for another number of labels than of places
 */
export function imagesAt(images: LabelledImages, places: ArrayLike<number>, labels?: ArrayLike<number>): LabelledImages {
  const [count, size] = [places.length, images.height * images.width];
  if (labels && labels.length !== count) throw new Error(`imagesAt: ${labels.length} labels, expected ${count}, one for each place`);
  const pixels = new Uint8Array(count * size);
  for (let to = 0; to < count; to++) {
    const from = places[to]!;
    if (!(from in images.labels))
      throw new Error(`imagesAt: place ${to} is ${from}, expected a whole number from 0 to ${images.count - 1}`);
    pixels.set(images.pixels.subarray(from * size, (from + 1) * size), to * size);
  }
  return { ...images, count, pixels, labels: Uint8Array.from(labels ?? Array.from(places, (place) => images.labels[place]!)) };
}
