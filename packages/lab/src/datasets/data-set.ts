/** One file of a published data set, pinned by its checksum. */
export interface DataFile {
  /** Path below the data folder: "mnist/train-images-idx3-ubyte.gz". */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
  /** Public mirrors, tried in order; empty where the file is published only inside an archive (see `note`). */
  readonly urls: readonly string[];
}

/** A data set of the registry: the files it needs and how to read them. A built-in, generated set has no files. */
export interface DataSet<Data> {
  readonly name: string;
  readonly description: string;
  readonly licence: string;
  readonly files: readonly DataFile[];
  /** A generated data set that can stand in for a look, never substituted silently. */
  readonly alternative?: string;
  /** `read` gives a file's bytes as published (still gzipped), already checked against its checksum. */
  parse(read: (path: string) => Promise<Uint8Array>, host: { gunzip(bytes: Uint8Array): Promise<Uint8Array> }): Promise<Data>;
}

/** Images with labels, as stored: bytes 0 (background) to 255 (ink). */
export interface LabelledImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** [count, height, width], row-major. */
  readonly pixels: Uint8Array;
  /** [count] */
  readonly labels: Uint8Array;
}

export interface ImageSplits {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}
