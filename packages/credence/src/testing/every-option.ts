import * as distributions from "../distributions/index.ts";
import * as methods from "../inference/methods/index.ts";
import * as stepMethods from "../inference/methods/step-methods.ts";
import * as likelihoods from "../model/likelihoods/kinds.ts";
import * as complexityWeights from "../model/log-joint.ts";
import * as priorKinds from "../model/priors.ts";
import * as nn from "../nn/index.ts";
import * as optim from "../optim/index.ts";

/**
 * Every option of everything that a fit's settings are made of, for the tests that change each: what they look at must see every change.
 */

/** Names in a module of the functions that make a Made of options. */
type MakersOf<Module, Made> = {
  [Name in keyof Module as Module[Name] extends (...input: never[]) => Made ? Name : never]: Module[Name];
};
/** The options of such a function; none where it takes nothing. */
type OptionsOf<Make> = Make extends (...input: infer Input) => unknown
  ? Input extends []
    ? Record<never, never>
    : NonNullable<Input[0]>
  : never;
type OptionalNames<Options> = { [Name in keyof Options]-?: object extends Pick<Options, Name> ? Name : never }[keyof Options];

/** Options that make one, another value for EVERY option, and the default of every option that may be left out. */
export interface OptionCase<Options> {
  readonly base: Options;
  readonly changed: { readonly [Name in keyof Required<Options>]: Required<Options>[Name] };
  readonly defaults: { readonly [Name in OptionalNames<Options>]: Required<Options>[Name & keyof Options] };
}
/** A case for every maker: a new maker, or a new option of one, does not compile without a line here. */
type Table<Makers> = { readonly [Name in keyof Makers]: OptionCase<OptionsOf<Makers[Name]>> };

const none = { base: {}, changed: {}, defaults: {} };

const iterative = {
  changed: {
    epochs: 3,
    batchSize: 11,
    learningRate: 0.5,
    optimizer: optim.sgd(),
    schedule: optim.cosineDecay({ epochs: 9 }),
    lastBatch: "drop",
    earlyStopping: { patience: 5 },
  },
  defaults: { learningRate: 1e-3, optimizer: optim.adam(), schedule: optim.constantRate(), lastBatch: "spread", earlyStopping: "none" },
} as const;
const required = { epochs: 2, batchSize: 10 };

const points = {
  changed: { prior: "model", initialization: { mean: [-1, 1] } },
  defaults: { prior: "flat", initialization: { mean: "fan-in" } },
} as const;
const pointsOfData = {
  base: required,
  changed: { ...iterative.changed, ...points.changed },
  defaults: { ...iterative.defaults, ...points.defaults },
};
const variational = {
  changed: {
    draws: 3,
    complexityWeights: complexityWeights.geometricWeights(),
    temperature: 0.5,
    initialization: { rho: [-3, -2] },
    layers: 1,
  },
  defaults: {
    draws: 1,
    complexityWeights: complexityWeights.uniformWeights(),
    temperature: 1,
    initialization: { mean: "fan-in", rho: [-5, -4] },
    layers: "all",
  },
} as const;
const bound = {
  changed: { ...variational.changed, estimator: "flipout", complexity: "closed" },
  defaults: { ...variational.defaults, estimator: "shared", complexity: "monteCarlo" },
} as const;
const { initialization: _____, ...moving } = variational.changed;
const { initialization: ______, ...moved } = variational.defaults;

const chains = {
  changed: { chains: 2, warmUp: 50, draws: 60, thin: 2, stepSize: 0.1, targetAcceptance: 0.9, mass: "unit" },
  defaults: { chains: 4, warmUp: 1000, draws: 1000, thin: 1, stepSize: "adapt", targetAcceptance: 0.8, mass: "diagonal" },
} as const;

const { optimizer: _, earlyStopping: __, ...descending } = iterative.changed;
const { optimizer: ___, earlyStopping: ____, ...descent } = iterative.defaults;
const langevin = {
  changed: { ...descending, temperature: 0.5, samples: 7 },
  defaults: { ...descent, temperature: 1, samples: 30 },
} as const;
const chain = {
  base: required,
  changed: { ...langevin.changed, burnIn: 5, thin: 3 },
  defaults: { ...langevin.defaults, burnIn: 1000, thin: 100 },
} as const;

const { earlyStopping: _______, ...descendingBy } = iterative.changed;
const { earlyStopping: ________, ...descentBy } = iterative.defaults;
const swag = {
  changed: { ...descendingBy, rank: 3, burnIn: 5, thin: 7 },
  defaults: { ...descentBy, optimizer: optim.sgd({ momentum: 0.9 }), rank: 20, burnIn: 0, thin: 100 },
} as const;

