import type { BudgetName, Claim, Verdict } from "../../experiment.ts";
import { mnistNetworkLabels, mnistNetworkNames, type TableNetworkName } from "../mnist/networks.ts";
import { publishedEpsilons, publishedRobustnessOf, statedRobustness } from "./published.ts";
import {
  type AdversarialNetwork,
  type AttackName,
  accuracyAt,
  type ImageSet,
  type MnistAdversarialResult,
  type Owner,
  ownerLabel,
  type TransferName,
  transferNames,
} from "./result.ts";

/**
 * Points of accuracy within which a number of Figure 22 counts as met, by epsilon. The source's CNN is not published and another makes
 * other images: where most images still hold, three points; where the attack is strong, ten.
 */
const tolerances = new Map<(typeof publishedEpsilons)[number], number>([
  [0.05, 3],
  [0.1, 10],
  [0.25, 10],
]);
const toleranceText = "within 3, 10 and 10 points: the source's CNN is not published, another makes other images";

/** How many standard errors apart two losses of accuracy must be to differ. */
const standardErrors = 2;

interface Group {
  readonly owner: Owner;
  readonly units: number;
}

/**
 * As published: what the source attacked fits its training set; whether it was clipped to the range of pixels is not known, so both are
 * tried. As stated: test images, and pixels that are pixels.
 */
const variants = [
  { variant: "as published", set: "train", attack: "transfer", words: "training images, clipped" },
  { variant: "as published", set: "train", attack: "transfer-unclipped", words: "training images, not clipped" },
  { variant: "as stated", set: "test", attack: "transfer", words: "test images" },
] as const;

type VariantOf = (typeof variants)[number];

const slugOf = ({ attack, set }: { readonly attack: AttackName; readonly set: ImageSet }) =>
  attack === "transfer" ? set : `${attack}-${set}`;

const verdictOf = (tested: boolean, holds: boolean): Verdict =>
  tested ? (holds ? "reproduced" : "not reproduced") : "not tested at this budget";

const percent = (value: number | undefined) => (value === undefined ? "–" : value.toFixed(1));
const slug = ({ owner, units }: Group) => `${owner}-${units}`;

/** Every stored number of Figure 22's networks, on the source's own trained networks and on ours, then what the text says. */
export function mnistAdversarialClaims(result: MnistAdversarialResult, budget: BudgetName): Claim[] {
  const groups: Group[] = [{ owner: "source", units: 400 }, ...[400, 800, 1200].map((units) => ({ owner: "ours" as const, units }))];
  return groups.flatMap((group) => {
    const networks = result.networks.filter(({ owner, units }) => owner === group.owner && units === group.units);
    const context = { result, budget, group, networks };
    // A size that was not trained says once for each network that it was not.
    const numbers = transferNames.flatMap((attack) => mnistNetworkNames.map((network) => numbersClaim(network, attack, context)));
    if (networks.length === 0 && group.owner === "ours") return numbers;
    return [
      ...(group.owner === "source" ? [cleanClaim(context)] : []),
      ...numbers,
      ...variants.flatMap((one) => [
        dropsClaim(one, context),
        tenthClaim(one, context),
        leastHurtClaim(one, context),
        wideRangeClaim(one, context),
      ]),
      ...(["fgsm", "pgd"] as const).map((attack) =>
        wideRangeClaim({ variant: "as stated", set: "test", attack, words: whiteBoxWords[attack] }, context),
      ),
    ];
  });
}

interface ClaimContext {
  readonly result: MnistAdversarialResult;
  readonly budget: BudgetName;
  readonly group: Group;
  readonly networks: readonly AdversarialNetwork[];
}

/** Numbers ask for the source's training: ours at the paper's budget, or the source's networks wherever all images are attacked. */
const numbersTested = ({ budget, group }: ClaimContext): boolean => (group.owner === "source" ? budget !== "smoke" : budget === "paper");

/** Statements about which network is better may be asked of a shorter training. */
const statementsTested = ({ budget }: ClaimContext): boolean => budget !== "smoke";

const networkOf = ({ networks }: ClaimContext, name: TableNetworkName) => networks.find(({ network }) => network === name);

