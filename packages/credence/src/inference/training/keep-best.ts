import type { Network } from "../../nn/network.ts";
import { expectFunction, expectOptions, expectText, nameOfFunction } from "../../settings.ts";
import { expectInference, type Inference, type TrainingProgress } from "../inference.ts";
import { bestEpochOf } from "./best-epoch.ts";

/** What makes an epoch the best. */
export interface KeepBestOptions {
  /** Asked after the last step of each epoch; lower is better, of equals the later epoch. NaN is never the best. */
  readonly score: (progress: TrainingProgress) => number | Promise<number>;
  /** What `score` measures, for the settings' JSON: "error on the validation set". @default the function's own name */
  readonly name?: string;
}

/**
 * A method that gives the posterior of its best epoch instead of its last, as loops do that save a model whenever its score is the best so
 * far. Training itself goes on as without it, bit for bit; reports and steps are the method's own.
 *
 * `posterior()` of a step is the best so far, and lives until an epoch is better; before the first epoch ends it is the current one, whoever asks
 * for it gives it back. Score an epoch on data held out: by its training loss alone the best epoch is partly the luckiest. The epochs of a deep
 * ensemble run through its members: its best epoch may be an ensemble of the first few.
 *
 * @throws for a method that makes its posterior after a training inside, as the method, and what `score` throws
 * @example
 * const line = model({
 *   network: mlp({ inputs: 1, hidden: [], outputs: 1 }),
 *   prior: normal({ mean: 0, stdDev: 1 }),
 *   likelihood: normalLikelihood({ stdDev: 1 }),
 * });
 * const [data, validation] = [[1, 2], [3, 4]].map((x) => ({ x: tensor(x, [2, 1]), y: tensor(x, [2, 1]) }));
 * async function rmseOfValidation({ posterior }: TrainingProgress) {
 *   return metrics.rmse(expectNormal("rmse", await predict(posterior(), validation!.x, { draws: 1 }, key(1))), validation!.y);
 * }
 * const method = keepBest(methods.map({ epochs: 20, batchSize: 2 }), { score: rmseOfValidation });
 * const best = await run(method.fit({ model: line, data: data! }, key(0)));
 * best.kind // => "point"
 */
export const keepBest = (method: Inference, options: KeepBestOptions): Inference => {
  expectInference("keepBest", method);
  if (method.trainsInside)
    throw new Error(
      `keepBest: ${method.name} makes its posterior after the last epoch, expected the training inside: ${method.name}({ train: keepBest(...) })`,
    );
  expectOptions("keepBest", options, { score: true, name: true });
  const { score, name: scoreName } = options;
  expectFunction("keepBest", "score", score);
  if (scoreName !== undefined) expectText("keepBest", "name", scoreName);
  const name = `keepBest(${method.name})`;
  return {
    name,
    fit: (problem, key, { resume, ...rest } = {}) =>
      bestEpochOf((inner) => method.fit(problem, key, inner ? { ...rest, resume: inner } : rest), {
        name,
        problem,
        score,
        patience: Number.POSITIVE_INFINITY,
        resume,
      }),
    toJSON: () => ({
      name: "keepBest",
      score: nameOfFunction("keepBest", "score", { of: score, name: scoreName }),
      method: method.toJSON(),
    }),
    ...(method.memory && {
      memory(network: Network) {
        const inner = method.memory!(network);
        // the best epoch's posterior, and the next one while it takes its place
        return { ...inner, fit: inner.fit + 2 * inner.posterior };
      },
    }),
  };
};
