import { runsOf } from "@credence/lab";
import { bands, type Figure, ranked, surface, type Table, tableOf, told } from "@credence/lab/figures";
import { candidateNames, candidates } from "./candidates.ts";
import type { ComparedFit, MethodsComparedResult } from "./methods-compared.ts";
import { line, type ProblemName, plane, problemNames, truth } from "./problems.ts";
import texts from "./texts.json" with { type: "json" };

type Method = ComparedFit["method"];

const { shown } = texts;

/** The methods that are drawn; the tables have all. */
const drawn = ["reference", "hmc", "fullGaussian", "bayesByBackprop", "swag", "laplace", "mcDropout", "deepEnsemble"] as const;

const wordsOf = (method: Method): string => (method === "reference" ? "reference (HMC)" : candidates[method].words);

/** Mean over the trainings of each method of a problem. */
const averageOn =
  ({ fits }: MethodsComparedResult, problem: ProblemName, value: (fit: ComparedFit) => number | null) =>
  (method: Method) =>
    runsOf(fits).where({ problem, method }).mean(value);

function distances(result: MethodsComparedResult, problem: ProblemName): string {
  const spread = averageOn(result, problem, (fit) => fit.spreadDistance);
  const named = candidateNames.filter((name) => name !== "map").map((name) => [wordsOf(name), spread(name)] as const);
  return `Distance of the spread from the reference's, where one network has 1: ${ranked(named, { digits: 2 })}.`;
}

export function methodsComparedFigures(result: MethodsComparedResult): Figure[] {
  const first = (problem: ProblemName) => drawn.flatMap((method) => runsOf(result.fits).where({ problem, method }).all.slice(0, 1));
  return [
    {
      ...{ ...told(shown, "regression"), finding: distances(result, "regression") },
      plot: bands({
        panels: first("regression").map(({ method, mean, spread }) => {
          const [lower, upper] = [-2, 2].map((sds) => mean.map((value, i) => value + sds * spread[i]!));
          return {
            ...{ panel: wordsOf(method), x: line, centre: mean, truth: { x: line, y: line.map(truth) } },
            bands: [{ label: "2 standard deviations", lower: lower!, upper: upper! }],
          };
        }),
        ...{ xLabel: "input", yLabel: "function", yWindow: [-2, 2], centreLabel: "mean" },
      }),
    },
    {
      ...{ ...told(shown, "moons"), finding: distances(result, "moons") },
      plot: surface({
        panels: first("moons").map(({ method, spread }) => ({ panel: wordsOf(method), values: spread })),
        ...{ grid: plane, label: "standard deviation of the probability", domain: [0, 0.5], xLabel: "first input", yLabel: "second input" },
      }),
    },
  ];
}

export function methodsComparedTables(result: MethodsComparedResult): Table[] {
  return problemNames.map((problem) => {
    const average = (value: (fit: ComparedFit) => number | null) => averageOn(result, problem, value);
    const spread = average(({ spreadDistance }) => spreadDistance);
    const networks = problem === "regression" ? "1-50-1 networks on a regression" : "2-32-32-1 networks on two moons";
    return tableOf<Method>({
      ...told(shown, "methods-{problem}", { problem, networks }),
      rows: ["reference" as const, ...candidateNames.toSorted((a, b) => spread(a)! - spread(b)!)],
      columns: [
        { label: "method", of: wordsOf },
        { label: "distance of the mean", digits: 2, of: average(({ meanDistance }) => meanDistance) },
        { label: "distance of the spread", digits: 2, of: spread },
        { label: "NLL (nats)", digits: 3, of: average(({ nll }) => nll) },
        ...(problem === "moons" ? [{ label: "ECE", digits: 3, of: average(({ calibration }) => calibration) }] : []),
        { label: "passes", of: (method) => (method === "reference" ? null : candidates[method].passes(problem, { share: 1 })) },
      ],
    });
  });
}