/** The source's networks are right on every stored image at epsilon 0, which tells what the images are. */
function cleanClaim(context: ClaimContext): Claim {
  const clean = (set: ImageSet) =>
    context.networks
      .map((one) => accuracyAt(context.result, one, { set, attack: "transfer", epsilon: 0 }))
      .filter((value) => value !== undefined);
  const [train, test] = [clean("train"), clean("test")];
  return {
    id: `${slug(context.group)}-clean`,
    variant: "as published",
    statement: "All networks are right on all images at epsilon 0: the images attacked fit the training set, not the test set",
    published: "100 %",
    measured:
      train.length === 0 ? null : `training images ${train.map(percent).join(", ")} %; test images ${test.map(percent).join(", ")} %`,
    spread: null,
    tolerance: "100 % on the training images and on the test images not",
    verdict: verdictOf(
      numbersTested(context) && train.length > 0,
      train.every((value) => value === 100) && test.every((value) => value < 100),
    ),
  };
}

function numbersClaim(network: TableNetworkName, attack: TransferName, context: ClaimContext): Claim {
  const { group, result } = context;
  const stored = publishedRobustnessOf(network, group.units)!;
  const ours = networkOf(context, network);
  const cells = [...tolerances].map(([epsilon, tolerance]) => {
    const published = stored.accuracyPercent[publishedEpsilons.indexOf(epsilon)]!;
    const measured = accuracyAt(result, ours, { set: "train", attack, epsilon });
    return { published, measured, holds: measured !== undefined && Math.abs(measured - published) <= tolerance };
  });
  return {
    id: `${slug(group)}-${network}${attack === "transfer" ? "" : "-unclipped"}`,
    variant: "as published",
    statement: `Accuracy in % at epsilon 0.05, 0.10 and 0.25 on training images ${attack === "transfer" ? "clipped to [0, 1]" : "not clipped"}, transfer attack: ${mnistNetworkLabels[network]} (${ownerLabel(group)}, published after ${stored.epochs} epochs)`,
    published: cells.map(({ published }) => published.toFixed(2)).join(" / "),
    measured: ours ? cells.map(({ measured }) => percent(measured)).join(" / ") : null,
    spread: null,
    tolerance: toleranceText,
    verdict: verdictOf(
      numbersTested(context) && ours !== undefined,
      cells.every(({ holds }) => holds),
    ),
  };
}

function dropsClaim({ variant, set, attack, words }: VariantOf, context: ClaimContext): Claim {
  const { result, group } = context;
  const { epsilon, dropBayesian, dropDropout, dropPlain } = statedRobustness;
  const published = [dropBayesian, dropDropout, dropPlain];
  const drops = (["bnn-gaussian", "dnn-dropout", "dnn"] as const).map((name) => {
    const at = (size: number) => accuracyAt(result, networkOf(context, name), { set, attack, epsilon: size });
    const [clean, attacked] = [at(0), at(epsilon)];
    return clean === undefined || attacked === undefined ? undefined : clean - attacked;
  });
  return {
    id: `${slug(group)}-drops-${slugOf({ attack, set })}`,
    variant,
    statement: `At epsilon 0.05 the BNN loses about 2 points of accuracy, dropout 6, the plain network 12 (${ownerLabel(group)}, ${words})`,
    published: published.join(" / "),
    measured: drops.includes(undefined) ? null : drops.map(percent).join(" / "),
    spread: null,
    tolerance: "each within 3 points",
    verdict: verdictOf(
      numbersTested(context) && !drops.includes(undefined),
      drops.every((drop, i) => drop !== undefined && Math.abs(drop - published[i]!) <= 3),
    ),
  };
}

function tenthClaim({ variant, set, attack, words }: VariantOf, context: ClaimContext): Claim {
  const measured = accuracyAt(context.result, networkOf(context, "bnn-gaussian"), { set, attack, epsilon: 0.1 });
  return {
    id: `${slug(context.group)}-tenth-${slugOf({ attack, set })}`,
    variant,
    statement: `At epsilon 0.10 the BNN still has an accuracy of 84 % (${ownerLabel(context.group)}, ${words})`,
    published: statedRobustness.accuracyAtTenth,
    measured: measured ?? null,
    // of counting
    spread: measured === undefined ? null : Math.sqrt((measured * (100 - measured)) / context.result.images),
    tolerance: "within 10 points",
    verdict: verdictOf(
      numbersTested(context) && measured !== undefined,
      measured !== undefined && Math.abs(measured - statedRobustness.accuracyAtTenth) <= 10,
    ),
  };
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
    id: `${slug(context.group)}-least-hurt-${slugOf({ attack, set })}`,
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

const whiteBoxWords = {
  fgsm: "test images, white-box FGSM on each network's own averaged prediction",
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
    id: `${slug(context.group)}-wide-range-${slugOf({ attack, set })}`,
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
