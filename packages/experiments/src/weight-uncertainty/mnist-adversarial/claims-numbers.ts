import { type Claim, verdictOf } from "@credence/lab";
import { mnistNetworkLabels, type TableNetworkName } from "../mnist/networks.ts";
import { accuracyOf, type ClaimContext, groupSlug, networkOf, numbersTested, percent, slugOf, type VariantOf } from "./claim-context.ts";
import { publishedEpsilons, publishedRobustnessOf, statedRobustness } from "./published.ts";
import { type ImageSet, ownerLabel, type TransferName } from "./result.ts";

/** The text's numbers are those of Figure 22, whose networks have so many units: other sizes are asked for what was stored of them. */
export const textUnits = 1200;

/** The network that made the source's images is not published, and another makes other images: so many points may lie between where most images still hold. */
const dropPoints = 3;

/** And so many where about half of them hold. */
const tenthPoints = 10;

/** Where next to nothing is left points say nothing: a factor, and so many standard errors of counting. */
const remainderFactor = 2;
const remainderErrors = 2;

type Allowed = (numbers: { readonly measured: number; readonly published: number; readonly images: number }) => boolean;

/** When a number of Figure 22 counts as met, by epsilon. */
const allowances = new Map<(typeof publishedEpsilons)[number], Allowed>([
  [0.05, ({ measured, published }) => Math.abs(measured - published) <= dropPoints],
  [0.1, ({ measured, published }) => Math.abs(measured - published) <= tenthPoints],
  [
    0.25,
    ({ measured, published, images }) => {
      const slack = remainderErrors * countingError(published, images);
      return measured >= published / remainderFactor - slack && measured <= published * remainderFactor + slack;
    },
  ],
]);
const allowanceText = `within ${dropPoints} and ${tenthPoints} points, and a factor of ${remainderFactor} with ${remainderErrors} standard errors of counting: the network that made the source's images is not published, another makes other images`;

/** Standard error of an accuracy counted on so many images, both in %. */
const countingError = (accuracy: number, images: number): number => Math.sqrt((accuracy * (100 - accuracy)) / images);

/** The source's networks are right on every stored image at epsilon 0, which tells what the images are. */
export function cleanClaim(context: ClaimContext): Claim {
  const clean = (set: ImageSet) =>
    context.networks
      .map(({ network }) => accuracyOf(context, network, { set, attack: "transfer", epsilon: 0 }))
      .filter((value) => value !== undefined);
  const [train, test] = [clean("train"), clean("test")];
  return {
    id: `${groupSlug(context.group)}-clean`,
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

/** The stored numbers of one network. Images that are not clipped count, as in `variants`. */
export function numbersClaim(network: TableNetworkName, attack: TransferName, context: ClaimContext): Claim {
  const { group, result } = context;
  const stored = publishedRobustnessOf(network, group.units)!;
  const ours = networkOf(context, network);
  const cells = [...allowances].map(([epsilon, allowed]) => {
    const published = stored.accuracyPercent[publishedEpsilons.indexOf(epsilon)]!;
    const measured = accuracyOf(context, network, { set: "train", attack, epsilon });
    return { published, measured, holds: measured !== undefined && allowed({ measured, published, images: result.images }) };
  });
  const clipped = attack === "transfer";
  return {
    id: `${groupSlug(group)}-${network}${clipped ? "" : "-unclipped"}`,
    variant: clipped ? "external" : "as published",
    statement: `Accuracy in % at epsilon 0.05, 0.10 and 0.25 on training images ${clipped ? "clipped to [0, 1], beside the formula's" : "not clipped, as the formula has them"}, transfer attack: ${mnistNetworkLabels[network]} (${ownerLabel(group)}, published after ${stored.epochs} epochs)`,
    published: cells.map(({ published }) => published.toFixed(2)).join(" / "),
    measured: ours ? cells.map(({ measured }) => percent(measured)).join(" / ") : null,
    spread: null,
    tolerance: allowanceText,
    verdict: verdictOf(
      numbersTested(context) && ours !== undefined,
      cells.every(({ holds }) => holds),
    ),
  };
}

const dropped = ["bnn-gaussian", "dnn-dropout", "dnn"] as const;

/** Points of accuracy lost at 0.05, in the order of `dropped`. */
export function dropsClaim({ variant, set, attack, words }: VariantOf, context: ClaimContext): Claim {
  const { group } = context;
  const { epsilon, dropBayesian, dropDropout, dropPlain } = statedRobustness;
  const text = [dropBayesian, dropDropout, dropPlain];
  const ofText = group.units === textUnits;
  const published = ofText
    ? text
    : dropped.map((name) => 100 - publishedRobustnessOf(name, group.units)!.accuracyPercent[publishedEpsilons.indexOf(epsilon)]!);
  const drops = dropped.map((name) => {
    const [clean, attacked] = [0, epsilon].map((size) => accuracyOf(context, name, { set, attack, epsilon: size }));
    return clean === undefined || attacked === undefined ? undefined : clean - attacked;
  });
  const said = ofText
    ? "At epsilon 0.05 the BNN loses about 2 points of accuracy, dropout 6, the plain network 12"
    : `Points of accuracy the BNN, dropout and the plain network lose at epsilon 0.05, as stored of ${group.units} units (the text's ${text.join(", ")} are those of ${textUnits})`;
  return {
    id: `${groupSlug(group)}-drops-${slugOf({ attack, set })}`,
    variant,
    statement: `${said} (${ownerLabel(group)}, ${words})`,
    published: ofText ? text.join(" / ") : published.map(percent).join(" / "),
    measured: drops.includes(undefined) ? null : drops.map(percent).join(" / "),
    spread: null,
    tolerance: `each within ${dropPoints} points`,
    verdict: verdictOf(
      numbersTested(context) && !drops.includes(undefined),
      drops.every((drop, i) => drop !== undefined && Math.abs(drop - published[i]!) <= dropPoints),
    ),
  };
}

/** What the Gaussian BNN has left at 0.10. */
export function tenthClaim({ variant, set, attack, words }: VariantOf, context: ClaimContext): Claim {
  const { group, result } = context;
  const measured = accuracyOf(context, "bnn-gaussian", { set, attack, epsilon: 0.1 });
  const { accuracyAtTenth } = statedRobustness;
  const ofText = group.units === textUnits;
  const published = ofText
    ? accuracyAtTenth
    : publishedRobustnessOf("bnn-gaussian", group.units)!.accuracyPercent[publishedEpsilons.indexOf(0.1)]!;
  const said = ofText
    ? `At epsilon 0.10 the BNN still has an accuracy of ${accuracyAtTenth} %`
    : `Accuracy in % of the BNN at epsilon 0.10, as stored of ${group.units} units (the text's ${accuracyAtTenth} is that of ${textUnits})`;
  return {
    id: `${groupSlug(group)}-tenth-${slugOf({ attack, set })}`,
    variant,
    statement: `${said} (${ownerLabel(group)}, ${words})`,
    published,
    measured: measured ?? null,
    // of counting
    spread: measured === undefined ? null : countingError(measured, result.images),
    tolerance: `within ${tenthPoints} points`,
    verdict: verdictOf(
      numbersTested(context) && measured !== undefined,
      measured !== undefined && Math.abs(measured - published) <= tenthPoints,
    ),
  };
}
