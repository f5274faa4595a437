import { loadModel, readTable, type Table, type TabularModel } from "@credence/tabular";
import type { Machinery } from "../machinery.ts";
import { readUserFile } from "../user-file.ts";
import { fileSource } from "./file-source.ts";
import { type ReadingTyped, readingOptions } from "./reading-options.ts";

/** Starts the engine and loads a model. @throws BadInput where the file is not there, or is none */
export async function openModel(path: string, machinery: Machinery): Promise<TabularModel> {
  const bytes = await readUserFile(path);
  await machinery.startEngine();
  return loadModel(bytes, { name: path });
}

/** Reads rows for a model as its own were read, unless told otherwise. */
export const tableFor = async (model: TabularModel, path: string, typed: ReadingTyped): Promise<Table> =>
  readTable(await fileSource(path), readingOptions(typed, model.card.data.reading));
