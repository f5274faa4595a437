import { badInput } from "@credence/lab";
import { loadModel, modelKind, readTable, type Table, type TabularModel } from "@credence/tabular";
import { type ImageModel, loadImageModel } from "@credence/tabular/images";
import { isFolder } from "../images/read-folder.ts";
import type { Machinery } from "../machinery.ts";
import { readUserFile } from "../user-file.ts";
import { fileSource } from "./file-source.ts";
import { type ReadingTyped, readingOptions } from "./reading-options.ts";

/** A model from a file: of tables or of images. */
export type OpenedModel =
  | { readonly kind: "tabular"; readonly model: TabularModel }
  | { readonly kind: "images"; readonly model: ImageModel };

/** Starts the engine and loads a model. @throws BadInput where the file is not there, or is none */
export async function openModel(path: string, machinery: Machinery): Promise<OpenedModel> {
  const bytes = await readUserFile(path);
  await machinery.startEngine();
  return loadSaved(path, bytes);
}

/** A model of the bytes of a file. @throws BadInput where it is none */
export async function loadSaved(path: string, bytes: Uint8Array): Promise<OpenedModel> {
  const kind = modelKind(bytes, { name: path });
  return kind === "images"
    ? { kind, model: await loadImageModel(bytes, { name: path }) }
    : { kind, model: await loadModel(bytes, { name: path }) };
}

/** A model of tables. @throws BadInput for one of images, which `command` does not take */
export async function openTableModel(path: string, command: string, machinery: Machinery): Promise<TabularModel> {
  const opened = await openModel(path, machinery);
  if (opened.kind === "images") throw badInput(`${path}: a model of images, ${command} takes models of tables`);
  return opened.model;
}

/** Reads rows for a model as its own were read, unless told otherwise. */
export async function tableFor(model: TabularModel, path: string, typed: ReadingTyped): Promise<Table> {
  if (await isFolder(path)) throw badInput(`${path}: a folder, expected a table as the model was fitted with`);
  return readTable(await fileSource(path), readingOptions(typed, model.card.data.reading));
}
