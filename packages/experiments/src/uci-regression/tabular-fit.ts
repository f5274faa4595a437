import type { Context, Progress } from "@credence/lab";
import { regressor, type SearchBudget, type Table, tableOf } from "@credence/tabular";
import { type Tensor, tensor } from "@credence/tensor";
import { normalPredictive } from "credence";
import type { Asked } from "./mc-dropout.ts";
import { type Scores, scoresOf } from "./scores.ts";

/** How much is tried; "default" is what a table is fitted by without options. */
export interface TabularSettings {
  readonly search: SearchBudget;
}

/** The published split has a test part of its own: none of the training rows is kept for a second one. Those for calibration train too, out of fold. */
const shares = { train: 0.8, validation: 0.1, calibration: 0.1, test: 0 };

/** One split as `credence fit` has it: fitted to the training part as a user's table is, and asked about the test part. */
export async function* tabularFit(
  { settings: { search }, seed, resumable }: Pick<Context<TabularSettings>, "settings" | "seed" | "resumable">,
  { table, rows, label, key }: Asked,
): AsyncGenerator<Progress, Scores, void> {
  const part = (own: Int32Array): Table => {
    const columns = table.features.map((name, j) => [name, Float64Array.from(own, (row) => table.x[row * table.features.length + j])]);
    return tableOf({ ...Object.fromEntries(columns), y: Float64Array.from(own, (row) => table.y[row]) }, { name: label });
  };
  return yield* resumable({
    ...{ label: `${label}, credence fit`, unit: "steps", computation: "uci-tabular-fit", packages: ["@credence/tabular"], key },
    determinedBy: { seed, search, shares },
    data: [Float32Array.from(table.x), Float32Array.from(table.y), rows.fitted, rows.asked],
    // a fit of a minute or two: no step of it is kept
    async *start() {
      const [fitted, asked] = [part(rows.fitted), part(rows.asked)];
      const fit = await regressor({ seed, budget: search, split: { shares } }).fit(fitted, { target: "y" });
      const evaluation = await fit.evaluate(asked);
      const { prediction, total: stdDevs, lower, upper } = await fit.predict(asked);
      fit.dispose();
      if (evaluation.task !== "regression") throw new Error(`${label}: the fit is of classes, expected of numbers`);
      const column = (values: ArrayLike<number>): Tensor<"float32"> => tensor(Float32Array.from(values), [values.length, 1]);
      const density = normalPredictive({
        means: tensor(Float32Array.from(prediction), [1, prediction.length, 1]),
        stdDev: column(stdDevs),
      });
      const truth = column(Array.from(rows.asked, (row) => table.y[row]));
      return scoresOf({ ...evaluation, stdDevs, interval: { lower, upper }, density }, { truth });
    },
  });
}
