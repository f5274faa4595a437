import { badInput } from "@credence/lab";
import { decodePng } from "./decode-png.ts";
import { type Picture, pictureOf } from "./picture.ts";
import { broken, pictureHeader } from "./picture-header.ts";
import { decodeByWasm, type PictureCodecs } from "./wasm-codecs.ts";

/**
 * A PNG, JPEG or WebP as 8 bits a channel, the same in Node and in a browser. Its size is read before anything is decoded. Turned by nothing: the
 * orientation that a camera notes is not applied.
 * @throws BadInput in one line for a file that is no picture, an animation, one that is cut short, broken, or of more than `mostPixels` pixels
 */
export async function decodePicture(
  bytes: Uint8Array,
  { name, codecs, mostPixels }: { readonly name: string; readonly codecs: PictureCodecs; readonly mostPixels: number },
): Promise<Picture> {
  const header = pictureHeader(bytes, name);
  const { format, width, height } = header;
  if (width * height > mostPixels) throw badInput(`${name}: ${width} x ${height} pixels, ${mostPixels} pixels are allowed at most`);
  if (format === "PNG") return pictureOf(decodePng(bytes, header, name));
  const decoded = await decodeByWasm(bytes, { format: format === "JPEG" ? "jpeg" : "webp", codecs });
  if (decoded === undefined || decoded.width !== width || decoded.height !== height) throw broken(name, format);
  return pictureOf(decoded);
}
