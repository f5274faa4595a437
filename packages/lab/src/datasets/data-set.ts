import type { Key } from "@credence/tensor";
import type { Host } from "../host.ts";

/** One file of a published data set, pinned by its checksum. */
export interface DataFile {
  /** Path below the data folder: "mnist/train-images-idx3-ubyte.gz". */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
  /** Public mirrors, tried in order. */
  readonly urls: readonly string[];
  /** A zip that holds the file, tried after `urls`; only the member is pinned, for archives are packed anew without notice. */
  readonly archive?: { readonly url: string; readonly member: string };
  /** The file as its publisher has it, where this is another form of it: looked for, and downloaded, where this form is not at hand. `parse` reads both. */
  readonly original?: DataFile;
  /** Where the originals are published, of a file that is packed from them: in this form it has no address, and is put into the data folder by hand. */
  readonly packedFrom?: string;
}

/** A file of the user's own that no checksum pins: what stands there is read. */
export type UnpinnedFile = Pick<DataFile, "path" | "packedFrom">;

/** What `credence data list` says of any entry of the registry. */
export interface DataSetDescription {
  readonly name: string;
  readonly description: string;
  readonly licence: string;
  /** Empty where the data is generated. */
  readonly files: readonly DataFile[];
}

/** A published data set: the files it needs and how to read them. */
export interface DataSet<Data> extends DataSetDescription {
  /** A generated data set that can stand in for a look, never substituted silently. */
  readonly alternative?: string;
  /** Files that are read as they stand in the data folder; their checksums belong into what is made of them. @default none */
  readonly unpinned?: readonly UnpinnedFile[];
  /** `read` gives a file's bytes as published (still gzipped), checked already where a checksum pins it. */
  parse(read: (path: string) => Promise<Uint8Array>, host: Pick<Host, "gunzip" | "sha256">): Promise<Data>;
}

/** A built-in data set: no files, no download; equal options and keys give equal data on every machine. */
export interface GeneratedDataSet<Options, Data> extends DataSetDescription {
  readonly files: readonly [];
  generate(options: Options, key: Key): Data;
}

/** Images with labels, as stored: bytes 0 (background) to 255 (ink). */
export interface LabelledImages {
  /** Images. */
  readonly count: number;
  /** Pixels of an image. */
  readonly height: number;
  /** Pixels of an image. */
  readonly width: number;
  /** [count, height, width], row-major. */
  readonly pixels: Uint8Array;
  /** [count] */
  readonly labels: Uint8Array;
}

/** The training and test halves of an image data set. */
export interface ImageSplits {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}
