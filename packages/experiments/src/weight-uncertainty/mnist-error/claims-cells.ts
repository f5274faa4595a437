import { type BudgetName, type Claim, verdictOf } from "@credence/lab";
import { mnistNetworkLabels, mnistNetworkNames, type TableNetworkName } from "../mnist/networks.ts";
import { publishedErrors, publishedUnits, publishedWeights, statedEpochs } from "./published.ts";
import { type MnistErrorResult, networkOf } from "./result.ts";
import { binomialError, tolerancePoints } from "./verdicts.ts";

/** The cells of Table 3. */
export const cellClaims = (result: MnistErrorResult, budget: BudgetName): Claim[] =>
  mnistNetworkNames.flatMap((network) => publishedUnits.flatMap((_, size) => oneCell(result, { network, size, budget })));

function oneCell(
  result: MnistErrorResult,
  { network, size, budget }: { network: TableNetworkName; size: number; budget: BudgetName },
): Claim[] {
  const units = publishedUnits[size];
  const { stated, stored, epochs: storedEpochs } = publishedErrors[network][size];
  const ours = networkOf(result, network, units);
  const bayesian = network.startsWith("bnn");
  const claim = (variant: "as published" | "as stated", published: number, measured: number | undefined): Claim => {
    const epochs = variant === "as stated" ? statedEpochs : storedEpochs;
    const draws = bayesian ? `, ${variant === "as stated" ? 50 : 10} draws` : "";
    const here = ours && ours.epochs !== epochs ? ` (here after ${ours.epochs})` : "";
    // The budgets train for as long as the source's stored runs, which is not always what its text says.
    const why = epochs === storedEpochs ? "" : `; asked of ${epochs} epochs; the source's stored run has ${storedEpochs}, ours no more`;
    return {
      id: `${network}-${units}-${variant === "as stated" ? "stated" : "published"}`,
      variant,
      statement: `Test error in %, ${mnistNetworkLabels[network]}, ${units} units, ${epochs} epochs${here}${draws}`,
      published,
      measured: measured ?? null,
      spread: measured === undefined ? null : binomialError(measured, result.testImages),
      tolerance: `within ${tolerancePoints} points${why}`,
      verdict: verdictOf(
        budget === "paper" && ours?.epochs === epochs,
        measured !== undefined && Math.abs(measured - published) <= tolerancePoints,
      ),
    };
  };
  const claims = [claim("as stated", stated, ours?.errorStated)];
  // A point network has no draws: where the stored run is of the stated length and gives the table's number, the two claims would be one.
  return bayesian || stored !== stated || storedEpochs !== statedEpochs
    ? [...claims, claim("as published", stored, ours?.errorPublished)]
    : claims;
}

/** Weights are counted, not trained: every budget tests it. */
export function weightsClaim({ networks }: MnistErrorResult, units: (typeof publishedUnits)[number]): Claim {
  const { count, digit } = publishedWeights[publishedUnits.indexOf(units)];
  const measured = networks.find((one) => one.units === units)?.weights ?? null;
  return {
    id: `weights-${units}`,
    variant: "as stated",
    statement: `Weights and biases of a network of ${units} units, all four alike (the Bayesian ones have two parameters for each)`,
    published: count,
    measured,
    spread: null,
    tolerance: `to the digits given, ${digit.toLocaleString("en-US")}`,
    verdict: verdictOf(measured !== null, measured !== null && Math.round(measured / digit) * digit === count),
  };
}
