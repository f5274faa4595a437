import type { Storage } from "@credence/lab";
import { selectRows, type Table, type TabularModel } from "@credence/tabular";
import { reportPage } from "@credence/tabular/report";
import { nodeDocument } from "../render/node-document.ts";

/** Writes a model just fitted, and the report of it where it has a test part; their names. */
export async function writeModel(
  model: TabularModel,
  { table, storage }: { readonly table: Table; readonly storage: Storage },
): Promise<string[]> {
  await storage.write("model.credence", await model.save());
  const test = model.split?.test;
  if (test === undefined || test.length === 0) return ["model.credence"];
  const page = await reportPage({ model, rows: selectRows(table, test), evaluation: model.card.measured }, { document: nodeDocument() });
  await storage.write("report.html", new TextEncoder().encode(page));
  return ["model.credence", "report.html"];
}
