import { type BudgetName, type Claim, verdictOf } from "@credence/lab";
import { mnistNetworkLabels, mnistNetworkNames } from "../mnist/networks.ts";
import { type ClaimContext, type Group, groupSlug, slugOf, statementsTested, type VariantOf, variants } from "./claim-context.ts";
import { cleanClaim, dropsClaim, numbersClaim, tenthClaim, textUnits } from "./claims-numbers.ts";
import { statedRobustness } from "./published.ts";
import { type AttackName, type ImageSet, type MnistAdversarialResult, ownerLabel, transferNames } from "./result.ts";

/** How many standard errors apart two losses of accuracy must be to differ. */
const standardErrors = 2;

/** Every stored number of Figure 22's networks, on the source's own trained networks and on ours, then what the text says. */
export function mnistAdversarialClaims(result: MnistAdversarialResult, budget: BudgetName): Claim[] {
  const groups: Group[] = [{ owner: "source", units: 400 }, ...[400, 800, 1200].map((units) => ({ owner: "ours" as const, units }))];
  return groups.flatMap((group) => {
    const networks = result.networks.filter(({ owner, units }) => owner === group.owner && units === group.units);
    const context = { result, budget, group, networks };
    const numbers = transferNames.flatMap((attack) => mnistNetworkNames.map((network) => numbersClaim(network, attack, context)));
    // A size that was not trained says once for each number that it was not: the text's own, too, where it is the text's size.
    const untrained = networks.length === 0 && group.owner === "ours";
    if (untrained && group.units !== textUnits) return numbers;
    const texts = variants.flatMap((one) => [dropsClaim(one, context), tenthClaim(one, context)]);
    if (untrained) return [...numbers, ...texts];
    return [
      ...(group.owner === "source" ? [cleanClaim(context)] : []),
      ...numbers,
      ...texts,
      ...variants.flatMap((one) => [leastHurtClaim(one, context), wideRangeClaim(one, context)]),
      ...(["fgsm-log-odds", "pgd"] as const).map((attack) =>
        wideRangeClaim({ variant: "as stated", set: "test", attack, words: whiteBoxWords[attack] }, context),
      ),
    ];
  });
}

const others = ["dnn-dropout", "dnn"] as const;

/** Points the Gaussian BNN loses more than dropout and than the plain network (negative: less), with standard errors. */
const compared = ({ result, group }: ClaimContext, at: { set: ImageSet; attack: AttackName; epsilon: number }) =>
  others.map((other) =>
    result.comparisons.find(
      (one) =>
        one.owner === group.owner &&
        one.units === group.units &&
        one.other === other &&
        one.set === at.set &&
        one.attack === at.attack &&
        one.epsilon === at.epsilon,
    ),
  );

const clearlyLess = ({ points, standardError }: { points: number; standardError: number }) => points < -standardErrors * standardError;

function leastHurtClaim({ variant, set, attack, words }: VariantOf, context: ClaimContext): Claim {
  const rows = compared(context, { set, attack, epsilon: statedRobustness.epsilon });
  const found = rows.filter((row) => row !== undefined);
  return {
    id: `${groupSlug(context.group)}-least-hurt-${slugOf({ attack, set })}`,
    variant,
    statement: `FGSM at 0.05 hurts the BNN less than dropout and than the plain network (${ownerLabel(context.group)}, ${words})`,
    published: "less",
    measured:
      found.length < others.length
        ? null
        : found
            .map(
              ({ other, points, standardError }) =>
                `${signed(points)} ± ${standardError.toFixed(1)} points against ${mnistNetworkLabels[other]}`,
            )
            .join("; "),
    spread: null,
    tolerance: `loses less than both, by ${standardErrors} standard errors, paired`,
    verdict: verdictOf(statementsTested(context) && found.length === others.length, found.every(clearlyLess)),
  };
}

/** On log odds, whose gradient does not vanish where the usual loss's would underflow. */
const whiteBoxWords = {
  "fgsm-log-odds": "test images, white-box FGSM on the log odds of each network's own averaged prediction",
  pgd: "test images, white-box PGD on each network's own averaged prediction",
} as const;

/** "More robust than the DNN and DNN with dropout for a wide range of epsilon": of the source's attack, and of those it did not try. */
function wideRangeClaim(
  { variant, set, attack, words }: { variant: Claim["variant"]; set: ImageSet; attack: AttackName; words: string },
  context: ClaimContext,
): Claim {
  const epsilons = context.result.epsilons.filter((epsilon) => epsilon > 0);
  const rows = epsilons.map((epsilon) => ({
    epsilon,
    found: compared(context, { set, attack, epsilon }).filter((row) => row !== undefined),
  }));
  const complete = rows.every(({ found }) => found.length === others.length);
  return {
    id: `${groupSlug(context.group)}-wide-range-${slugOf({ attack, set })}`,
    variant,
    statement: `The BNN is more robust than dropout and the plain network for a wide range of epsilon (${ownerLabel(context.group)}, ${words})`,
    published: "more robust",
    measured: complete
      ? rows
          .map(
            ({ epsilon, found }) =>
              `${epsilon}: ${found.map(({ points, standardError }) => `${signed(points)} ± ${standardError.toFixed(1)}`).join(", ")}`,
          )
          .join("; ")
      : null,
    spread: null,
    tolerance: `points lost more than by dropout, by the plain network, at each epsilon: all below 0 by ${standardErrors} standard errors, paired`,
    verdict: verdictOf(
      statementsTested(context) && complete,
      rows.every(({ found }) => found.every(clearlyLess)),
    ),
  };
}

const signed = (points: number) => (points > 0 ? `+${points.toFixed(1)}` : points.toFixed(1).replace("-", "−"));