const inferences: Table<typeof methods> = {
  swag: { base: required, ...swag },
  multiSwag: { base: { ...required, members: 2 }, changed: { ...swag.changed, members: 3 }, defaults: swag.defaults },
  lowRankGaussian: {
    base: required,
    changed: { ...iterative.changed, ...variational.changed, rank: 2 },
    defaults: { ...iterative.defaults, ...variational.defaults, rank: 4 },
  },
  fullGaussian: {
    base: required,
    changed: { ...iterative.changed, ...variational.changed, memoryMiB: 64 },
    defaults: { ...iterative.defaults, ...variational.defaults, memoryMiB: 1024 },
  },
  moped: {
    base: required,
    changed: { ...iterative.changed, ...moving, estimator: "flipout", delta: 0.2 },
    defaults: { ...iterative.defaults, ...moved, estimator: "shared", delta: 0.1 },
  },
  sgld: chain,
  sghmc: { ...chain, changed: { ...chain.changed, friction: 0.5 }, defaults: { ...chain.defaults, friction: 0.1 } },
  cyclicalSgld: {
    base: { ...required, cycle: 20 },
    changed: { ...langevin.changed, cycle: 30, perCycle: 2, explore: 0.5 },
    defaults: { ...langevin.defaults, perCycle: 3, explore: 0.8 },
  },
  hmc: {
    base: {},
    changed: { ...chains.changed, leapfrogs: 8, jitter: 0 },
    defaults: { ...chains.defaults, leapfrogs: 32, jitter: 0.2 },
  },
  nuts: { base: {}, changed: { ...chains.changed, maxDepth: 6 }, defaults: { ...chains.defaults, maxDepth: 10 } },
  laplace: {
    base: {},
    changed: {
      weights: "all",
      curvature: "full",
      hessian: "empirical-fisher",
      priorPrecision: 3,
      priorStructure: "layerwise",
      memoryMiB: 64,
      train: methods.map(required),
    },
    defaults: {
      weights: "last-layer",
      curvature: "kronecker",
      hessian: "ggn",
      priorPrecision: "model",
      priorStructure: "scalar",
      memoryMiB: 1024,
      train: "none",
    },
  },
  map: pointsOfData,
  mcDropout: pointsOfData,
  bayesByBackprop: {
    base: required,
    changed: { ...iterative.changed, ...bound.changed },
    defaults: { ...iterative.defaults, ...bound.defaults },
  },
  deepEnsemble: {
    base: { ...required, members: 2 },
    changed: { ...pointsOfData.changed, members: 3 },
    defaults: pointsOfData.defaults,
  },
};

const steps: Table<typeof stepMethods> = {
  map: { base: {}, ...points },
  mcDropout: { base: {}, ...points },
  bayesByBackprop: { base: {}, ...bound },
};

const optimizers: Table<MakersOf<typeof optim, optim.Optimizer>> = {
  adam: {
    base: {},
    changed: { beta1: 0.8, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.1 },
    defaults: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  },
  sgd: { base: {}, changed: { momentum: 0.9, weightDecay: 0.1 }, defaults: { momentum: 0, weightDecay: 0 } },
};

const schedules: Table<MakersOf<typeof optim, optim.Schedule>> = {
  constantRate: none,
  stepDecay: { base: { every: 5, factor: 0.5 }, changed: { every: 6, factor: 0.6 }, defaults: {} },
  cosineDecay: { base: { epochs: 5 }, changed: { epochs: 6 }, defaults: {} },
  cosineRestarts: { base: { epochs: 5 }, changed: { epochs: 6 }, defaults: {} },
};

const weightings: Table<MakersOf<typeof complexityWeights, complexityWeights.ComplexityWeights>> = {
  uniformWeights: none,
  geometricWeights: { base: {}, changed: { relativeTo: "batch" }, defaults: { relativeTo: "epoch" } },
  linearWarmUp: { base: { epochs: 5 }, changed: { epochs: 6 }, defaults: {} },
  noComplexity: none,
};

const recurrent: OptionCase<nn.RecurrentOptions> = {
  base: { inputs: 2, units: 3 },
  changed: { inputs: 3, units: 4, bias: false, states: "all", padding: 0, dropout: 0.1, recurrentDropout: 0.2 },
  defaults: { bias: true, states: "last", padding: "none", dropout: 0, recurrentDropout: 0 },
};

