import { above, ascending, asks, below, notAtSmoke, runsOf, type Said, said } from "@credence/lab";
import type { MethodsComparedResult } from "./methods-compared.ts";
import { problemNames } from "./problems.ts";
import texts from "./texts.json" with { type: "json" };

type Claim = Said<MethodsComparedResult>;

const { claims } = texts;
const titles = { regression: "the regression", moons: "two moons" } as const;
/** The three families that the source names, and the method of the registry that stands for each. */
const families = { "variational inference": "bayesByBackprop", "MC dropout": "mcDropout", "Markov chain Monte Carlo": "hmc" } as const;

/** What the source states of its three families; the reference is checked first. */
export const methodsComparedClaims: readonly Claim[] = problemNames.flatMap((problem): Claim[] => {
  const named = { problem, title: titles[problem] };
  const fitsOf = ({ fits }: MethodsComparedResult, method: MethodsComparedResult["fits"][number]["method"]) =>
    runsOf(fits).where({ problem, method });
  return [
    said(claims, "reference-{problem}", {
      ...{ values: named, asks: below(1.05), tested: notAtSmoke },
      measured: (result) => fitsOf(result, "reference").all[0]?.rHat,
    }),
    ...Object.entries(families).map(
      ([family, method]): Claim =>
        said(claims, "approximates-{problem}-{method}", {
          values: { ...named, family, method: method.toLowerCase() },
          measured: (result) => fitsOf(result, method).over(({ spreadDistance }) => spreadDistance),
          asks: asks("below 1 by more than 2 standard deviations", ([distance], _, [error]) => distance! + 2 * error! < 1),
          tested: notAtSmoke,
        }),
    ),
    said(claims, "order-{problem}", {
      ...{ values: named, asks: ascending(), shows: 2, tested: notAtSmoke },
      measured: (result) =>
        (["hmc", "fullGaussian", "bayesByBackprop", "map"] as const).map((method) =>
          fitsOf(result, method).over(({ spreadDistance }) => spreadDistance),
        ),
    }),
    said(claims, "average-{problem}", {
      ...{ values: named, asks: above(0, "nats"), shows: 3, tested: notAtSmoke },
      measured: (result) => Object.values(families).map((method) => fitsOf(result, method).over(({ nll, nllOfDraws }) => nllOfDraws - nll)),
    }),
  ];
});
