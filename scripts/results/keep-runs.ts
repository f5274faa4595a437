import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunRecord } from "@credence/lab";
import { compactJson } from "./compact-json.ts";
import { folderName, readRun, withoutFolders } from "./kept-run.ts";

/**
 * Copies finished runs to `target`, compact, each in the folder named after it; a run kept before under that name is replaced.
 *
 * @returns the names of the folders written
 * @throws where one of them is not a finished run; then nothing is written
 */
export async function keepRuns(folders: readonly string[], target: string): Promise<readonly string[]> {
  const runs = await Promise.all(folders.map(readRun));
  return Promise.all(
    runs.map(async ({ record, result }) => {
      const name = folderName(record);
      await mkdir(join(target, name), { recursive: true });
      await writeFile(join(target, name, "run.json"), compactJson(withoutPlaces(record)));
      await writeFile(join(target, name, "result.json"), compactJson(result));
      return name;
    }),
  );
}

/** Options of `credence run` that say where files lie and change no number. */
const places = ["--out", "--artifacts", "--data"];

/** The record without folders of the machine: `--out` and its like leave the command, of other paths the last name stays. */
export function withoutPlaces(record: RunRecord): RunRecord {
  const words = record.command.match(/(?:'[^']*'|\S)+/g) ?? [];
  const command = words.filter((word, index) => !places.includes(word) && !places.includes(words[index - 1] ?? ""));
  return {
    ...record,
    options: Object.fromEntries(Object.entries(record.options).map(([name, value]) => [name, withoutFolders(value)])),
    blas: record.blas && { ...record.blas, path: withoutFolders(record.blas.path) },
    ...(record.files ? { files: record.files.map((file) => ({ ...file, path: withoutFolders(file.path) })) } : {}),
    command: command.map((word) => word.split("=").map(withoutFolders).join("=")).join(" "),
  };
}
