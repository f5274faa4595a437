import type { Evaluation } from "@credence/tabular";
import { fileLink } from "../display/hyperlink.ts";
import { print, printJson } from "../display/output.ts";
import { evaluationText } from "./evaluation-text.ts";

/** What is told of a card, whether of a table or of images. */
interface ToldCard {
  readonly method: string;
  /** The network, where several were tried. */
  readonly chosen?: object;
  readonly measured: Evaluation | null;
  readonly warnings: readonly string[];
}

/** Says what a fit has made, the model first, and how good it is. */
export function tellFit(
  { method, chosen, measured, warnings }: ToldCard,
  [model, report]: readonly string[],
  { json }: { readonly json: boolean },
): void {
  if (json) printJson({ event: "finished", model, ...(report ? { report } : {}), method, ...(chosen && { chosen }), measured, warnings });
  else
    print(
      `\n${measured === null ? "no test part" : `On the test part:\n\n${evaluationText(measured)}`}\n\nModel: ${model}${report ? `\nReport: ${fileLink(report)}` : ""}`,
    );
}
