import {
  type ClassScoresOptions,
  type Context,
  crossed,
  experiment,
  type FitRequest,
  type GivenOptions,
  mean,
  type ResultOf,
  rounded,
  seeds,
  type Unit,
} from "@credence/lab";
import { tensor } from "@credence/tensor";
import { type Data, mcmc, methods, metrics, type Posterior, predict, predictOutputs } from "credence";
import budgets from "./budgets.json" with { type: "json" };
import { type CandidateName, candidateNames, candidatesOf, type Effort } from "./candidates.ts";
import { methodsComparedFindings } from "./findings.ts";
import { type ComparedProblem, comparedProblems, type ProblemName, problemNames } from "./problems.ts";
import texts from "./texts.json" with { type: "json" };

interface Settings extends Effort {
  /** Trainings of each method. */
  readonly seeds: number;
  /** Functions drawn of each posterior that is not finitely many. */
  readonly draws: number;
  readonly reference: { readonly chains: number; readonly warmUp: number; readonly draws: number; readonly leapfrogs: number };
}

interface ComparedUnit extends Unit {
  readonly problem: ProblemName;
  readonly method: CandidateName | "reference";
  readonly seed: number;
}

/** Every method of the registry on a regression and a classification, beside long chains of the same posterior. */
export const methodsCompared = experiment({
  ...{ ...texts.about, name: "methods-compared", source: "overview" },
  budgets,
  units: ({ settings }: GivenOptions<Settings>): ComparedUnit[] =>
    problemNames.flatMap((problem) => [
      { name: `${problem}-reference`, problem, method: "reference" as const, seed: 0 },
      ...crossed({ problem: [problem], method: candidateNames, seed: seeds(settings.seeds) }, ({ method, seed }) =>
        `${problem}-${method}-${seed}`.toLowerCase(),
      ),
    ]),
  prepare: async ({ key }) => comparedProblems(key),
  perform,
  conclude: (fits): MethodsComparedResult => ({ fits: withDistances(fits) }),
  ...methodsComparedFindings,
});

type Fit = ResultOf<typeof perform>;
/** Of a method, how far it is from the reference, in units of the reference's spread; null of the reference itself. */
export type ComparedFit = Fit & { readonly meanDistance: number | null; readonly spreadDistance: number | null };
export type MethodsComparedResult = { readonly fits: readonly ComparedFit[] };

type Problems = ReturnType<typeof comparedProblems>;

/** The fit of the reference, or of a method: from the fit of `map` itself where it starts from a point estimate. */
function fitOf({ problem, method, seed }: ComparedUnit, { settings, key }: Context<Settings>, problems: Problems): FitRequest {
  const { data, model, withDropout } = problems[problem];
  const own = key.child(problem).child("training").child(seed);
  if (method === "reference") {
    const chains = methods.hmc(settings.reference);
    return { label: `reference, ${problem}`, method: chains, problem: { model, data }, key: own.child("reference") };
  }
  const candidates = candidatesOf(problem, settings);
  const request = (name: CandidateName): FitRequest => ({
    label: `${candidates[name].words}, ${problem}, training ${seed}`,
    method: candidates[name].method,
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
  const columns = await valuesAt(posterior, given, { draws, key: own.child("places") });
  const measured = await measuredOn(posterior, given.test, { draws, key: own.child("test"), problem });
  posterior.dispose();
  const centre = columns.map(mean);
  const spread = columns.map((column, i) => rootMeanSquare(column.map((value) => value - centre[i]!)));
  return {
    ...{ problem, method, seed, ...measured, ...rounded({ mean: centre, spread }, 4) },
    rHat: method === "reference" ? worstRHat(columns, reference.chains) : null,
  };
}

/** Values of the drawn functions, draw by draw, at each place. */
async function valuesAt(
  posterior: Posterior,
  { places, ofOutput }: ComparedProblem,
  { draws, key }: ClassScoresOptions,
): Promise<number[][]> {
  const x = tensor(Float32Array.from(places.flat()), [places.length, places[0]!.length]);
  const outputs = predictOutputs(posterior, x, { draws }, key);
  const all = Array.from(await outputs.read(), ofOutput);
  for (const array of [x, outputs]) array.dispose();
  return places.map((_, place) => all.filter((_, i) => i % places.length === place));
}

/** The largest R-hat of the function over the places: chain after chain, equally long. */
function worstRHat(columns: readonly (readonly number[])[], chains: number): number {
  const size = columns[0]!.length / chains;
  const of = (column: readonly number[]) => mcmc.rHat(Array.from({ length: chains }, (_, i) => column.slice(i * size, (i + 1) * size)));
  return Number(Math.max(...columns.map(of)).toPrecision(5));
}

/** Of fresh data: nats per datum of the averaged prediction and of single draws, and how far it is from calibrated. */
async function measuredOn(
  posterior: Posterior,
  { x, y }: Data,
  { draws, key, problem }: ClassScoresOptions & { readonly problem: ProblemName },
) {
  const predictive = await predict(posterior, x, { draws }, key);
  const nll = -(await metrics.lppd(predictive, y));
  const nllOfDraws = -(await metrics.meanLogDensity(predictive, y));
  const calibration = problem === "moons" ? await metrics.expectedCalibrationError(predictive as never, y, { bins: 10 }) : null;
  (predictive as { dispose(): void }).dispose();
  return { ...rounded({ nll, nllOfDraws }, 4), ...rounded({ calibration }, 3) };
}

/** Root mean square over the places of the differences from the reference, over that of the reference's spread. */
export function withDistances(fits: readonly Fit[]): ComparedFit[] {
  return fits.map((fit) => {
    const reference = fits.find(({ problem, method }) => problem === fit.problem && method === "reference")!;
    if (fit === reference) return { ...fit, meanDistance: null, spreadDistance: null };
    const size = rootMeanSquare(reference.spread);
    const apart = (of: "mean" | "spread") => rootMeanSquare(fit[of].map((value, i) => value - reference[of][i]!)) / size;
    return { ...fit, ...rounded({ meanDistance: apart("mean"), spreadDistance: apart("spread") }, 4) };
  });
}

const rootMeanSquare = (values: readonly number[]): number => Math.sqrt(mean(values.map((value) => value * value)));
