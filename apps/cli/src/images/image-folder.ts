import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { badInput } from "@credence/lab";
import type { ImageFile } from "@credence/tabular/images";
import { fileError } from "../host/file-errors.ts";
import { fileSource } from "../tables/file-source.ts";

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** What a folder holds, sorted; names that begin with a dot are left out. @throws BadInput for a name that is not UTF-8, and a folder that cannot be read */
async function entriesOf(folder: string): Promise<Entry[]> {
  const found = await readdir(folder, { withFileTypes: true, encoding: "buffer" }).catch((error) => {
    throw fileError(error, { where: folder, action: "list" });
  });
  return found
    .map((entry) => ({ name: textOf(entry.name, folder), isFolder: entry.isDirectory() }))
    .filter(({ name }) => !name.startsWith("."))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function textOf(name: Uint8Array, folder: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(name);
  } catch {
    throw badInput(`${folder}: the name ${JSON.stringify(new TextDecoder().decode(name))} is not UTF-8, expected one that is: rename it`);
  }
}

/**
 * Files of a folder with a folder for each class.
 * @throws BadInput for a file beside the classes, a folder in a class, and an empty class
 */
export async function classFiles(folder: string): Promise<ImageFile[]> {
  const classes = await entriesOf(folder);
  const files: ImageFile[][] = [];
  for (const { name: label, isFolder } of classes) {
    if (!isFolder) throw badInput(`${join(folder, label)}: a file, expected a folder of images for each class`);
    const own = await entriesOf(join(folder, label));
    if (own.length === 0) throw badInput(`${join(folder, label)}: empty, expected images of the class "${label}"`);
    files.push(await imagesIn(folder, own, label));
  }
  if (files.length === 0) throw badInput(`${folder}: empty, expected a folder of images for each class`);
  return files.flat();
}

/** Files of a folder to predict: images in it, and in the folders in it. @throws BadInput for a folder further down, and where there is none */
export async function anyFiles(folder: string): Promise<ImageFile[]> {
  const entries = await entriesOf(folder);
  const own = await imagesIn(
    folder,
    entries.filter(({ isFolder }) => !isFolder),
  );
  const below: ImageFile[][] = [];
  for (const { name } of entries.filter(({ isFolder }) => isFolder))
    below.push(await imagesIn(folder, await entriesOf(join(folder, name)), name));
  const files = [...own, ...below.flat()];
  if (files.length === 0) throw badInput(`${folder}: no images, expected some in it or in the folders in it`);
  return files;
}

/** Images of one folder; `below` names it and the class, where it lies in that of all. */
async function imagesIn(folder: string, entries: readonly Entry[], below?: string): Promise<ImageFile[]> {
  return Promise.all(
    entries.map(async ({ name, isFolder }) => {
      const path = below === undefined ? name : `${below}/${name}`;
      if (isFolder) throw badInput(`${join(folder, path)}: a folder, expected images alone`);
      return { path, source: await fileSource(join(folder, path), "an image"), ...(below === undefined ? {} : { label: below }) };
    }),
  );
}
