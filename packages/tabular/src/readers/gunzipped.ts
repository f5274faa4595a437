import { badInput } from "@credence/lab";

/** The bytes inside gzip data, piece by piece. @throws BadInput for data that are broken or cut */
export async function* gunzipped(name: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  const writing = (async () => {
    for await (const chunk of chunks) await writer.write(chunk as Uint8Array<ArrayBuffer>);
    await writer.close();
  })();
  // what is wrong comes out of the reader
  writing.catch(() => {});
  const reader = readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value;
    }
    await writing;
  } catch {
    throw badInput(`${name}: broken gzip data, expected a whole gzipped file`);
  } finally {
    await reader.cancel().catch(() => {});
  }
}
