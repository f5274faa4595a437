import {
  engine,
  integers,
  type Key,
  keep,
  key,
  matmul,
  mean,
  randomBernoulli,
  randomNormal,
  randomUniform,
  scope,
  softmax,
  type Tensor,
  topK,
} from "@credence/tensor";
import {
  asProbabilities,
  bernoulliLikelihood,
  categoricalLikelihood,
  categoricalPredictive,
  type Distribution,
  dense,
  embedding,
  expectCategorical,
  type Inference,
  type Likelihood,
  lenet,
  lstm,
  methods,
  mlp,
  model,
  type Network,
  normalLikelihood,
  normal as normalPrior,
  predict,
  scaleMixture,
  sequential,
  uncertainty,
} from "credence";

/** One unit of work, and what to free at the end. */
export interface Workload {
  readonly name: string;
  /** Multiplications and additions in it, where that is what its time is compared by. */
  readonly operations?: number;
  start(): Promise<{ step(): Promise<void>; stop(): Promise<void> }>;
}

const root: Key = key(0);

function randomLabels(count: number, classes: number): Tensor {
  return keep(integers(Int32Array.from({ length: count }, (_, i) => (i * 7919) % classes)));
}

/** What steps of a fit are of. */
export interface TrainingWork {
  readonly network: () => Network;
  readonly prior: Distribution;
  readonly likelihood: Likelihood;
  readonly count: number;
  readonly input: readonly number[];
  /** Of tokens from 1 up; without it x is uniform in [0, 1). */
  readonly words?: number;
  readonly targets: "classes" | "values" | "bits";
  readonly method: () => Inference;
}

function inputsOf({ count, input, words }: TrainingWork): Tensor {
  const shape = [count, ...input];
  if (words === undefined) return randomUniform(root.child("x"), shape);
  const size = shape.reduce((product, n) => product * n, 1);
  return integers(
    Int32Array.from({ length: size }, (_, i) => 1 + ((i * 7919) % (words - 1))),
    shape,
  );
}

/** Steps of a real fit: the same generator a user iterates over, on random minibatches of a data set of `count` examples. */
export const training = (name: string, work: TrainingWork): Workload => ({
  name,
  async start() {
    const x = keep(inputsOf(work));
    const y = {
      classes: () => randomLabels(work.count, 10),
      values: () => keep(randomUniform(root.child("y"), [work.count, 1])),
      bits: () => keep(randomBernoulli(root.child("y"), [work.count, 1], { probability: 0.5, scale: 1 })),
    }[work.targets]();
    const problem = { model: model({ network: work.network(), prior: work.prior, likelihood: work.likelihood }), data: { x, y } };
    const fit = work.method().fit(problem, root.child("fit"));
    return {
      async step() {
        if ((await fit.next()).done) throw new Error(`${name}: the fit ended before the benchmark did`);
      },
      async stop() {
        await fit.return(undefined as never);
        x.dispose();
        y.dispose();
      },
    };
  },
});

const standard = normalPrior({ mean: 0, stdDev: 1 });
const mixture = scaleMixture({ weight: 0.5, stdDev1: 1, stdDev2: Math.exp(-6) });
const EPOCHS = 1_000_000;
export const initialization = { mean: [-0.2, 0.2], rho: [-5, -4] } as const;

const bayesMlp = (name: string, units: number, prior: Distribution, estimator: "shared" | "local"): Workload =>
  training(name, {
    network: () => mlp({ inputs: 784, hidden: [units, units], outputs: 10 }),
    prior,
    likelihood: categoricalLikelihood(),
    count: 60000,
    input: [784],
    targets: "classes",
    method: () => methods.bayesByBackprop({ epochs: EPOCHS, batchSize: 128, learningRate: 1e-4, draws: 2, estimator, initialization }),
  });

const bayesRegression = (name: string, estimator: "shared" | "local"): Workload =>
  training(name, {
    network: () => mlp({ inputs: 1, hidden: [400, 400], outputs: 1 }),
    prior: standard,
    likelihood: normalLikelihood({ stdDev: 0.1 }),
    count: 4096,
    input: [1],
    targets: "values",
    method: () => methods.bayesByBackprop({ epochs: EPOCHS, batchSize: 128, learningRate: 1e-4, draws: 5, estimator, initialization }),
  });

/** Rows of images, one step each, through a recurrent network with drawn weights. */
const lstmStep: Workload = training("lstm-step", {
  network: () => sequential([lstm({ inputs: 28, units: 128 }), dense({ inputs: 128, outputs: 10 })]),
  prior: standard,
  likelihood: categoricalLikelihood(),
  count: 6000,
  input: [28, 28],
  targets: "classes",
  method: () => methods.bayesByBackprop({ epochs: EPOCHS, batchSize: 64, learningRate: 1e-3, draws: 2 }),
});

/** Questions of 20 words of 3,000, as question-classification trains on them. */
const questionStep: Workload = training("question-step", {
  network: () =>
    sequential([
      embedding({ words: 3000, units: 64, padding: 0 }),
      lstm({ inputs: 64, units: 64, padding: 0 }),
      dense({ inputs: 64, outputs: 10 }),
    ]),
  prior: standard,
  likelihood: categoricalLikelihood(),
  count: 5000,
  input: [20],
  words: 3000,
  targets: "classes",
  method: () => methods.bayesByBackprop({ epochs: EPOCHS, batchSize: 64, learningRate: 1e-3 }),
});

