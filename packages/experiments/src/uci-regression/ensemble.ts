import { type Context, holdBackFifth, type Progress, type SplitTable, type TableRows, tableParts } from "@credence/lab";
import type { Key } from "@credence/tensor";
import { expectNormal, heteroscedasticNormalLikelihood, methods, mlp, model, normal, predict } from "credence";
import { type Scores, scoresOf } from "./scores.ts";

/** How much is trained. */
export interface EnsembleSettings {
  readonly members: number;
  readonly memberEpochs: number;
}

/** One split by networks whose second output is the noise of each row: five of two layers of 64 units, each stopped by rows held back from training. */
export async function* deepEnsemble(
  { settings: { members, memberEpochs: epochs }, fit }: Pick<Context<EnsembleSettings>, "settings" | "fit">,
  { table, rows, label, key }: { table: SplitTable; rows: TableRows; label: string; key: Key },
): AsyncGenerator<Progress, Scores, void> {
  const { fitted, asked: held } = holdBackFifth(rows.fitted, key.child("fifth"));
  const validation = await tableParts(table, { fitted, asked: held });
  const { asked, truth, targetScaling } = await tableParts(table, { fitted, asked: rows.asked });
  const network = mlp({ inputs: table.features.length, hidden: [64, 64], outputs: 2 });
  const training = { epochs, batchSize: 32, learningRate: 3e-3, prior: "model", earlyStopping: { patience: 40 } } as const;
  const { posterior } = yield* fit({
    label: `${label}, deep ensemble`,
    method: methods.deepEnsemble({ ...training, members }),
    problem: {
      model: model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: heteroscedasticNormalLikelihood() }),
      data: validation.fitted,
    },
    validation: validation.asked,
    key: key.child("fit"),
  });
  const predictive = expectNormal("uci-regression", await predict(posterior, asked.x, { draws: members }, key.child("predict")));
  const scores = await scoresOf({ whole: predictive, some: predictive }, { truth, targetScaling });
  predictive.dispose();
  posterior.dispose();
  return scores;
}
