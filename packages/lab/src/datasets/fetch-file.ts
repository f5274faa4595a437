import { unzipSync } from "fflate";
import { badInput, type Download, type Host, isBadInput, type Storage } from "../host.ts";
import type { DataFile, UnpinnedFile } from "./data-set.ts";

/** How far a download has come; bytes are of the whole file, those of an earlier, interrupted attempt included. */
export interface DownloadProgress {
  readonly file: string;
  readonly url: string;
  readonly doneBytes: number;
  /** Unknown for an archive. */
  readonly totalBytes?: number;
}

export interface FetchOptions {
  /** Where downloaded files are kept. */
  readonly cache: Storage;
  /** The generated data set to name where the file cannot be had. @default none */
  readonly alternative?: string | undefined;
  /** Absent where the user or the platform wants no network. @default none */
  readonly download?: Download | undefined;
  /** What computes checksums. */
  readonly host: Pick<Host, "sha256">;
  /** Called as bytes arrive. @default none */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Called with one line for a person: a mirror that failed, a damaged file that is fetched again. @default none */
  readonly onNotice?: ((message: string) => void) | undefined;
  /** Ends a download. @default none */
  readonly signal?: AbortSignal | undefined;
}

/** No archive of the registry is near this; it keeps a wrong address from filling the memory. */
const largestArchiveBytes = 64 * 2 ** 20;
const flushBytes = 2 ** 18;

/**
 * Downloads one file into the cache: mirrors in order, going on where an interrupted attempt stopped, checked against size and
 * checksum, moved into place in one step. Throws bad input that names the addresses tried, why each failed and where to put the file.
 */
export async function fetchFile(file: DataFile, options: FetchOptions): Promise<Uint8Array> {
  if (file.packedFrom !== undefined) throw notAtHand(file, options.cache);
  const failures: string[] = [];
  const sources = [
    ...file.urls.map((url) => ({ url, fetch: () => fromMirror(file, url, options) })),
    ...(file.archive ? [{ url: file.archive.url, fetch: () => fromArchive(file, file.archive!, options) }] : []),
  ];
  if (options.download)
    for (const { url, fetch } of sources) {
      const outcome = await fetch().catch((error) => refusal(error, options.signal));
      if (typeof outcome !== "string") {
        await options.cache.write(file.path, outcome);
        await options.cache.remove(partPath(file));
        return outcome;
      }
      failures.push(`${url} (${outcome})`);
      options.onNotice?.(`${file.path}: ${url} failed: ${outcome}`);
    }
  const tried = options.download
    ? `could not be downloaded from ${failures.join(" or ")}`
    : `downloads are off; it is published at ${sources.map(({ url }) => url).join(" or ")}`;
  const instead = options.alternative ? `; ${options.alternative} is built in and needs no download` : "";
  const unpack = file.archive && file.urls.length === 0 ? `, unpacked from ${file.archive.url},` : "";
  const place = `put it${unpack} at ${options.cache.describe(file.path)} or name a folder that has it with --data`;
  throw badInput(`${file.path}: not at hand, and ${tried}; ${place}${instead}`);
}

/** What to do for a file that cannot be downloaded. */
export function notAtHand({ path, packedFrom }: UnpinnedFile, cache: Storage): Error {
  const origin = packedFrom === undefined ? "" : `; it is packed from ${packedFrom} and has no address of its own`;
  return badInput(`${path}: not at hand${origin}; put it at ${cache.describe(path)} or name a folder that has it with --data`);
}

/** A source's failure as the reason to try the next one. What the user's disk or the user did is no such reason. */
function refusal(error: unknown, signal: AbortSignal | undefined): string {
  if (!(error instanceof Error) || signal?.aborted || isBadInput(error) || "code" in error) throw error;
  return error.message;
}

const partPath = (file: DataFile) => `${file.path}.part`;

