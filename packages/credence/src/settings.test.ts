import { describe, expect, test } from "vitest";
import * as distributions from "./distributions/index.ts";
import type { Inference } from "./inference/inference.ts";
import * as methods from "./inference/methods/index.ts";
import * as stepMethods from "./inference/methods/step-methods.ts";
import type { EarlyStopping } from "./inference/training/early-stopping.ts";
import type { Initialization } from "./inference/training/initial-parameters.ts";
import { type KeepBestOptions, keepBest } from "./inference/training/keep-best.ts";
import { observe } from "./inference/training/observe.ts";
import * as complexityWeights from "./model/log-joint.ts";
import * as nn from "./nn/index.ts";
import * as optim from "./optim/index.ts";
import { nameOfFunction } from "./settings.ts";

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
interface Case<Options> {
  readonly base: Options;
  readonly changed: { readonly [Name in keyof Required<Options>]: Required<Options>[Name] };
  readonly defaults: { readonly [Name in OptionalNames<Options>]: Required<Options>[Name & keyof Options] };
}
/** A case for every maker: a new maker, or a new option of one, does not compile without a line here. */
type Table<Makers> = { readonly [Name in keyof Makers]: Case<OptionsOf<Makers[Name]>> };

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
  defaults: { learningRate: 1e-3, optimizer: optim.adam(), schedule: optim.constantRate(), lastBatch: "keep", earlyStopping: "none" },
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
const bound = {
  changed: {
    estimator: "flipout",
    complexity: "closed",
    draws: 3,
    complexityWeights: complexityWeights.geometricWeights(),
    temperature: 0.5,
    initialization: { rho: [-3, -2] },
  },
  defaults: {
    estimator: "shared",
    complexity: "monteCarlo",
    draws: 1,
    complexityWeights: complexityWeights.uniformWeights(),
    temperature: 1,
    initialization: { mean: "fan-in", rho: [-5, -4] },
  },
} as const;

const inferences: Table<typeof methods> = {
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
};

const weightings: Table<MakersOf<typeof complexityWeights, complexityWeights.ComplexityWeights>> = {
  uniformWeights: none,
  geometricWeights: none,
  linearWarmUp: { base: { epochs: 5 }, changed: { epochs: 6 }, defaults: {} },
  noComplexity: none,
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

type Make = (options: object) => { toJSON(): unknown };
const groups: Readonly<Record<string, readonly [makers: object, table: object]>> = {
  methods: [methods, inferences],
  "step methods": [stepMethods, steps],
  optimizers: [optim, optimizers],
  schedules: [optim, schedules],
  "complexity weights": [complexityWeights, weightings],
  layers: [nn, layers],
  networks: [nn, networks],
  "distributions of weights": [distributions, priors],
};
const cases = Object.entries(groups).flatMap(([group, [makers, table]]) =>
  Object.entries(table as Record<string, Case<object>>).map(
    ([name, row]) => [`${group}: ${name}`, (makers as Record<string, Make>)[name]!, row] as const,
  ),
);

describe.each(cases)("%s", (_, make, { base, changed, defaults }) => {
  const json = (options: object): string => JSON.stringify(make(options).toJSON());

  test("every option shows in the settings, each differently", () => {
    const seen = Object.entries(changed).map(([name, value]) => json({ ...base, [name]: value }));
    expect(new Set([json(base), ...seen]).size).toBe(1 + seen.length);
  });

  test("an option left out is its default", () => {
    expect(json({ ...base, ...defaults })).toBe(json(base));
    for (const [name, value] of Object.entries(defaults)) expect(json({ ...base, [name]: value }), name).toBe(json(base));
  });
});

test.each(Object.entries(groups))("no two of the %s have the same settings", (_, [makers, table]) => {
  const all = Object.entries(table as Record<string, Case<object>>).map(([name, { base }]) =>
    JSON.stringify((makers as Record<string, Make>)[name]!(base).toJSON()),
  );
  expect(new Set(all).size).toBe(all.length);
});

describe("what a method starts from", () => {
  const bounds: Required<Initialization> = { mean: [-2, 2], rho: [-7, -6] };
  test.each(Object.entries(bounds))("%s shows in the settings", (name, value) => {
    const of = (initialization: object) => JSON.stringify(methods.bayesByBackprop({ ...required, initialization }));
    expect(of({ [name]: value })).not.toBe(of({}));
  });
});

describe("early stopping", () => {
  const ours = () => 0;
  const of = (earlyStopping: EarlyStopping) => JSON.stringify(methods.map({ ...required, earlyStopping }));
  const changed: { readonly [Name in keyof Required<EarlyStopping>]: EarlyStopping } = {
    patience: { patience: 6 },
    draws: { patience: 5, draws: 3 },
    score: { patience: 5, score: ours },
    name: { patience: 5, score: ours, name: "of the third part" },
  };

  test("every option shows in the settings, each differently", () => {
    const seen = [of({ patience: 5 }), ...Object.values(changed).map(of)];
    expect(new Set(seen).size).toBe(seen.length);
  });

  test("an option left out is its default, and a score without a name is refused", () => {
    expect(of({ patience: 5, score: "negativeLogLikelihood", draws: 10 })).toBe(of({ patience: 5 }));
    expect(() => of({ patience: 5, score: () => 0 })).toThrow("earlyStopping: score is a function without a name");
  });
});

test("other noise than shared takes the closed form by default where the prior has one", () => {
  const of = (options: object) => JSON.stringify(methods.bayesByBackprop({ ...required, estimator: "local", ...options }));
  expect(of({})).toBe(of({ complexity: "closedWhereKnown" }));
  expect(new Set([of({}), of({ complexity: "closed" }), of({ complexity: "monteCarlo" })]).size).toBe(3);
});

describe("a method inside another", () => {
  const inner = methods.map(required);
  const lowest: KeepBestOptions["score"] = ({ objective }) => objective;
  const latest: KeepBestOptions["score"] = () => 0;
  const kept = (options: KeepBestOptions, method: Inference = inner) => JSON.stringify(keepBest(method, options));

  test("keepBest says whose best epoch, and by what", () => {
    expect(JSON.parse(kept({ score: lowest }))).toEqual({ name: "keepBest", score: "lowest", method: JSON.parse(JSON.stringify(inner)) });
    const other = methods.map({ ...required, epochs: 3 });
    const all = [
      kept({ score: lowest }),
      kept({ score: latest }),
      kept({ score: lowest, name: "of the third part" }),
      kept({ score: lowest }, other),
    ];
    expect(new Set([...all, JSON.stringify(inner)]).size).toBe(5);
  });

  test("a score without a name is refused when the settings are asked for, and a given name is one", () => {
    const unnamed = keepBest(inner, { score: ({ objective }) => objective });
    expect(() => unnamed.toJSON()).toThrow("keepBest: score is a function without a name");
    expect(keepBest(inner, { score: ({ objective }) => objective, name: "objective" }).toJSON()).toMatchObject({ score: "objective" });
    expect(() =>
      nameOfFunction("here", "score", {
        of: (
          () => () =>
            0
        )(),
      }),
    ).toThrow("here: score is a function without a name");
  });

  test("one that is only looked at has the settings of its own", () => {
    expect(observe(inner, () => {}).toJSON()).toEqual(inner.toJSON());
  });
});