// built from a name and from layers: no options
const layers: Table<Omit<MakersOf<typeof nn, nn.Layer>, "activation">> = {
  dense: { base: { inputs: 2, outputs: 3 }, changed: { inputs: 4, outputs: 5, bias: false }, defaults: { bias: true } },
  conv2d: {
    base: { inputs: 2, outputs: 3, size: 5 },
    changed: { inputs: 4, outputs: 5, size: 3, stride: 2, padding: 1, bias: false },
    defaults: { stride: 1, padding: 0, bias: true },
  },
  dropout: { base: { rate: 0.5 }, changed: { rate: 0.1, unit: "channel" }, defaults: { unit: "element" } },
  flatten: none,
  maxPool: { base: { size: 2 }, changed: { size: 3, stride: 1 }, defaults: { stride: 2 } },
  averagePool: { base: { size: 2 }, changed: { size: 3, stride: 1 }, defaults: { stride: 2 } },
  layerNorm: { base: { features: 4 }, changed: { features: 5, of: "sequences", epsilon: 1e-3 }, defaults: { of: "rows", epsilon: 1e-5 } },
  groupNorm: { base: { channels: 4, groups: 2 }, changed: { channels: 8, groups: 4, epsilon: 1e-3 }, defaults: { epsilon: 1e-5 } },
  embedding: { base: { words: 9, units: 3 }, changed: { words: 8, units: 4, padding: 0 }, defaults: { padding: "none" } },
  lstm: recurrent,
  gru: recurrent,
  residual: {
    base: { layers: [nn.dense({ inputs: 2, outputs: 2 })] },
    changed: { layers: [nn.dense({ inputs: 2, outputs: 2, bias: false })], shortcut: [nn.dense({ inputs: 2, outputs: 2 })] },
    defaults: { shortcut: [] },
  },
};
const networks: Table<Omit<MakersOf<typeof nn, nn.Network>, "sequential" | "networkFromJSON">> = {
  mlp: {
    base: { inputs: 3, hidden: [4], outputs: 2 },
    changed: { inputs: 5, hidden: [4, 4], outputs: 3, activation: "tanh", dropout: 0.5 },
    defaults: { activation: "relu", dropout: 0 },
  },
  lenet: {
    base: {},
    changed: { filters: [8, 16], units: 64, classes: 3, dropout: 0.25 },
    defaults: { filters: [32, 64], units: 128, classes: 10, dropout: 0.5 },
  },
};

const priors: Table<Pick<typeof distributions, "normal" | "laplace" | "scaleMixture" | "studentT">> = {
  normal: { base: { mean: 0, stdDev: 1 }, changed: { mean: 1, stdDev: 2 }, defaults: {} },
  laplace: { base: { mean: 0, scale: 1 }, changed: { mean: 1, scale: 2 }, defaults: {} },
  scaleMixture: { base: { weight: 0.5, stdDev1: 1, stdDev2: 0.1 }, changed: { weight: 0.25, stdDev1: 2, stdDev2: 0.2 }, defaults: {} },
  studentT: { base: { degreesOfFreedom: 3, mean: 0, scale: 1 }, changed: { degreesOfFreedom: 4, mean: 1, scale: 2 }, defaults: {} },
};

const standard = distributions.normal({ mean: 0, stdDev: 1 });
const wide = distributions.normal({ mean: 0, stdDev: 10 });
const priorsByWeight: Table<Pick<typeof priorKinds, "priors">> = {
  priors: {
    base: { weight: standard },
    changed: { weight: wide, bias: wide, layers: { 0: wide } },
    defaults: { bias: standard, layers: {} },
  },
};

const likelihoodKinds: Table<typeof likelihoods> = {
  bernoulli: none,
  categorical: none,
  heteroscedasticNormal: none,
  normal: { base: { stdDev: 1 }, changed: { stdDev: "learned" }, defaults: {} },
  studentT: { base: { degreesOfFreedom: 4, scale: 1 }, changed: { degreesOfFreedom: 5, scale: "learned" }, defaults: {} },
};

/** The tables, each beside the module whose functions it is about. */
const groups = {
  method: [methods, inferences],
  stepMethod: [stepMethods, steps],
  optimizer: [optim, optimizers],
  schedule: [optim, schedules],
  complexityWeights: [complexityWeights, weightings],
  layer: [nn, layers],
  network: [nn, networks],
  prior: [distributions, priors],
  priors: [priorKinds, priorsByWeight],
  likelihood: [likelihoods, likelihoodKinds],
} as const;

/** What an option may belong to. */
export type OptionGroup = keyof typeof groups;

/** What has settings. */
interface Told {
  toJSON(): unknown;
}

/** One function with options, and what to give it. */
export interface NamedCase extends OptionCase<object> {
  readonly group: OptionGroup;
  readonly name: string;
  make(options: object): Told;
}

/** A case for each method, optimiser, schedule, layer, network, prior and likelihood. */
export const optionCases: readonly NamedCase[] = Object.entries(groups).flatMap(([group, [makers, table]]) =>
  Object.entries(table as Readonly<Record<string, OptionCase<object>>>).map(([name, row]) => ({
    group: group as OptionGroup,
    name,
    make: (makers as unknown as Readonly<Record<string, (options: object) => Told>>)[name]!,
    ...row,
  })),
);