/**
 * What arrives is kept in memory for the check and appended to `.part` for a later attempt. The file itself is written from the
 * checked bytes, so two processes that download at once can spoil each other's `.part`, never the file.
 */
async function fromMirror(file: DataFile, url: string, options: FetchOptions): Promise<Uint8Array> {
  const { cache, host } = options;
  const part = await cache.read(partPath(file));
  const earlier = part && part.length <= file.bytes ? part : new Uint8Array(0);
  const bytes = earlier.length === file.bytes ? earlier : await continued(file, url, { ...options, earlier });
  const sha256 = await host.sha256(bytes);
  if (bytes.length === file.bytes && sha256 === file.sha256) return bytes;
  // Nothing tells whether the earlier part or the later one is at fault, so a continued download starts over once.
  await cache.remove(partPath(file));
  if (earlier.length > 0) return fromMirror(file, url, options);
  throw new Error(mismatch(file, bytes.length, sha256));
}

async function continued(file: DataFile, url: string, options: FetchOptions & { earlier: Uint8Array }): Promise<Uint8Array> {
  const { cache, download, earlier, onProgress, signal } = options;
  const bytes = new Uint8Array(file.bytes);
  const { start, chunks } = await download!(url, { from: earlier.length, signal });
  if (start !== 0 && start !== earlier.length) throw new Error(`the server sent bytes from ${start}, expected from ${earlier.length}`);
  if (start === 0) await cache.remove(partPath(file));
  bytes.set(earlier.subarray(0, start));
  let done = start;
  let flushed = start;
  const flush = async () => {
    if (done > flushed) await cache.append(partPath(file), bytes.subarray(flushed, done));
    flushed = done;
  };
  try {
    for await (const chunk of chunks) {
      if (done + chunk.length > file.bytes) throw new Error(`the server sent more than the expected ${file.bytes} bytes`);
      bytes.set(chunk, done);
      done += chunk.length;
      if (done - flushed >= flushBytes) await flush();
      onProgress?.({ file: file.path, url, doneBytes: done, totalBytes: file.bytes });
    }
  } finally {
    await flush();
  }
  return bytes.subarray(0, done);
}

async function fromArchive(file: DataFile, archive: NonNullable<DataFile["archive"]>, options: FetchOptions): Promise<Uint8Array> {
  const { chunks } = await options.download!(archive.url, { from: 0, signal: options.signal });
  const parts: Uint8Array[] = [];
  let done = 0;
  for await (const chunk of chunks) {
    done += chunk.length;
    if (done > largestArchiveBytes) throw new Error(`the archive is larger than ${largestArchiveBytes} bytes`);
    parts.push(chunk);
    options.onProgress?.({ file: file.path, url: archive.url, doneBytes: done });
  }
  const bytes = memberOf(await new Blob(parts as BlobPart[]).arrayBuffer(), file, archive.member);
  const sha256 = await options.host.sha256(bytes);
  if (sha256 !== file.sha256) throw new Error(mismatch(file, bytes.length, sha256));
  return bytes;
}

function memberOf(zip: ArrayBuffer, file: DataFile, member: string): Uint8Array {
  let found: Uint8Array | undefined;
  try {
    // The size is asked before unpacking, so that an archive of another content cannot unfold without bound.
    found = unzipSync(new Uint8Array(zip), { filter: (entry) => entry.name === member && entry.originalSize === file.bytes })[member];
  } catch (error) {
    throw new Error(`not a readable zip archive: ${(error as Error).message}`);
  }
  if (!found) throw new Error(`the archive holds no ${member} of ${file.bytes} bytes`);
  return found;
}

/** Size and checksum as found and as expected, for a message. */
export function mismatch(file: DataFile, bytes: number, sha256: string): string {
  const size = bytes === file.bytes ? "" : `${bytes} bytes, expected ${file.bytes}; `;
  return `${size}sha256 ${sha256}, expected ${file.sha256}`;
}
