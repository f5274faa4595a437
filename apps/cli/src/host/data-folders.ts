import { statSync } from "node:fs";
import { homedir } from "node:os";
import { posix, resolve, win32 } from "node:path";
import { badInput } from "@credence/lab";
import { fileError } from "./file-errors.ts";

/** What decides where folders are; the defaults are this process's own. */
export interface Surroundings {
  readonly environment?: { readonly [name: string]: string | undefined };
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
}

/**
 * The folder of data files the user named: --data, else CREDENCE_DATA, else undefined. Throws bad input if there is no such
 * folder, since a slip in its name would otherwise end in a download.
 */
export function namedDataFolder(option: string | undefined, { environment = process.env }: Surroundings = {}): string | undefined {
  const [name, folder] = option === undefined ? ["CREDENCE_DATA", environment.CREDENCE_DATA || undefined] : ["--data", option];
  if (folder === undefined) return undefined;
  if (!isFolder(folder))
    throw badInput(`${name}: ${folder === "" ? "empty" : resolve(folder)} is no folder, expected one that holds data sets, such as mnist/`);
  return folder;
}

/** Where downloads are kept: XDG_CACHE_HOME, ~/Library/Caches or LOCALAPPDATA, by the customs of the platform, then credence/data. */
export function dataCacheFolder({ environment = process.env, platform = process.platform, home = homedir() }: Surroundings = {}): string {
  const { join, isAbsolute } = platform === "win32" ? win32 : posix;
  // The XDG convention asks to ignore relative paths.
  const named = environment.XDG_CACHE_HOME && isAbsolute(environment.XDG_CACHE_HOME) ? environment.XDG_CACHE_HOME : undefined;
  const customary = { darwin: join(home, "Library", "Caches"), win32: environment.LOCALAPPDATA || join(home, "AppData", "Local") };
  const caches = named ?? customary[platform as keyof typeof customary] ?? join(home, ".cache");
  return join(caches, "credence", "data");
}

export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch (error) {
    throw fileError(error, { where: resolve(path), action: "read" });
  }
}
