import { type BudgetName, type Claim, verdictOf } from "@credence/lab";
import { powerOfE } from "@credence/lab/figures";
import { pooledDifference } from "./pooled-difference.ts";
import { bestMixture, mixtureGrid, publishedErrors, publishedUnits, statedPriorPoints } from "./published.ts";
import { type DrawsName, type MnistErrorResult, networkOf, wrongOf } from "./result.ts";
import { signed, standardErrors } from "./verdicts.ts";

/**
 * What the text says of the two priors, and of those of Blundell et al. It says it of the whole table, and 10,000 images of one size
 * give a standard error of a tenth of a point, as much as the difference: so it is asked of the mean over all sizes, with the epochs of
 * the paper's budget.
 */
export function priorClaims(result: MnistErrorResult, { trained, budget }: { trained: readonly number[]; budget: BudgetName }): Claim[] {
  const differences = {
    stated: difference(result, { trained, draws: "stated" }),
    published: difference(result, { trained, draws: "published" }),
  };
  const epochs = budget === "paper" ? "" : `, here after ${networkOf(result, "bnn-gaussian", trained[0])?.epochs} epochs`;
  const where = trained.length === 0 ? "" : `, ${trained.length > 1 ? "mean of " : ""}${trained.join(", ")} units${epochs}`;
  const tested = budget === "paper" && trained.length === publishedUnits.length;
  const claim = (
    said: Pick<Claim, "id" | "variant" | "statement" | "published" | "tolerance">,
    draws: DrawsName,
    holds: (found: NonNullable<Difference>) => boolean,
  ): Claim => {
    const found = differences[draws];
    return {
      ...said,
      statement: `${said.statement}${draws === "published" ? " (10 draws)" : ""}${where}`,
      measured: found && `${signed(found.points)} ± ${found.standardError.toFixed(2)} points`,
      spread: null,
      tolerance: `${said.tolerance}, in the mean of ${publishedUnits.join(", ")} units`,
      verdict: verdictOf(tested && found !== null, found !== null && holds(found)),
    };
  };
  /** Points lower, both ends positive. */
  const between = ([least, most]: readonly [number, number], points: number, standardError: number) => {
    const slack = standardErrors * standardError;
    return points < 0 && points <= -slack && -points >= least - slack && -points <= most + slack;
  };
  const range = ([least, most]: readonly [number, number]) => `${least.toFixed(2)} to ${most.toFixed(2)} points lower`;
  const clearly = `lower by ${standardErrors} standard errors, paired`;
  const { ours, blundell } = statedPriorPoints;
  return [
    claim(
      {
        id: "gaussian-beats-mixture",
        variant: "as stated",
        statement: "The Gaussian prior's error is lower than the mixture's",
        published: "lower",
        tolerance: clearly,
      },
      "stated",
      ({ points, standardError }) => points < 0 && points <= -standardErrors * standardError,
    ),
    ...(["stated", "published"] as const).map((draws) =>
      claim(
        {
          id: `gaussian-mixture-points-${draws}`,
          variant: draws === "stated" ? "as stated" : "as published",
          statement: "The Gaussian prior's error is lower than the mixture's by 10 to 20 basis points",
          published: `${range(ours)} (by size ${storedDifferences(draws)})`,
          tolerance: `${clearly}, and ${range(ours)} to within as many`,
        },
        draws,
        ({ points, standardError }) => between(ours, points, standardError),
      ),
    ),
    claim(
      {
        id: "mixture-gaussian-points-blundell",
        variant: "external",
        statement:
          "In Blundell et al. the mixture's error is lower than the Gaussian prior's by 60 to 70 basis points, says the source (their table: 0.46, 0.65, 0.70 by size); Gaussian less mixture",
        published: `mixture ${range(blundell)}`,
        tolerance: `mixture ${clearly}, and ${range(blundell)} to within as many`,
      },
      "stated",
      ({ points, standardError }) => between(blundell, -points, standardError),
    ),
  ];
}

type Difference = { readonly points: number; readonly standardError: number } | null;

/** Error of the Gaussian prior less that of the mixture, mean over the sizes. */
function difference(result: MnistErrorResult, { trained, draws }: { trained: readonly number[]; draws: DrawsName }): Difference {
  const pairs = trained.flatMap((units) => {
    const [gaussian, mixture] = [networkOf(result, "bnn-gaussian", units), networkOf(result, "bnn-mixture", units)];
    return gaussian && mixture ? [{ first: wrongOf(gaussian, draws), second: wrongOf(mixture, draws) }] : [];
  });
  return pairs.length === 0 ? null : pooledDifference(pairs, { images: result.testImages });
}

const storedDifferences = (draws: DrawsName): string =>
  publishedUnits
    .map((_, size) => {
      const [gaussian, mixture] = [publishedErrors["bnn-gaussian"][size], publishedErrors["bnn-mixture"][size]];
      return (draws === "stated" ? mixture.stated - gaussian.stated : mixture.stored - gaussian.stored).toFixed(2);
    })
    .join(", ");

/** The source's search over mixtures is shown, not repeated. */
export const bestMixtureClaim = (): Claim => ({
  id: "best-mixture",
  variant: "as stated",
  statement: `Of the mixtures tried, that of weight ${bestMixture.weight} with σ₁ = ${powerOfE(bestMixture.minusLogStdDev1)} and σ₂ = ${powerOfE(bestMixture.minusLogStdDev2)} is the best`,
  published: "the lowest error",
  measured: null,
  spread: null,
  tolerance: `not asked at any budget: the other ${mixtureGrid.length - 1} mixtures the source stored are not trained here (its numbers are in the table of mixtures)`,
  verdict: "not tested at this budget",
});
