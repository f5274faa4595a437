import { integers, key, type Tensor, tensor } from "@credence/tensor";
import {
  adam,
  adversarial,
  bandits,
  bernoulliPredictive,
  categoricalLikelihood,
  constantRate,
  encodeSafetensors,
  type Inference,
  meanFieldPosterior,
  methods,
  mlp,
  model,
  normal,
  normalLikelihood,
  normalPredictive,
  type Posterior,
  pointPosterior,
  predictiveOf,
  uniformWeights,
} from "credence";
import { type Argument, anyText, argument, callback, fraction, list, name, number, optional, options, positive, whole } from "./misuses.ts";
import { aKey, x } from "./tensor-calls.ts";

export const likelihoods = { classes: categoricalLikelihood(), values: normalLikelihood({ stdDev: 1 }) };
const modelOf = (of: keyof typeof likelihoods = "classes") =>
  model<never>({
    network: mlp({ inputs: 2, hidden: [3], outputs: 2, dropout: 0.1 }),
    prior: normal({ mean: 0, stdDev: 1 }),
    likelihood: likelihoods[of] as never,
  });
export const classifier = modelOf();
export const weights = (parts: readonly string[]) =>
  classifier.network.weights.flatMap(({ name, shape }) =>
    parts.map((part) => ({ name: `${name}.${part}`, value: tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.1), shape) })),
  );
const meanField = (): Posterior => meanFieldPosterior(classifier, weights(["mean", "rho"]));
export const point = (): Posterior => pointPosterior(classifier, weights(["mean"]));

export const inputs = (): Tensor =>
  tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
const classes = (): Tensor => integers([0, 1, 0]);
export const data = () => ({ x: inputs(), y: classes() });
const draws = predictiveOf([
  [
    [0.2, 0.8],
    [0.7, 0.3],
    [0.6, 0.4],
  ],
]);
const densities = () => normalPredictive({ means: tensor([[[1], [2], [3]]]), stdDev: 1 });
export const place = { batch: 0, batches: 1, epoch: 0, batchSize: 3, count: 3 };
export const fixed = (): adversarial.FixedPredictive => adversarial.fixedPredictive(point(), { key: key(0) });
export const wheel = bandits.wheelBandit({ innerRadius: 0.5 });
export const finished = (): Inference => methods.map({ epochs: 1, batchSize: 3 });
export const file = encodeSafetensors({ metadata: {}, arrays: new Map() });

export const coins = () => bernoulliPredictive({ logits: tensor([[[1], [2]]]) });
export const foreign = encodeSafetensors({
  metadata: {},
  arrays: new Map(
    classifier.network.weights.map(({ name, shape }) => [
      `${name}.mean`,
      { shape, values: new Float32Array(shape.reduce((product, n) => product * n, 1)) },
    ]),
  ),
});
export const saved = await point().save();

export const only = (value: unknown): Argument => argument(value);
export const posterior = (): Argument => only(meanField());
export const predictive = (): Argument => only(draws);
export const continuous = (): Argument => only(densities());
export const distribution = (): Argument => only(normal({ mean: 0, stdDev: 1 }));
export const network = (): Argument => only(classifier.network);
export const ourModel = (): Argument => only(classifier);
export const targets = (): Argument => x(tensor([[1], [2], [3]]));
export const labels = (): Argument => x(classes());
export const examples = (): Argument => only(data());
export const nothing = (): Argument => optional(options({}));
export const scores = (): Argument => list([number(0.1), number(0.9), number(0.5)], ["a typed array"]);
export const marks = (): Argument => list([fraction(0), fraction(1), fraction(0)]);
export const predictOptions = () => ({ draws: whole(2), batchSize: optional(whole(3)) });
export const scaling = () =>
  options({
    shift: optional(list([number(0)], ["a number", "a fraction", "a negative number"])),
    scale: optional(list([positive(2)], ["a number", "a fraction"])),
  });
export const inUnits = () => optional(options({ targetScaling: optional(scaling()) }));
export const noise = (): Argument => optional(options({ noise: optional(name("included")), targetScaling: optional(scaling()) }));
export const calibration = (): Argument =>
  optional(options({ bins: optional(whole(3)), scores: optional(name("top-label")), exactOnes: optional(name("included")) }));
const initialization = (rho: boolean) =>
  optional(options({ mean: optional(list([number(-0.1), number(0.1)])), ...(rho && { rho: optional(list([number(-5), number(-4)])) }) }));
export const iterative = () => ({
  epochs: whole(1),
  batchSize: whole(3),
  learningRate: optional(positive(1e-3)),
  optimizer: optional(only(adam())),
  schedule: optional(only(constantRate())),
  lastBatch: optional(name("keep")),
  earlyStopping: optional(
    options({ patience: whole(2), score: optional(callback(() => 1)), draws: optional(whole(2)), name: optional(anyText("one")) }),
  ),
});
export const pointSettings = () => ({ prior: optional(name("flat")), initialization: initialization(false) });
/** Settings of every fit of a Gaussian by its bound, but for where it starts. */
export const variational = () => ({
  draws: optional(whole(1)),
  complexityWeights: optional(only(uniformWeights())),
  temperature: optional(positive(1)),
  layers: optional(whole(1)),
});
export const startingFrom = () => ({ initialization: initialization(true) });
export const backprop = () => ({
  estimator: optional(name("shared")),
  complexity: optional(name("monteCarlo")),
  ...variational(),
  ...startingFrom(),
});
export const pool = () => [options({ posterior: posterior(), x: x(inputs()), ...predictOptions() }), whole(2), aKey()];
export const attack = () => ({
  epsilon: positive(0.1),
  clip: optional(list([number(0), number(1)])),
  goal: optional(name("untargeted")),
  loss: optional(name("logOdds")),
  batchSize: optional(whole(2)),
});
export const named = (): Argument => only(weights(["mean"]));
export const game = () => ({
  environment: only(wheel),
  agent: only(bandits.linearThompson({ environment: wheel })),
  steps: whole(2),
  bufferSize: whole(4),
  startPlays: whole(1),
  recordEvery: whole(1),
});

export const all = <Call>(names: string, call: Call): Record<string, Call> =>
  Object.fromEntries(names.split(" ").map((one) => [one, call]));
export const within = <Call>(namespace: string, calls: Readonly<Record<string, Call>>): Record<string, Call> =>
  Object.fromEntries(Object.entries(calls).map(([one, call]) => [`${namespace}.${one}`, call]));
