import { type Context, crossed, experiment, type GivenOptions, type ResultOf, spacedEpochs, type Unit } from "@credence/lab";
import { type Key, normals, tensor } from "@credence/tensor";
import {
  bayesianRidge,
  cosineDecay,
  type Data,
  type DiagonalGaussian,
  methods,
  mlp,
  model,
  normal,
  normalLikelihood,
  type Posterior,
  readMarginals,
  run,
} from "credence";
import budgets from "./budgets.json" with { type: "json" };
import { elboIdentityFindings } from "./findings.ts";
import { expectedLogLikelihood, klFromPrior, type Linear } from "./linear-gaussian.ts";
import texts from "./texts.json" with { type: "json" };

interface Settings {
  readonly examples: readonly number[];
  readonly epochs: number;
}

const features = 4;
const noise = 0.5;
const regression = model({
  network: mlp({ inputs: features, hidden: [], outputs: 1 }),
  prior: normal({ mean: 0, stdDev: 1 }),
  likelihood: normalLikelihood({ stdDev: noise }),
});

/** Inputs that share a part, so that the posterior's weights are correlated and no diagonal Gaussian is the posterior. */
function dataOf(examples: number, key: Key): { readonly linear: Linear; readonly data: Data } {
  const [shared, errors] = [normals(key.child("shared"), examples), normals(key.child("y"), examples)];
  const [own, weights] = [normals(key.child("x"), examples * features), normals(key.child("weights"), features + 1)];
  // as float32, which the network is given
  const x = Array.from({ length: examples }, (_, n) => [
    1,
    ...Array.from({ length: features }, (_, j) => Math.fround(0.8 * shared[n]! + 0.6 * own[n * features + j]!)),
  ]);
  const y = x.map((row, n) => Math.fround(row.reduce((sum, value, j) => sum + value * weights[j]!, 0) + noise * errors[n]!));
  return { linear: { x, y, noise }, data: { x: tensor(x.map((row) => row.slice(1))), y: tensor(y, [examples, 1]) } };
}

/** q of a mean-field posterior of the network, the intercept first. */
async function diagonalOf(posterior: Posterior): Promise<DiagonalGaussian> {
  const read = await readMarginals(posterior);
  const [bias, weight] = ["bias", "weight"].map((role) => read.find(({ name }) => name.endsWith(role))!);
  return { mean: [...bias!.mean, ...weight!.mean], stdDev: [...bias!.stdDev, ...weight!.stdDev] };
}

async function* perform({ examples }: Unit & { readonly examples: number }, { key, fit, settings }: Context<Settings>) {
  const own = key.child("regression").child(examples);
  const { linear, data } = dataOf(examples, own.child("data"));
  const problem = { model: regression, data };
  const inputs = linear.x.map((row) => row.slice(1));
  const exact = bayesianRidge({ priorPrecision: 1, noisePrecision: noise ** -2 }).update(inputs, linear.y);
  const looks = new Set(spacedEpochs(settings.epochs, 24));
  const terms = async (posterior: Posterior) => {
    const q = await diagonalOf(posterior);
    // the library's own KL, which training minimises, beside the formula in float64
    const { value: complexity } = await posterior.complexity!(own);
    return {
      elbo: expectedLogLikelihood(linear, q) - klFromPrior(q),
      klFromPosterior: exact.divergenceFrom(q),
      complexityError: Math.abs(complexity - klFromPrior(q)) / klFromPrior(q),
    };
  };
  const { posterior, trace } = yield* fit({
    label: `mean field, ${examples} examples`,
    method: methods.bayesByBackprop({
      ...{ epochs: settings.epochs, batchSize: examples, learningRate: 0.02, estimator: "local", complexity: "closed", draws: 8 },
      schedule: cosineDecay({ epochs: settings.epochs }),
    }),
    ...{ problem, key: own.child("fit") },
    afterEpoch: async (epoch, now) => (looks.has(epoch) ? terms(now()) : undefined),
    determinedBy: { looks: [...looks] },
  });
  posterior.dispose();
  const point = { epochs: 2000, batchSize: examples, learningRate: 0.02, schedule: cosineDecay({ epochs: 2000 }) };
  const mode = await run(methods.map({ ...point, prior: "model" }).fit(problem, own.child("mode")));
  const laplace = await run(methods.laplace({ weights: "all", curvature: "full" }).fit(problem, own.child("laplace"), { from: mode }));
  const laplaceEvidence = await laplace.logMarginalLikelihood!();
  for (const one of [mode, laplace]) one.dispose();
  return {
    ...{ examples, evidence: exact.logEvidence(), bestKl: exact.divergenceFrom(exact.meanField()), laplaceEvidence },
    rows: trace as readonly ({ readonly epoch: number } & Awaited<ReturnType<typeof terms>>)[],
  };
}

export type Fitted = ResultOf<typeof perform>;
export type ElboIdentityResult = { readonly fits: readonly Fitted[] };

/** log evidence = ELBO + KL[q || posterior], at every moment of a variational fit, where all three are known exactly. */
export const elboIdentity = experiment({
  ...{ ...texts.about, name: "elbo-identity", source: "overview" },
  budgets,
  units: ({ settings }: GivenOptions<Settings>) => crossed({ examples: settings.examples }, ({ examples }) => `examples-${examples}`),
  perform,
  conclude: (fits): ElboIdentityResult => ({ fits }),
  ...elboIdentityFindings,
});
