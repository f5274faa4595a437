import { badInput, type Host, type Storage } from "../host.ts";
import type { DataFile, DataSet, DataSetDescription, UnpinnedFile } from "./data-set.ts";
import { type FetchOptions, fetchFile, mismatch, notAtHand } from "./fetch-file.ts";

/** Where a data set may come from, and who is told. */
export interface ResolveOptions extends FetchOptions {
  /** The folder the user named with --data or CREDENCE_DATA; nothing is ever written there. @default none */
  readonly folder?: Storage | undefined;
  /** Environment of the run. */
  readonly host: Host;
}

/**
 * Finds, checks and reads a data set. Each file is taken from the user's folder, else from the cache, else downloaded into it.
 *
 * A file of the user's folder with the wrong checksum is bad input, never replaced; a damaged file of the cache is downloaded
 * again, and `onNotice` says so. Throws bad input, one line, where a file cannot be had, naming the built-in data set that needs none.
 */
export async function resolveDataSet<Data>(dataSet: DataSet<Data>, options: ResolveOptions): Promise<Data> {
  const read = (path: string) => {
    const own = dataSet.unpinned?.find((candidate) => candidate.path === path);
    if (own) return readUnpinned(own, options);
    const file = dataSet.files.find((candidate) => candidate.path === path);
    if (!file) throw new Error(`${dataSet.name}: asks for ${path}, which it does not list`);
    return resolveFile(file, { alternative: dataSet.alternative, ...options });
  };
  return dataSet.parse(read, options.host);
}

/** Makes every file of the data set stand checked in the user's folder or the cache; errors as in `resolveDataSet`. */
export async function fetchDataSet(
  dataSet: DataSetDescription & {
    /** The generated data set to name where the files cannot be had. @default none */
    readonly alternative?: string;
  },
  options: ResolveOptions,
): Promise<void> {
  for (const file of dataSet.files) await resolveFile(file, { alternative: dataSet.alternative, ...options });
}

async function readUnpinned(file: UnpinnedFile, { folder, cache }: ResolveOptions): Promise<Uint8Array> {
  const bytes = (await folder?.read(file.path)) ?? (await cache.read(file.path));
  if (!bytes) throw notAtHand(file, cache);
  return bytes;
}

async function resolveFile(file: DataFile, options: ResolveOptions): Promise<Uint8Array> {
  const { folder, cache, host } = options;
  const given = await folder?.read(file.path);
  if (folder && given) {
    const sha256 = await host.sha256(given);
    if (sha256 !== file.sha256) throw badInput(`${folder.describe(file.path)}: ${mismatch(file, given.length, sha256)}`);
    return given;
  }
  const cached = await cache.read(file.path);
  if (cached) {
    const sha256 = await host.sha256(cached);
    if (sha256 === file.sha256) return cached;
    // nothing to fetch again
    if (file.packedFrom !== undefined) throw badInput(`${cache.describe(file.path)}: ${mismatch(file, cached.length, sha256)}`);
    options.onNotice?.(`${cache.describe(file.path)}: damaged, fetched again: ${mismatch(file, cached.length, sha256)}`);
  }
  return file.original ? resolveFile(file.original, options) : fetchFile(file, options);
}
