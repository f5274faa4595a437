import { above, ascending, asks, below, mean, measuredOver, type Said } from "@credence/lab";
import type { CandidateName } from "./candidates.ts";
import type { ComparedFit, MethodsComparedResult } from "./methods-compared.ts";
import { type ProblemName, problemNames } from "./problems.ts";

type Claim = Said<MethodsComparedResult>;

/** The fits of a method to a problem. */
export const of = ({ fits }: MethodsComparedResult, problem: ProblemName, method: ComparedFit["method"]): ComparedFit[] =>
  fits.filter((fit) => fit.problem === problem && fit.method === method);

/** Mean over trainings. */
export const meanOf = (
  result: MethodsComparedResult,
  { problem, method }: { readonly problem: ProblemName; readonly method: ComparedFit["method"] },
  value: (fit: ComparedFit) => number | null,
): number => mean(of(result, problem, method).map((fit) => value(fit) ?? Number.NaN));

const tested: Claim["tested"] = (_, budget) => budget !== "smoke";
const titles = { regression: "the regression", moons: "two moons" } as const;
/** The three families that the source names, and the method of the registry that stands for each. */
const families = { "variational inference": "bayesByBackprop", "MC dropout": "mcDropout", "Markov chain Monte Carlo": "hmc" } as const;

/** What the source states of its three families; the reference is checked first. */
export const methodsComparedClaims: readonly Claim[] = problemNames.flatMap((problem): Claim[] => [
  {
    id: `reference-${problem}`,
    statement: `Markov chain Monte Carlo reaches the posterior on ${titles[problem]}: largest R-hat of the function over the places`,
    published: "samples from the posterior",
    measured: (result) => of(result, problem, "reference")[0]?.rHat,
    asks: below(1.05),
    tested,
  },
  ...Object.entries(families).map(
    ([family, method]): Claim => ({
      id: `approximates-${problem}-${method}`.toLowerCase(),
      statement: `${family} approximates the posterior on ${titles[problem]}: distance of its spread from the reference's, where one network has 1`,
      published: "approximates the posterior over the weights",
      measured: (result) =>
        measuredOver(
          of(result, problem, method).map(({ spreadDistance }) => spreadDistance!),
          "runs",
        ),
      asks: asks("below 1 by more than 2 standard deviations", ([distance], _, [error]) => distance! + 2 * error! < 1),
      tested,
    }),
  ),
  {
    id: `order-${problem}`,
    statement: `The nearer to exact, the nearer to the posterior on ${titles[problem]}: distance of the spread of HMC, full Gaussian, mean field and one network`,
    published: "trade-off between cost and accuracy",
    measured: (result) =>
      (["hmc", "fullGaussian", "bayesByBackprop", "map"] as const).map((method) =>
        measuredOver(
          of(result, problem, method).map(({ spreadDistance }) => spreadDistance!),
          "runs",
        ),
      ),
    asks: ascending(),
    shows: 2,
    tested,
    reason: {
      because: "unknown",
      evidence:
        "The full covariance contains the mean field, and its fit, from a trained network at a rate of 0.001, ends further away; at the mean field's rate it diverged.",
    },
  },
  {
    id: `average-${problem}`,
    statement: `The predictive is an average over draws on ${titles[problem]}: nats per datum of single draws less those of their average, mean field, MC dropout and HMC`,
    published: "averages the predictions of the draws",
    measured: (result) =>
      Object.values(families).map((method: CandidateName) =>
        meanOf(result, { problem, method }, ({ nll, nllOfDraws }) => nllOfDraws - nll),
      ),
    asks: above(0, "nats"),
    shows: 3,
    tested,
  },
]);
