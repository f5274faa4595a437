import { type Context, experiment, type FitRequest, type GivenOptions, type ResultOf, significant, type Unit } from "@credence/lab";
import { type Key, tensor } from "@credence/tensor";
import { type Data, mcmc, methods, metrics, type Posterior, predict, predictOutputs } from "credence";
import { type CandidateName, candidateNames, candidates } from "./candidates.ts";
import { methodsComparedClaims } from "./claims.ts";
import { methodsComparedFigures, methodsComparedTables } from "./figures.ts";
import { type ComparedProblem, comparedProblem, type ProblemName, problemNames } from "./problems.ts";

const paper = {
  share: 1,
  /** Trainings of each method. */
  seeds: 3,
  /** Functions drawn of each posterior that is not finitely many. */
  draws: 500,
  reference: { chains: 4, warmUp: 1000, draws: 2000, leapfrogs: 48 },
};
type Settings = typeof paper;

interface ComparedUnit extends Unit {
  readonly problem: ProblemName;
  readonly method: CandidateName | "reference";
  readonly seed: number;
}

/** Every method of the registry on a regression and a classification, beside long chains of the same posterior. */
export const methodsCompared = experiment({
  name: "methods-compared",
  source: "overview",
  shows: "its three families of methods",
  question: "How near does each method come to the posterior?",
  summary: "Every method of inference on a regression and on two moons, its predictions beside those of long Hamiltonian chains.",
  budgets: {
    smoke: { share: 0.01, seeds: 1, draws: 50, reference: { chains: 4, warmUp: 10, draws: 10, leapfrogs: 8 } },
    default: { ...paper, seeds: 2, share: 0.25, reference: { ...paper.reference, warmUp: 500 } },
    paper,
  },
  units: ({ settings: { seeds } }: GivenOptions<Settings>): ComparedUnit[] =>
    problemNames.flatMap((problem) => [
      { name: `${problem}-reference`, problem, method: "reference" as const, seed: 0 },
      ...candidateNames.flatMap((method) =>
        Array.from({ length: seeds }, (_, i) => ({ name: `${problem}-${method}-${i + 1}`.toLowerCase(), problem, method, seed: i + 1 })),
      ),
    ]),
  prepare: async ({ key }): Promise<Problems> => ({
    regression: comparedProblem("regression", key.child("regression")),
    moons: comparedProblem("moons", key.child("moons")),
  }),
  perform,
  conclude: (fits): MethodsComparedResult => ({ fits: withDistances(fits) }),
  claims: methodsComparedClaims,
  figures: methodsComparedFigures,
  tables: methodsComparedTables,
});

type Fit = ResultOf<typeof perform>;
/** Of a method, how far it is from the reference, in units of the reference's spread; null of the reference itself. */
export type ComparedFit = Fit & { readonly meanDistance: number | null; readonly spreadDistance: number | null };
export type MethodsComparedResult = { readonly fits: readonly ComparedFit[] };

type Problems = Readonly<Record<ProblemName, ComparedProblem>>;

/** The fit of a method, from the fit of `map` itself where it starts from a point estimate; or of the reference. */
function fitOf({ problem, method, seed }: ComparedUnit, { settings, key }: Context<Settings>, problems: Problems): FitRequest {
  const { data, model, withDropout } = problems[problem];
  const own = key.child(problem).child("training").child(seed);
  if (method === "reference")
    return {
      label: `reference, ${problem}`,
      method: methods.hmc(settings.reference),
      problem: { model, data },
      key: own.child("reference"),
    };
  const request = (name: CandidateName): FitRequest => ({
    label: `${candidates[name].words}, ${problem}, training ${seed}`,
    method: candidates[name].method(problem, settings),
    problem: { model: candidates[name].needs === "dropout" ? withDropout : model, data },
    key: own.child(name),
    ...(candidates[name].needs === "map" ? { from: request("map") } : {}),
  });
  return request(method);
}

async function* perform(unit: ComparedUnit, context: Context<Settings>, problems: Problems) {
  const { problem, method, seed } = unit;
  const { draws, reference } = context.settings;
  const given = problems[problem];
  const own = context.key.child(problem).child("training").child(seed);
  const { posterior } = yield* context.fit(fitOf(unit, context, problems));
  const values = await valuesAt(posterior, given, { draws, key: own.child("places") });
  const measured = await measuredOn(posterior, given.test, { draws, key: own.child("test"), problem });
  posterior.dispose();
  return {
    ...{ problem, method, seed, ...measured },
    mean: significant(values.mean, 4),
    spread: significant(values.spread, 4),
    rHat: method === "reference" ? worstRHat(values.draws, reference.chains) : null,
  };
}

interface Drawn {
  readonly draws: number;
  readonly key: Key;
}

/** Values of the drawn functions at the places: mean and standard deviation over draws, and all of them, draw by draw. */
async function valuesAt(posterior: Posterior, { places, ofOutput }: ComparedProblem, { draws, key }: Drawn) {
  const x = tensor(Float32Array.from(places.flat()), [places.length, places[0].length]);
  const outputs = predictOutputs(posterior, x, { draws }, key);
  const all = Float64Array.from(await outputs.read(), ofOutput);
  for (const array of [x, outputs]) array.dispose();
  const functions = all.length / places.length;
  const at = (place: number) => Array.from({ length: functions }, (_, draw) => all[draw * places.length + place]);
  const columns = places.map((_, place) => at(place));
  const mean = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / functions);
  const spread = columns.map((column, i) => Math.sqrt(column.reduce((sum, value) => sum + (value - mean[i]) ** 2, 0) / functions));
  return { mean, spread, draws: columns };
}

/** The largest R-hat of the function over the places: chain after chain, equally long. */
function worstRHat(columns: readonly (readonly number[])[], chains: number): number {
  const size = columns[0].length / chains;
  const of = (column: readonly number[]) => mcmc.rHat(Array.from({ length: chains }, (_, i) => column.slice(i * size, (i + 1) * size)));
  return Number(Math.max(...columns.map(of)).toPrecision(5));
}

/** Of fresh data: nats per datum of the averaged prediction and of single draws, and how far it is from calibrated. */
async function measuredOn(posterior: Posterior, { x, y }: Data, { draws, key, problem }: Drawn & { readonly problem: ProblemName }) {
  const predictive = await predict(posterior, x, { draws }, key);
  const nll = -(await metrics.lppd(predictive, y));
  const single = -(await metrics.meanLogDensity(predictive, y));
  const calibration = problem === "moons" ? await metrics.expectedCalibrationError(predictive as never, y, { bins: 10 }) : null;
  (predictive as { dispose(): void }).dispose();
  return {
    nll: Number(nll.toPrecision(4)),
    nllOfDraws: Number(single.toPrecision(4)),
    calibration: calibration === null ? null : Number(calibration.toPrecision(3)),
  };
}

/** Root mean square over the places of the differences from the reference, over that of the reference's spread. */
export function withDistances(fits: readonly Fit[]): ComparedFit[] {
  return fits.map((fit) => {
    const reference = fits.find(({ problem, method }) => problem === fit.problem && method === "reference")!;
    if (fit === reference) return { ...fit, meanDistance: null, spreadDistance: null };
    const size = rootMeanSquare(reference.spread);
    const apart = (of: "mean" | "spread") => rootMeanSquare(fit[of].map((value, i) => value - reference[of][i])) / size;
    return { ...fit, meanDistance: Number(apart("mean").toPrecision(4)), spreadDistance: Number(apart("spread").toPrecision(4)) };
  });
}

const rootMeanSquare = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
