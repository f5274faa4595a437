import { badInput, type Progress } from "@credence/lab";
import type { ByteSource } from "../readers/byte-source.ts";
import { decodePicture } from "./decode-picture.ts";
import { coloured, type Picture, type PictureSize, resized } from "./picture.ts";
import type { PictureCodecs } from "./wasm-codecs.ts";

/** One file of a picture, and its class where that is known. */
export interface ImageFile {
  readonly source: ByteSource;
  /** What predictions call it: its path below the folder, "cats/17.png". */
  readonly path: string;
  /** Its class. */
  readonly label?: string;
}

/** Pictures of one size, as they are fitted and predicted. */
export interface Images extends PictureSize {
  /** What messages call them: the folder. */
  readonly name: string;
  /** 1 where all are grey, 3 where one has colours. */
  readonly channels: 1 | 3;
  /** [height, width, channels] of each, row-major: 0 black to 255. */
  readonly pixels: readonly Uint8Array[];
  readonly paths: readonly string[];
  /** Classes; undefined where one has none. */
  readonly labels: readonly string[] | undefined;
  /** The size that they were brought to by area averaging; undefined where they were all of one. */
  readonly resizedTo: PictureSize | undefined;
  /** What was done to some of them, a line each. */
  readonly notes: readonly string[];
}

/** How pictures are read. */
export interface ReadImagesOptions {
  /** What messages call them. @default "images" */
  readonly name?: string;
  /** Brings the decoders of JPEG and WebP. @default they are fetched from beside their JavaScript, as in a browser */
  readonly codecs?: PictureCodecs;
  /** Brings all to one size by area averaging. @default they are of one size, or refused */
  readonly size?: PictureSize | undefined;
  /** Pixels of one picture: more is refused before it is decoded. @default 16777216 */
  readonly mostPixels?: number;
  /** Memory of all, MiB: more is refused as soon as the first one tells. @default 2048 */
  readonly mostMiB?: number;
  /** Told of each. @default none */
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Reads pictures: PNG, JPEG, WebP, grey or in colours, whatever is transparent over white. All are of one size, or brought to `size`.
 * @throws BadInput in one line that names the file: no picture, an animation, cut short, broken, of another size or too large
 */
export async function readImages(files: readonly ImageFile[], options: ReadImagesOptions = {}): Promise<Images> {
  const { name = "images", codecs = {}, size, mostPixels = 2 ** 24, mostMiB = 2048, onProgress = () => {} } = options;
  if (files.length === 0) throw badInput(`${name}: no pictures, expected one or more`);
  const pictures: Picture[] = [];
  for (const [index, { source }] of files.entries()) {
    const decoded = await decodePicture(await whole(source), { name: source.name, codecs, mostPixels });
    const picture = size ? resized(decoded, size) : decoded;
    const first = pictures[0] ?? picture;
    if (picture.width !== first.width || picture.height !== first.height)
      throw badInput(
        `${source.name}: ${sizeText(picture)} pixels, expected ${sizeText(first)} as of ${files[0].source.name}; --size brings all to one size`,
      );
    if (index === 0) expectRoom(picture, { name, count: files.length, mostMiB });
    pictures.push(picture);
    onProgress({ label: "reading", done: index + 1, total: files.length, unit: "images" });
  }
  const channels = pictures.some((picture) => picture.channels === 3) ? 3 : 1;
  const clear = pictures.filter(({ transparent }) => transparent).length;
  const labels = files.flatMap(({ label }) => (label === undefined ? [] : [label]));
  return {
    name,
    width: pictures[0].width,
    height: pictures[0].height,
    channels,
    pixels: pictures.map((picture) => (channels === 3 ? coloured(picture) : picture).pixels),
    paths: files.map(({ path }) => path),
    labels: labels.length === files.length ? labels : undefined,
    resizedTo: size,
    notes: clear > 0 ? [`${clear} of ${files.length} images have transparent pixels, which are laid over white`] : [],
  };
}

/** "28 x 28". */
export const sizeText = ({ width, height }: PictureSize): string => `${width} x ${height}`;

/** A file of a picture is no larger. */
const mostBytes = 2 ** 26;

async function whole(source: ByteSource): Promise<Uint8Array> {
  if (source.byteLength > mostBytes)
    throw badInput(`${source.name}: ${Math.round(source.byteLength / 2 ** 20)} MiB, ${mostBytes / 2 ** 20} are allowed of a picture`);
  return source.slice(0, source.byteLength);
}

/** As float32 and once more as bytes. */
function expectRoom(picture: Picture, { name, count, mostMiB }: { name: string; count: number; mostMiB: number }): void {
  const needed = (5 * count * picture.pixels.length) / 2 ** 20;
  if (needed > mostMiB)
    throw badInput(
      `${name}: ${count.toLocaleString("en-US")} images of ${sizeText(picture)} pixels take ${Math.ceil(needed)} MiB of memory, ${mostMiB} are allowed; --size makes them smaller`,
    );
}

/** Some of the pictures, in the order given. */
export const selectImages = (images: Images, rows: Int32Array): Images => {
  const { labels } = images;
  return {
    ...images,
    pixels: Array.from(rows, (row) => images.pixels[row]),
    paths: Array.from(rows, (row) => images.paths[row]),
    labels: labels && Array.from(rows, (row) => labels[row]),
  };
};
