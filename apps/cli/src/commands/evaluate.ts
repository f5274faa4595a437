import { print, printJson } from "../display/output.ts";
import type { Machinery } from "../machinery.ts";
import { evaluationText } from "../tables/evaluation-text.ts";
import { openModel, tableFor } from "../tables/open-model.ts";
import type { ReadingTyped } from "../tables/reading-options.ts";

/** Measures a model on rows whose target is known. */
export async function evaluateRows(
  path: string,
  file: string,
  typed: ReadingTyped & { readonly json?: boolean },
  machinery: Machinery,
): Promise<void> {
  const model = await openModel(path, machinery);
  const evaluation = await model.evaluate(await tableFor(model, file, typed));
  if (typed.json) printJson(evaluation);
  else print(evaluationText(evaluation));
}
