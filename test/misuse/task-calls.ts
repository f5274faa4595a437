import { key, tensor } from "@credence/tensor";
import { adam, methods, mlp, model, normal, normalLikelihood, type Posterior, reinforcement, run, stepMethods } from "credence";
import { continuous, distribution, only, predictive, targets, within } from "./fixtures.ts";
import { type Argument, argument, callback, fraction, list, number, optional, options, positive, whole } from "./misuses.ts";
import { aKey } from "./tensor-calls.ts";

const cart = reinforcement.cartPole({ stepLimit: 3 });
const values = mlp({ inputs: 4, hidden: [3], outputs: 2 });
const learning = () => ({
  environment: only(cart),
  network: only(values),
  discount: optional(fraction(0.9)),
  optimizer: optional(only(adam())),
  learningRate: optional(positive(1e-3)),
  batchSize: optional(whole(4)),
  updatesPerStep: optional(positive(1)),
  targetEvery: optional(whole(5)),
});
const game = () => ({
  environment: only(cart),
  agent: only(reinforcement.epsilonGreedyDqn({ environment: cart, network: values }, key(0))),
  episodes: whole(2),
  bufferSize: whole(4),
  solved: optional(options({ window: whole(2), meanReturn: number(3) })),
});

const data = {
  x: tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]),
  y: tensor([[1], [2], [3]]),
};
const line = model({
  network: mlp({ inputs: 2, hidden: [], outputs: 1 }),
  prior: normal({ mean: 0, stdDev: 1 }),
  likelihood: normalLikelihood({ stdDev: 1 }),
});
const problem = { model: line, data };
const method = methods.bayesByBackprop({ epochs: 1, batchSize: 3 });
const fitted: Posterior = await run(method.fit(problem, key(0)));
const groups = () => optional(list([list([argument(0, ["a number"]), argument(1, ["a number"])], ["a typed array"])]));

/** A valid call of each function of the tasks that play and of those that explain. */
export const taskCalls: Readonly<Record<string, () => readonly Argument[]>> = {
  ...within("reinforcement", {
    bootstrappedDqn: () => [
      options({ ...learning(), members: optional(whole(2)), prior: distribution(), share: optional(fraction(0.5)) }),
      aKey(),
    ],
    cartPole: () => [optional(options({ stepLimit: optional(whole(5)) }))],
    deepSea: () => [options({ size: whole(3), key: aKey(), moveCost: optional(positive(0.01)), treasure: optional(number(1)) })],
    episodeGameSettings: () => [options(game())],
    epsilonGreedyDqn: () => [
      options({ ...learning(), epsilon: optional(options({ start: fraction(0.9), end: fraction(0.1), episodes: whole(5) })) }),
      aKey(),
    ],
    playEpisodes: () => [options({ ...game(), key: aKey() }), optional(options({ resume: optional(only(undefined)) }))],
    thompsonDqn: () => [
      options({ ...learning(), prior: distribution(), stdDev: optional(positive(1)), method: optional(only(stepMethods.map())) }),
      aKey(),
    ],
    transitionStore: () => [options({ environment: only(cart), capacity: whole(3) })],
  }),
  ...within("relevance", {
    automaticRelevance: () => [
      options({
        ...{ problem: only(problem), method: only(method), updates: whole(1), key: aKey(), groups: groups() },
        ...{ floor: optional(positive(1e-3)), train: optional(callback(() => run(method.fit(problem, key(0))))) },
      }),
    ],
    epistemic: () => [predictive()],
    error: () => [continuous(), targets()],
    inputSignals: () => [only(fitted), optional(options({ groups: groups() }))],
    permutationImportance: () => [
      only(fitted),
      only(data),
      options({
        ...{ draws: whole(2), repeats: optional(whole(2)), groups: groups(), batchSize: optional(whole(2)) },
        measures: optional(options({ one: callback(() => 1) }, { open: true, accepts: ["an object", "undefined"] })),
      }),
      aKey(),
    ],
    relevancePrior: () => [only(fitted), optional(options({ groups: groups(), floor: optional(positive(1e-3)) }))],
  }),
};
