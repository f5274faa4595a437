import { heldDraws, type Posterior } from "credence";
import { type ExplainOptions, type Importance, importances } from "../explaining/importances.ts";
import { encodeRows } from "../preparing/encode.ts";
import type { Split } from "../splitting/split.ts";
import { allRows, type Table } from "../table.ts";
import type { ModelCard } from "./card.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Drawing } from "./moments.ts";
import { drawingOf, evaluateKnown, knownRows, predictEncoded } from "./predict-encoded.ts";
import type { TablePredictions } from "./predictions.ts";
import { openModel, saveModel } from "./saved.ts";

/** A fitted model: preparation, posterior and calibration together. */
export interface TabularModel<P extends TablePredictions = TablePredictions> {
  /** All but the weights, as plain values. */
  readonly card: ModelCard;
  /** Rows of each part, of a model just fitted; one from a file knows their numbers alone. */
  readonly split?: Split;
  /** Predicts rows; the columns it was fitted with are needed, the target is not. @throws BadInput for a column that is not there, and cells of another kind */
  predict(table: Table): Promise<P>;
  /** Measures predictions on rows whose target is known; rows without one are left out. @throws BadInput as `predict`, and for a class that training did not have */
  evaluate(table: Table): Promise<Evaluation>;
  /** How much error and epistemic uncertainty grow where a column's values are shuffled. @throws BadInput as `evaluate` */
  explain(table: Table, options?: ExplainOptions): Promise<Importance[]>;
  /** One file: `loadModel` of it gives the same predictions. */
  save(): Promise<Uint8Array>;
  /** Gives its arrays back. */
  dispose(): void;
}

/** Puts a model together. */
export function tabularModel<P extends TablePredictions>(card: ModelCard, posterior: Posterior, split?: Split): TabularModel<P> {
  const drawing = drawingOf(card, posterior);
  // rows may come one by one: what does not depend on them is drawn once, with the same bits
  let held: Promise<Drawing> | undefined;
  const holding = async (): Promise<Drawing> => ({
    ...drawing,
    posterior: await heldDraws(posterior, { draws: drawing.draws }, drawing.key),
  });
  return {
    card,
    ...(split && { split }),
    async predict(table) {
      const encoded = encodeRows(table, { features: card.features, rows: allRows(table) });
      held ??= holding();
      return (await predictEncoded(card, encoded, await held)) as P;
    },
    evaluate: async (table) => evaluateKnown(card, knownRows(card, table), drawing),
    explain: async (table, options = {}) => importances(card, { known: knownRows(card, table), drawing, options }),
    save: () => saveModel("tabular", card, posterior),
    dispose: () => posterior.dispose(),
  };
}

/**
 * The model that `save` wrote: the same predictions, in Node and in a browser.
 * @throws BadInput for other files, and files of another version
 */
export async function loadModel(
  bytes: Uint8Array,
  options: {
    /** What messages call it. @default "model" */
    readonly name?: string;
  } = {},
): Promise<TabularModel> {
  const { card, posterior } = await openModel<ModelCard>("tabular", bytes, options.name ?? "model");
  return tabularModel(card, posterior);
}
