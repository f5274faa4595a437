import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { badInput, type Progress } from "@credence/lab";
import { type ImageCard, type ImageFile, type Images, readImages } from "@credence/tabular/images";
import { fileSource, sha256Of } from "../tables/file-source.ts";
import { anyFiles, classFiles } from "./image-folder.ts";
import { nodeCodecs } from "./node-codecs.ts";

/** Whether a path names a folder. */
export const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** "64x48" as a size. @throws BadInput for anything else */
function parseSize(text: string | undefined): { width: number; height: number } | undefined {
  if (text === undefined) return undefined;
  const [, width, height] = /^([1-9]\d{0,3})x([1-9]\d{0,3})$/.exec(text) ?? [];
  if (width === undefined) throw badInput(`--size: got ${JSON.stringify(text)}, expected pixels such as 64x48`);
  return { width: Number(width), height: Number(height) };
}

/** A folder of images by class, and the SHA-256 of all paths and files. @throws BadInput in one line that names the file */
export async function readClasses(
  folder: string,
  { size, onProgress }: { readonly size: string | undefined; readonly onProgress: (progress: Progress) => void },
): Promise<{ readonly images: Images; readonly sha256: string }> {
  const files = await classFiles(folder);
  const images = await readImages(files, { name: folder, codecs: nodeCodecs, size: parseSize(size), onProgress });
  return { images, sha256: await sha256OfAll(files) };
}

async function sha256OfAll(files: readonly ImageFile[]): Promise<string> {
  const hash = createHash("sha256");
  for (const { path, source } of files) hash.update(`${path}\n${await sha256Of(source)}\n`);
  return hash.digest("hex");
}

/** Images for a model, by class or not, or a single one. @throws BadInput in one line that names the file */
export async function readFor({ image }: ImageCard, path: string, by: "class" | "any"): Promise<Images> {
  const files = (await isFolder(path))
    ? await (by === "class" ? classFiles(path) : anyFiles(path))
    : [{ path: basename(path), source: await fileSource(path, "an image") }];
  return readImages(files, { name: path, codecs: nodeCodecs, size: image.resizes ? image : undefined });
}
