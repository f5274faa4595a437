import { ascending, asks, type Findings, runsOf, type Said, said } from "@credence/lab";
import { bands, ranked, surface, tableOf, told } from "@credence/lab/figures";
import { candidateNames, candidates } from "./candidates.ts";
import type { ComparedFit, MethodsComparedResult } from "./methods-compared.ts";
import { line, type ProblemName, plane, problemNames, truth } from "./problems.ts";
import texts from "./texts.json" with { type: "json" };

type Result = MethodsComparedResult;
type Method = ComparedFit["method"];
type Value = (fit: ComparedFit) => number | null;

const { claims, shown } = texts;
const titles = { regression: "the regression", moons: "two moons" } as const;
/** The three families that the source names, and the method of the registry that stands for each. */
const families = { "variational inference": "bayesByBackprop", "MC dropout": "mcDropout", "Markov chain Monte Carlo": "hmc" } as const;
const nearestFirst = ["hmc", "fullGaussian", "bayesByBackprop", "map"] as const;
/** The methods that are drawn; the tables have all. */
const drawn = ["reference", "hmc", "fullGaussian", "bayesByBackprop", "swag", "laplace", "mcDropout", "deepEnsemble"] as const;

const wordsOf = (method: Method): string => (method === "reference" ? "reference (HMC)" : candidates.regression[method].words);
const spreadDistance: Value = (fit) => fit.spreadDistance;

const of = ({ fits }: Result, problem: ProblemName, method: Method) => runsOf(fits).where({ problem, method });

/** What the source states of its three families on a problem; the reference is checked first. */
function claimsOf(problem: ProblemName): Said<Result>[] {
  const values = { problem, title: titles[problem] };
  return [
    said(claims, "reference-{problem}", { values, measured: (result) => of(result, problem, "reference").all[0]?.rHat }),
    ...Object.entries(families).map(
      ([family, method]): Said<Result> =>
        said(claims, "approximates-{problem}-{method}", {
          values: { ...values, family, method: method.toLowerCase() },
          measured: (result) => of(result, problem, method).over(spreadDistance),
          asks: asks("below 1 by more than 2 standard deviations", ([distance], _, [error]) => distance! + 2 * error! < 1),
        }),
    ),
    said(claims, "order-{problem}", {
      ...{ values, asks: ascending() },
      measured: (result) => nearestFirst.map((method) => of(result, problem, method).over(spreadDistance)),
    }),
    said(claims, "average-{problem}", {
      values,
      measured: (result) =>
        Object.values(families).map((method) => of(result, problem, method).over(({ nll, nllOfDraws }) => nllOfDraws - nll)),
    }),
  ];
}

function distances(result: Result, problem: ProblemName): string {
  const spreadOf = (name: Method) => [wordsOf(name), of(result, problem, name).mean(spreadDistance)] as const;
  const named = candidateNames.filter((name) => name !== "map").map(spreadOf);
  return `Distance of the spread from the reference's, where one network has 1: ${ranked(named, { digits: 2 })}.`;
}

/** Which methods come near the posterior: as statements, as functions, as a table to choose by. */
export const methodsComparedFindings: Findings<Result> = {
  claims: problemNames.flatMap(claimsOf),
  figures(result) {
    const first = (problem: ProblemName) => drawn.flatMap((method) => of(result, problem, method).all.slice(0, 1));
    const regressions = first("regression").map(({ method, mean, spread }) => {
      const [lower, upper] = [-2, 2].map((sds) => mean.map((value, i) => value + sds * spread[i]!));
      return {
        ...{ panel: wordsOf(method), x: line, centre: mean, truth: { x: line, y: line.map(truth) } },
        bands: [{ label: "2 standard deviations", lower: lower!, upper: upper! }],
      };
    });
    const doubts = first("moons").map(({ method, spread }) => ({ panel: wordsOf(method), values: spread }));
    return [
      {
        ...{ ...told(shown, "regression"), finding: distances(result, "regression") },
        plot: bands({ panels: regressions, xLabel: "input", yLabel: "function", yWindow: [-2, 2], centreLabel: "mean" }),
      },
      {
        ...{ ...told(shown, "moons"), finding: distances(result, "moons") },
        plot: surface({
          ...{ panels: doubts, grid: plane, label: "standard deviation of the probability", domain: [0, 0.5] },
          ...{ xLabel: "first input", yLabel: "second input" },
        }),
      },
    ];
  },
  tables: (result) =>
    problemNames.map((problem) => {
      const average = (value: Value) => (method: Method) => of(result, problem, method).mean(value);
      const spread = average(spreadDistance);
      const networks = problem === "regression" ? "1-50-1 networks on a regression" : "2-32-32-1 networks on two moons";
      return tableOf<Method>({
        ...told(shown, "methods-{problem}", { problem, networks }),
        rows: ["reference" as const, ...candidateNames.toSorted((a, b) => spread(a)! - spread(b)!)],
        columns: [
          { label: "method", of: wordsOf },
          { label: "distance of the mean", digits: 2, of: average(({ meanDistance }) => meanDistance) },
          { label: "distance of the spread", digits: 2, of: spread },
          { label: "NLL (nats)", digits: 3, of: average(({ nll }) => nll) },
          ...(problem === "moons"
            ? [{ label: "ECE (%)", digits: 1, of: average(({ calibration }) => (calibration === null ? null : 100 * calibration)) }]
            : []),
          { label: "passes", of: (method) => (method === "reference" ? null : candidates[problem][method].passes) },
        ],
      });
    }),
};
