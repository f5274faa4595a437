/** A file to read: its name, its size, and its bytes from the start or some of them. A browser's `File` and an open file of Node both make one. */
export interface ByteSource {
  /** What messages call it: "data.csv". */
  readonly name: string;
  readonly byteLength: number;
  slice(start: number, end: number): Promise<Uint8Array>;
  /** All bytes, from the first, in pieces. */
  stream(): AsyncIterable<Uint8Array>;
}

/** A file whose bytes are at hand, or its text. */
export function byteSource(
  bytes: Uint8Array | string,
  options: {
    /** What messages call it. @default "table" */
    readonly name?: string;
  } = {},
): ByteSource {
  const all = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  return {
    name: options.name ?? "table",
    byteLength: all.length,
    slice: async (start, end) => all.subarray(start, end),
    async *stream() {
      yield all;
    },
  };
}
