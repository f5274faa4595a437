import { bands, type Figure, ranked, surface, type Table, tableOf } from "@credence/lab/figures";
import { type CandidateName, candidateNames, candidates } from "./candidates.ts";
import { meanOf, of } from "./claims.ts";
import type { ComparedFit, MethodsComparedResult } from "./methods-compared.ts";
import { line, type ProblemName, plane, problemNames, truth } from "./problems.ts";

/** The methods that are drawn; the tables have all. */
const drawn = ["reference", "hmc", "fullGaussian", "bayesByBackprop", "swag", "laplace", "mcDropout", "deepEnsemble"] as const;

const wordsOf = (method: ComparedFit["method"]): string => (method === "reference" ? "reference (HMC)" : candidates[method].words);

const distances = (result: MethodsComparedResult, problem: ProblemName): string =>
  `Distance of the spread from the reference's, where one network has 1: ${ranked(
    candidateNames
      .filter((method) => method !== "map")
      .map((method): [string, number] => [candidates[method].words, meanOf(result, { problem, method }, (fit) => fit.spreadDistance)]),
    { digits: 2 },
  )}.`;

export function methodsComparedFigures(result: MethodsComparedResult): Figure[] {
  const first = (problem: ProblemName) => drawn.flatMap((method) => of(result, problem, method).slice(0, 1));
  return [
    {
      name: "regression",
      title: "Functions of 1-50-1 networks",
      finding: distances(result, "regression"),
      caption: "Mean and 2 standard deviations of the drawn functions, noise left out; the data lie in [-1, -0.3] and [0.3, 1].",
      plot: bands({
        panels: first("regression").map(({ method, mean, spread }) => ({
          panel: wordsOf(method),
          ...{ x: line, centre: mean, truth: { x: line, y: line.map(truth) } },
          bands: [
            {
              label: "2 standard deviations",
              lower: mean.map((value, i) => value - 2 * spread[i]),
              upper: mean.map((value, i) => value + 2 * spread[i]),
            },
          ],
        })),
        ...{ xLabel: "input", yLabel: "function", yWindow: [-2, 2], centreLabel: "mean" },
      }),
    },
    {
      name: "moons",
      title: "Doubt of 2-32-32-1 networks about two moons",
      finding: distances(result, "moons"),
      caption: "Standard deviation over draws of the probability of class 1.",
      plot: surface({
        panels: first("moons").map(({ method, spread }) => ({ panel: wordsOf(method), values: spread })),
        ...{ grid: plane, label: "standard deviation of the probability", domain: [0, 0.5], xLabel: "first input", yLabel: "second input" },
      }),
    },
  ];
}

export function methodsComparedTables(result: MethodsComparedResult): Table[] {
  return problemNames.map((problem) => {
    const average = (value: (fit: ComparedFit) => number | null) => (method: CandidateName | "reference") => {
      const mean = meanOf(result, { problem, method }, value);
      return Number.isFinite(mean) ? mean : null;
    };
    const spread = average(({ spreadDistance }) => spreadDistance);
    const rows = ["reference" as const, ...candidateNames.toSorted((a, b) => spread(a)! - spread(b)!)];
    return tableOf<CandidateName | "reference">({
      name: `methods-${problem}`,
      title: problem === "regression" ? "1-50-1 networks on a regression" : "2-32-32-1 networks on two moons",
      caption:
        "Mean over trainings; distances are root mean squares over places, in units of the reference's spread. Passes: over all data, forwards and backwards, at budget paper.",
      rows,
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
