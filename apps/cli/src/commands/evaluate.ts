import { print, printJson } from "../display/output.ts";
import { readFor } from "../images/read-folder.ts";
import type { Machinery } from "../machinery.ts";
import { evaluationText } from "../tables/evaluation-text.ts";
import { openModel, tableFor } from "../tables/open-model.ts";
import type { ReadingTyped } from "../tables/reading-options.ts";

/** Measures a model on rows whose target is known, or on images in folders of their classes. */
export async function evaluateRows(
  path: string,
  file: string,
  typed: ReadingTyped & { readonly json?: boolean },
  machinery: Machinery,
): Promise<void> {
  const opened = await openModel(path, machinery);
  const evaluation =
    opened.kind === "images"
      ? await opened.model.evaluate(await readFor(opened.model.card, file, "class"))
      : await opened.model.evaluate(await tableFor(opened.model, file, typed));
  if (typed.json) printJson(evaluation);
  else print(evaluationText(evaluation));
}
