import type { Places, ResolveOptions } from "@credence/lab";
import type { Display } from "./display/stage.ts";
import { dataCacheFolder, namedDataFolder } from "./host/data-folders.ts";
import { nodeDownload } from "./host/node-download.ts";
import { nodeHost } from "./host/node-host.ts";
import { nodeStorage } from "./host/node-storage.ts";

/** Where data files are: the folder the user named, and the cache. */
export function dataPlaces(option: string | undefined): Places {
  const folder = namedDataFolder(option);
  return { folder: folder === undefined ? undefined : nodeStorage(folder), cache: nodeStorage(dataCacheFolder()) };
}

/** How data sets are found or downloaded, told on `display`. */
export function dataResolver(option: string | undefined, { display, signal }: { display: Display; signal?: AbortSignal }): ResolveOptions {
  return {
    ...dataPlaces(option),
    host: nodeHost(),
    download: nodeDownload(),
    signal,
    onNotice: (line) => display.message(line),
    onProgress: ({ file, doneBytes, totalBytes = doneBytes }) =>
      display.show({ label: `downloading ${file}`, done: doneBytes, total: totalBytes, unit: "bytes" }),
  };
}
