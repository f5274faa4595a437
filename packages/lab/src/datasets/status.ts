import type { Host, Storage } from "../host.ts";
import type { DataFile, DataSetDescription } from "./data-set.ts";

/** The folders in which data sets are looked for. */
export interface Places {
  /** The folder the user named with --data or CREDENCE_DATA. @default none */
  readonly folder?: Storage | undefined;
  /** Where downloaded files are kept. */
  readonly cache: Storage;
}

/** Where one file stands, judged by its length alone. */
export interface FileStatus {
  readonly file: DataFile;
  readonly place: "folder" | "cache" | "missing";
  /** The file as a person would name it; undefined where it is missing. */
  readonly at: string | undefined;
  readonly bytes: number;
}

/** Which files of a data set are at hand, and where. */
export interface DataSetStatus {
  readonly name: string;
  readonly description: string;
  readonly licence: string;
  /** built in: generated, always at hand. incomplete: some files missing or of the wrong length. */
  readonly state: "built in" | "present" | "incomplete" | "missing";
  readonly files: readonly FileStatus[];
}

/** Which files of a data set are at hand, without computing checksums. */
export async function dataSetStatus(dataSet: DataSetDescription, places: Places): Promise<DataSetStatus> {
  const files: FileStatus[] = [];
  for (const file of dataSet.files) {
    const { file: found, place, bytes, at } = await locate(file, places);
    files.push({ file: found, place, at, bytes: bytes?.length ?? 0 });
  }
  const { name, description, licence } = dataSet;
  return { name, description, licence, state: overall(files), files };
}

/** What a check of one file found; `sha256` is undefined where the file is missing. */
export interface FileCheck extends FileStatus {
  readonly sha256: string | undefined;
  readonly verdict: "right" | "wrong" | "missing";
}

/** Checks the files of a data set against their pinned checksums. A generated one has none and gives an empty list. */
export async function verifyDataSet(
  dataSet: DataSetDescription,
  {
    host,
    ...places
  }: Places & {
    /** What computes checksums. */
    host: Pick<Host, "sha256">;
  },
): Promise<FileCheck[]> {
  const checks: FileCheck[] = [];
  for (const file of dataSet.files) {
    const { file: found, place, bytes, at } = await locate(file, places);
    const sha256 = bytes && (await host.sha256(bytes));
    const verdict = sha256 === undefined ? "missing" : sha256 === found.sha256 ? "right" : "wrong";
    checks.push({ file: found, place, at, bytes: bytes?.length ?? 0, sha256, verdict });
  }
  return checks;
}

type Located = Pick<FileStatus, "file" | "place" | "at"> & { bytes: Uint8Array | undefined };

async function locate(file: DataFile, places: Places): Promise<Located> {
  const { folder, cache } = places;
  const given = await folder?.read(file.path);
  if (folder && given) return { file, place: "folder", at: folder.describe(file.path), bytes: given };
  const cached = await cache.read(file.path);
  if (cached) return { file, place: "cache", at: cache.describe(file.path), bytes: cached };
  const published = file.original ? await locate(file.original, places) : undefined;
  return published?.bytes ? published : { file, place: "missing", at: undefined, bytes: undefined };
}

function overall(files: readonly FileStatus[]): DataSetStatus["state"] {
  if (files.length === 0) return "built in";
  if (files.every(({ file, bytes }) => bytes === file.bytes)) return "present";
  return files.every(({ place }) => place === "missing") ? "missing" : "incomplete";
}
