import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { PictureCodecs } from "@credence/tabular/images";

const file = (specifier: string) => () => readFile(fileURLToPath(import.meta.resolve(specifier)));

/** The decoders of JPEG and WebP from this installation's files, which Node cannot fetch. */
export const nodeCodecs: PictureCodecs = {
  jpeg: file("@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm"),
  webp: file("@jsquash/webp/codec/dec/webp_dec.wasm"),
};
