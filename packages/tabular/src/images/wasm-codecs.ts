import jpegModule from "@jsquash/jpeg/codec/dec/mozjpeg_dec.js";
import webpModule from "@jsquash/webp/codec/dec/webp_dec.js";
import type { DecodedPicture } from "./picture.ts";

/** Brings the compiled decoders, as the bytes of their .wasm files. */
export interface PictureCodecs {
  /** `@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm`. @default fetched from beside its JavaScript, as in a browser */
  readonly jpeg?: () => Promise<Uint8Array>;
  /** `@jsquash/webp/codec/dec/webp_dec.wasm`. @default fetched from beside its JavaScript, as in a browser */
  readonly webp?: () => Promise<Uint8Array>;
}

/** Four channels, or null of what cannot be decoded. */
interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

interface Codec {
  decode(bytes: Uint8Array): Rgba | null;
}

interface ModuleOptions {
  readonly noInitialRun: true;
  readonly wasmBinary?: Uint8Array;
  /** Where the decoder says what is wrong with a file that it decodes all the same. */
  readonly printErr: (line: string) => void;
}

type Factory<Decoder> = (options: ModuleOptions) => Promise<Decoder>;

const makers = {
  jpeg: async (options: ModuleOptions): Promise<Codec> => {
    const codec = await (jpegModule as unknown as Factory<{ decode(bytes: Uint8Array, turned: boolean): Rgba | null }>)(options);
    return { decode: (bytes) => codec.decode(bytes, false) };
  },
  webp: webpModule as unknown as Factory<Codec>,
};

/** Decoders that run, each with what it complained about since it was last asked. */
const running = new Map<string, Promise<{ readonly codec: Codec; readonly complaints: string[] }>>();

async function start(name: keyof typeof makers, codecs: PictureCodecs) {
  const wasmBinary = await codecs[name]?.();
  const complaints: string[] = [];
  const codec = await makers[name]({ noInitialRun: true, ...(wasmBinary && { wasmBinary }), printErr: (line) => complaints.push(line) });
  return { codec, complaints };
}

/** Decodes a JPEG or a WebP; undefined where its data are broken, also where the decoder would fill up what is missing. */
export async function decodeByWasm(
  bytes: Uint8Array,
  { format, codecs }: { readonly format: keyof typeof makers; readonly codecs: PictureCodecs },
): Promise<DecodedPicture | undefined> {
  const started = running.get(format) ?? start(format, codecs);
  running.set(format, started);
  try {
    const { codec, complaints } = await started;
    complaints.length = 0;
    const decoded = codec.decode(bytes);
    if (decoded !== null && complaints.length === 0)
      return { width: decoded.width, height: decoded.height, channels: 4, data: decoded.data };
  } catch (error) {
    // a decoder that met what it cannot decode has left its program; one that never started is the caller's fault, and said
    running.delete(format);
    if ((error as { name?: string }).name !== "ExitStatus") throw error;
  }
  return undefined;
}