const lenetPredict: Workload = {
  name: "lenet-dropout-predict",
  async start() {
    const x = keep(randomUniform(root.child("images"), [2000, 1, 28, 28]));
    const fit = methods.mcDropout({ epochs: 1, batchSize: 64 }).fit(
      {
        model: model({ network: lenet(), prior: standard, likelihood: categoricalLikelihood() }),
        data: { x, y: randomLabels(2000, 10) },
      },
      root.child("fit"),
    );
    const first = await fit.next();
    if (first.done) throw new Error("lenet-dropout-predict: no step");
    const posterior = first.value.posterior();
    let call = 0;
    return {
      async step() {
        const predictive = await predict(posterior, x, { draws: 20, batchSize: 500 }, root.child("predict").child(call++));
        const { probabilities } = expectCategorical("lenet-dropout-predict", predictive);
        const average = mean(probabilities, { axis: 0 });
        await average.read();
        average.dispose();
        probabilities.dispose();
      },
      stop: async () => x.dispose(),
    };
  },
};

/** A transition of ten leapfrog steps over all 500 points: the gradient of a position serves the step behind it and the one before it. */
const hmcMoons: Workload = training("hmc-moons", {
  network: () => mlp({ inputs: 2, hidden: [32, 32], outputs: 1, activation: "tanh" }),
  prior: standard,
  likelihood: bernoulliLikelihood(),
  count: 500,
  input: [2],
  targets: "bits",
  method: () => methods.hmc({ chains: 1, warmUp: 0, draws: 1, thin: EPOCHS, stepSize: 1e-3, leapfrogs: 10, jitter: 0, mass: "unit" }),
});

const baldPool: Workload = {
  name: "bald-pool",
  async start() {
    const predictive = categoricalPredictive({
      probabilities: asProbabilities(keep(softmax(randomNormal(root.child("pool"), [20, 60000, 10])))),
    });
    return {
      async step() {
        const scores = uncertainty.epistemic(predictive);
        topK(scores, 10);
        scores.dispose();
      },
      stop: async () => predictive.probabilities.dispose(),
    };
  },
};

const [M, N] = [128, 1200];
const PRODUCT = 2 * M * N * N;

/** One product of the sizes a layer of 1,200 units meets at batch size 128; in "tn", as in a gradient of weights, 128 is the inner size. */
const product = (kind: "nn" | "nt" | "tn"): Workload => ({
  name: `gemm-${kind}`,
  operations: PRODUCT,
  async start() {
    const a = keep(randomNormal(root.child("a"), [M, N]));
    const b = keep(randomNormal(root.child("b"), kind === "tn" ? [M, N] : [N, N]));
    const options = { transposeA: kind === "tn", transposeB: kind === "nt" };
    return {
      step: async () => scope(() => void matmul(a, b, options)),
      async stop() {
        a.dispose();
        b.dispose();
      },
    };
  },
});

/** As many operations as in one product, in registers alone: the limit of the machine's threads, from the rate of one. */
const peak: Workload = {
  name: "peak",
  operations: PRODUCT,
  async start() {
    const { module, threads } = engine.info();
    // of Node alone: flags of V8
    const { spinner } = await import("./peak.ts");
    const spin = spinner(module === "wide" ? "256 bits" : "128 bits");
    return { step: async () => spin(PRODUCT / threads), stop: async () => {} };
  },
};

export const workloads: readonly Workload[] = [
  bayesMlp("bbb-mlp-400", 400, standard, "shared"),
  bayesMlp("bbb-mlp-1200", 1200, standard, "shared"),
  bayesMlp("bbb-mixture-1200", 1200, mixture, "shared"),
  bayesMlp("lrt-mlp-1200", 1200, standard, "local"),
  bayesRegression("bbb-regression", "shared"),
  bayesRegression("lrt-regression", "local"),
  training("bandit-step", {
    network: () => mlp({ inputs: 97, hidden: [100, 100], outputs: 1 }),
    prior: mixture,
    likelihood: normalLikelihood({ stdDev: 0.1 }),
    count: 4096,
    input: [97],
    targets: "values",
    method: () => methods.bayesByBackprop({ epochs: EPOCHS, batchSize: 64, learningRate: 1e-4, draws: 2, initialization }),
  }),
  training("dnn-mlp-1200", {
    network: () => mlp({ inputs: 784, hidden: [1200, 1200], outputs: 10 }),
    prior: standard,
    likelihood: categoricalLikelihood(),
    count: 60000,
    input: [784],
    targets: "classes",
    method: () => methods.map({ epochs: EPOCHS, batchSize: 128, learningRate: 1e-4 }),
  }),
  training("lenet-dropout-train", {
    network: () => lenet(),
    prior: standard,
    likelihood: categoricalLikelihood(),
    count: 6000,
    input: [1, 28, 28],
    targets: "classes",
    method: () => methods.mcDropout({ epochs: EPOCHS, batchSize: 64, learningRate: 1e-3 }),
  }),
  lenetPredict,
  lstmStep,
  questionStep,
  baldPool,
  hmcMoons,
  product("nn"),
  product("nt"),
  product("tn"),
  peak,
];
