import { badInput, isBadInput } from "../host.ts";
import type { DataFile, DataSet, LabelledImages } from "./data-set.ts";
import { labelledImages, readIdxImages, readIdxLabels } from "./idx.ts";

type Reader = Parameters<DataSet<unknown>["parse"]>[0];
type Gunzip = Parameters<DataSet<unknown>["parse"]>[1];

/** Size and checksum of a file as published: `[bytes, sha256]`. */
export type Pin = readonly [bytes: number, sha256: string];

/** The gzipped IDX pair of one split, `images` and `labels`, in `folder` here and on each of the mirrors. */
export function idxFiles(
  folder: string,
  split: "train" | "t10k",
  options: { images: Pin; labels: Pin; mirrors: readonly string[] },
): DataFile[] {
  const file = (name: string, [bytes, sha256]: Pin): DataFile => ({
    path: `${folder}/${name}`,
    bytes,
    sha256,
    urls: options.mirrors.map((mirror) => mirror + name),
  });
  return [file(`${split}-images-idx3-ubyte.gz`, options.images), file(`${split}-labels-idx1-ubyte.gz`, options.labels)];
}

/** Reads, unpacks and joins the pair of files that `idxFiles` lists for one split; ten classes. */
export async function readSplit(folder: string, split: "train" | "t10k", source: { read: Reader; host: Gunzip }): Promise<LabelledImages> {
  const names = { images: `${folder}/${split}-images-idx3-ubyte.gz`, labels: `${folder}/${split}-labels-idx1-ubyte.gz`, classes: 10 };
  const images = readIdxImages(await unpacked(names.images, source), names.images);
  const labels = readIdxLabels(await unpacked(names.labels, source), names.labels);
  return labelledImages(images, labels, names);
}

async function unpacked(path: string, { read, host }: { read: Reader; host: Gunzip }): Promise<Uint8Array> {
  const bytes = await read(path);
  try {
    return await host.gunzip(bytes);
  } catch (error) {
    throw isBadInput(error) ? badInput(`${path}: ${error.message}`) : error;
  }
}
