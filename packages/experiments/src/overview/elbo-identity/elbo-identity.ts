import { type Context, experiment, type GivenOptions, type ResultOf, type Unit } from "@credence/lab";
import { type Key, normals, tensor } from "@credence/tensor";
import { bayesianRidge, cosineDecay, type Data, methods, mlp, model, normal, normalLikelihood, type Posterior, run } from "credence";
import { elboIdentityClaims, elboIdentityFigures, elboIdentityTables } from "./findings.ts";
import { bestDiagonal, type Diagonal, expectedLogLikelihood, klFromPosterior, klFromPrior, type Linear } from "./linear-gaussian.ts";

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
  const [shared, own, errors] = [
    normals(key.child("shared"), examples),
    normals(key.child("x"), examples * features),
    normals(key.child("y"), examples),
  ];
  const weights = normals(key.child("weights"), features + 1);
  const x = Array.from({ length: examples }, (_, n) => [
    1,
    ...Array.from({ length: features }, (_, j) => 0.8 * shared[n]! + 0.6 * own[n * features + j]!),
  ]);
  // as float32, which the network is given
  const rounded = x.map((row) => row.map(Math.fround));
  const y = rounded.map((row, n) => Math.fround(row.reduce((sum, value, j) => sum + value * weights[j]!, 0) + noise * errors[n]!));
  return {
    linear: { x: rounded, y, noise },
    data: { x: tensor(rounded.map((row) => row.slice(1))), y: tensor(y, [examples, 1]) },
  };
}

/** q of a mean-field posterior of the network, the intercept first. */
async function diagonalOf(posterior: Posterior): Promise<Diagonal> {
  const read = await Promise.all(
    posterior.weightMarginals!().map(async ({ name, mean, stdDev }) => {
      const values = { name, mean: Array.from(await mean.read()), stdDev: Array.from(await stdDev.read()) };
      stdDev.dispose();
      return values;
    }),
  );
  const [weight, bias] = ["weight", "bias"].map((role) => read.find(({ name }) => name.endsWith(role))!);
  return { mean: [...bias!.mean, ...weight!.mean], stdDev: [...bias!.stdDev, ...weight!.stdDev] };
}

type Size = Unit & { readonly examples: number };

async function* perform({ examples }: Size, { key, fit, settings }: Context<Settings>) {
  const own = key.child("regression").child(examples);
  const { linear, data } = dataOf(examples, own.child("data"));
  const exact = bayesianRidge({ priorPrecision: 1, noisePrecision: noise ** -2 }).update(
    linear.x.map((row) => row.slice(1)),
    linear.y,
  );
  const evidence = exact.logEvidence();
  const looks = new Set(Array.from({ length: 24 }, (_, i) => Math.round(settings.epochs ** (i / 23))));
  const terms = async (posterior: Posterior) => {
    const q = await diagonalOf(posterior);
    // the library's own KL, which training minimises, beside the formula in float64
    const { value: complexity } = await posterior.complexity!(own);
    return {
      elbo: expectedLogLikelihood(linear, q) - klFromPrior(q),
      klFromPosterior: klFromPosterior(linear, q, exact),
      complexityError: Math.abs(complexity - klFromPrior(q)) / klFromPrior(q),
    };
  };
  const { posterior, trace } = yield* fit({
    label: `mean field, ${examples} examples`,
    method: methods.bayesByBackprop({
      ...{ epochs: settings.epochs, batchSize: examples, learningRate: 0.02, estimator: "local", complexity: "closed", draws: 8 },
      schedule: cosineDecay({ epochs: settings.epochs }),
    }),
    problem: { model: regression, data },
    key: own.child("fit"),
    afterEpoch: async (epoch, now) => (looks.has(epoch) ? terms(now()) : undefined),
    determinedBy: { looks: [...looks] },
  });
  posterior.dispose();
  const best = bestDiagonal(linear, exact);
  const mode = await run(
    methods
      .map({ epochs: 2000, batchSize: examples, learningRate: 0.02, prior: "model", schedule: cosineDecay({ epochs: 2000 }) })
      .fit({ model: regression, data }, own.child("mode")),
  );
  const laplace = await run(
    methods.laplace({ weights: "all", curvature: "full" }).fit({ model: regression, data }, own.child("laplace"), { from: mode }),
  );
  const laplaceEvidence = await laplace.logMarginalLikelihood!();
  for (const one of [mode, laplace]) one.dispose();
  return {
    ...{ examples, evidence, bestKl: klFromPosterior(linear, best, exact), laplaceEvidence },
    rows: trace as readonly ({ readonly epoch: number } & Awaited<ReturnType<typeof terms>>)[],
  };
}

export type Fitted = ResultOf<typeof perform>;
export type ElboIdentityResult = { readonly fits: readonly Fitted[] };

/** log evidence = ELBO + KL[q || posterior], at every moment of a variational fit, where all three are known exactly. */
export const elboIdentity = experiment({
  name: "elbo-identity",
  source: "overview",
  shows: "variational inference",
  question: "Is maximising the evidence lower bound the same as minimising the divergence from the posterior?",
  summary:
    "Linear regression, where evidence and posterior are exact: the bound and KL from the posterior add up to the log evidence all along a fit.",
  budgets: {
    smoke: { examples: [10, 100], epochs: 300 },
    default: { examples: [10, 100, 1000], epochs: 4000 },
    paper: { examples: [10, 100, 1000], epochs: 20_000 },
  },
  units: ({ settings: { examples } }: GivenOptions<Settings>) =>
    examples.map((count): Size => ({ name: `examples-${count}`, examples: count })),
  perform,
  conclude: (fits): ElboIdentityResult => ({ fits }),
  claims: elboIdentityClaims,
  figures: elboIdentityFigures,
  tables: elboIdentityTables,
});
