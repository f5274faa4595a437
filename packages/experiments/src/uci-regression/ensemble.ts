import { type Context, holdBackFifth, type Progress, tableParts } from "@credence/lab";
import { expectNormal, heteroscedasticNormalLikelihood, methods, mlp, model, normal, predict } from "credence";
import type { Asked } from "./mc-dropout.ts";
import { type Scores, scoresOf } from "./scores.ts";

/** How much is trained. */
export interface EnsembleSettings {
  readonly members: number;
  readonly memberEpochs: number;
}

/** One split by networks of two layers of 64 units whose second output is the noise of each row, each stopped by rows held back from training. */
export async function* deepEnsemble(
  { settings: { members, memberEpochs: epochs }, fit }: Pick<Context<EnsembleSettings>, "settings" | "fit">,
  { table, rows, label, key }: Asked,
): AsyncGenerator<Progress, Scores, void> {
  const fifth = holdBackFifth(rows.fitted, key.child("fifth"));
  const { fitted: data, asked: validation } = await tableParts(table, fifth);
  const { asked, truth, targetScaling } = await tableParts(table, { fitted: fifth.fitted, asked: rows.asked });
  const network = mlp({ inputs: table.features.length, hidden: [64, 64], outputs: 2 });
  const training = { epochs, batchSize: 32, learningRate: 3e-3, prior: "model", earlyStopping: { patience: 40 } } as const;
  const noisy = model({ network, prior: normal({ mean: 0, stdDev: 1 }), likelihood: heteroscedasticNormalLikelihood() });
  const method = methods.deepEnsemble({ ...training, members });
  const own = key.child("fit");
  const { posterior } = yield* fit({ label: `${label}, deep ensemble`, method, problem: { model: noisy, data }, validation, key: own });
  const predictive = expectNormal("uci-regression", await predict(posterior, asked.x, { draws: members }, key.child("predict")));
  posterior.dispose();
  return scoresOf({ whole: predictive, some: predictive }, { truth, targetScaling });
}
