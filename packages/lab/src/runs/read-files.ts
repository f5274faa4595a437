import type { DataSet } from "../datasets/data-set.ts";
import type { Context } from "../experiment.ts";
import { badInput, type Host, isBadInput } from "../host.ts";

/** A file that a run read and that no checksum pins, with its SHA-256 as it was. */
export interface ReadFile {
  readonly path: string;
  /** Below the data folder, or where an option of the run says. */
  readonly of: "data" | "option";
  readonly sha256: string;
}

/** What a run reads by. */
export interface Reading {
  readonly host: Pick<Host, "sha256">;
  readonly load: Context<unknown>["load"];
  readonly readFile: Context<unknown>["readFile"];
}

/** The same, noting each file that nothing pins; `take` notes those of a unit that a process of its own performed. */
export interface NotedReading extends Pick<Reading, "load" | "readFile"> {
  readonly take: (files: readonly ReadFile[]) => Promise<void>;
}

/**
 * Reads for a run and notes what it read.
 *
 * @throws BadInput where a file is no longer what the run read before: its parts would be of different data
 */
export function noteFiles(
  { host, load, readFile }: Reading,
  { known, onNoted }: { readonly known: readonly ReadFile[]; readonly onNoted: (files: readonly ReadFile[]) => Promise<void> },
): NotedReading {
  const files = [...known];

  async function note(file: ReadFile): Promise<void> {
    const earlier = files.find(({ path, of }) => path === file.path && of === file.of);
    if (earlier === undefined) {
      files.push(file);
      await onNoted(files);
    } else if (earlier.sha256 !== file.sha256)
      throw badInput(
        `${changeOf(earlier, file)}: it changed since this run read it, expected the same contents; the same command begins again`,
      );
  }

  return {
    load: <Data>(dataSet: DataSet<Data>) =>
      load<Data>({
        ...dataSet,
        parse: (read, tools) =>
          dataSet.parse(async (path) => {
            const bytes = await read(path);
            if (dataSet.unpinned?.some((one) => one.path === path)) await note({ path, of: "data", sha256: await host.sha256(bytes) });
            return bytes;
          }, tools),
      }),
    async readFile(path) {
      const bytes = await readFile(path);
      await note({ path, of: "option", sha256: await host.sha256(bytes) });
      return bytes;
    },
    async take(others) {
      for (const file of others) await note(file);
    },
  };
}

/** Those that stand there with other contents now, in words. One that is gone is none of them: who needs it says so. */
export async function changedFiles(files: readonly ReadFile[], { host, load, readFile }: Reading): Promise<string[]> {
  const changes: string[] = [];
  for (const file of files) {
    const { path } = file;
    const unpinned = { name: path, description: "", licence: "", files: [], unpinned: [{ path }] };
    const now = file.of === "data" ? load<Uint8Array>({ ...unpinned, parse: (read) => read(path) }) : readFile(path);
    const bytes = await now.catch((error: unknown) => {
      if (!isBadInput(error)) throw error;
    });
    const sha256 = bytes && (await host.sha256(bytes));
    if (sha256 !== undefined && sha256 !== file.sha256) changes.push(changeOf(file, { sha256 }));
  }
  return changes;
}

const changeOf = ({ path, sha256 }: ReadFile, now: Pick<ReadFile, "sha256">): string =>
  `${path} ${sha256.slice(0, 12)} (now ${now.sha256.slice(0, 12)})`;
