import { asks, type BudgetName, counted, type Said, within } from "@credence/lab";
import { mnistNetworkLabels, mnistNetworkNames, type TableNetworkName } from "../mnist/networks.ts";
import { type AttackName, accuracyAt, type ImageSet, ownerLabel, transferNames } from "./attack.ts";
import type { Comparison, MnistAdversarialResult } from "./mnist-adversarial.ts";
import { published, storedAccuracy, storedEpochs } from "./published.ts";

type Result = MnistAdversarialResult;
type Claim = Said<Result>;

/** The networks of one owner and size, which claims are made of. */
interface Group {
  readonly owner: "ours" | "source";
  readonly units: number;
}
/** The text's numbers are those of Figure 22, whose networks have so many units: other sizes are asked for what was stored of them. */
const textUnits = 1200;
const groups: readonly Group[] = [
  { owner: "source", units: 400 },
  ...[400, 800, textUnits].map((units) => ({ owner: "ours" as const, units })),
];

/**
 * The images a statement is asked of. The source attacked images that fit its training set; its text names no set, its code asks for test
 * images. Its formula, x + epsilon sign, clips nothing, so that images as they come are the ones that count; those clipped to the range of
 * pixels, which its code may have made, stand beside them.
 */
interface Asked {
  readonly variant: NonNullable<Claim["variant"]>;
  readonly set: ImageSet;
  readonly attack: AttackName;
  readonly words: string;
}
const transfers: readonly Asked[] = [
  { variant: "as published", set: "train", attack: "transfer-unclipped", words: "training images, not clipped" },
  { variant: "external", set: "train", attack: "transfer", words: "training images, clipped, beside the formula's" },
  { variant: "as stated", set: "test", attack: "transfer-unclipped", words: "test images, not clipped" },
  { variant: "external", set: "test", attack: "transfer", words: "test images, clipped, beside the formula's" },
];
/** On log odds, whose gradient does not vanish where the usual loss's would underflow. */
const whiteBox: readonly Asked[] = (
  [
    ["fgsm-log-odds", "FGSM on the log odds"],
    ["pgd", "PGD on the log odds"],
  ] as const
).map(([attack, name]) => ({
  ...{ variant: "as stated", set: "test", attack },
  words: `test images, white-box ${name} of each network's own averaged prediction`,
}));

const networksOf = ({ networks }: Result, group: Group) =>
  networks.filter(({ owner, units }) => owner === group.owner && units === group.units);
const accuracyOf = (result: Result, group: Group, name: TableNetworkName, at: Parameters<typeof accuracyAt>[2]) =>
  accuracyAt(
    result,
    networksOf(result, group).find(({ network }) => network === name),
    at,
  );
const slugOf = (group: Group, claim: string, { attack, set }: Pick<Asked, "attack" | "set">): string =>
  `${group.owner}-${group.units}-${claim}-${attack === "transfer" ? set : `${attack}-${set}`}`;

/** Numbers ask for the source's training: ours at the paper's budget, or the source's networks wherever all images are attacked. */
const numbersTested = ({ owner }: Group, budget: BudgetName): boolean => (owner === "source" ? budget !== "smoke" : budget === "paper");
/** A size that was not trained says once for each number that it was not. */
const trained = (group: Group) => (result: Result) => group.owner === "source" || networksOf(result, group).length > 0;
/** The text's own numbers are asked of the text's size, trained or not. */
const askedOfText = (group: Group) => (result: Result) => group.units === textUnits || trained(group)(result);

const percent = (value: number | null | undefined): string => (typeof value === "number" ? value.toFixed(1) : "–");
const slashed = (values: readonly (number | null)[]) => values.map(percent).join(" / ");

/** The source's networks are right on every stored image at epsilon 0, which tells what the images are. */
const cleanClaim = (group: Group): Claim => {
  const clean = (result: Result, set: ImageSet) =>
    networksOf(result, group).flatMap((network) => accuracyAt(result, network, { set, attack: "transfer", epsilon: 0 }) ?? []);
  return {
    id: `${group.owner}-${group.units}-clean`,
    variant: "as published",
    statement: "All networks are right on all images at epsilon 0: the images attacked fit the training set, not the test set",
    published: "100 %",
    measured: (result) => (clean(result, "train").length > 0 ? clean(result, "train") : null),
    shows: (train, result) =>
      `training images ${train.map(percent).join(", ")} %; test images ${clean(result, "test").map(percent).join(", ")} %`,
    asks: (result) =>
      asks(
        "100 % on the training images and on the test images not",
        (train) => train.every((value) => value === 100) && clean(result, "test").every((value) => value < 100),
      ),
    tested: (result, budget) => numbersTested(group, budget) && clean(result, "train").length > 0,
  };
};

/** The network that made the source's images is not published, and another makes other images: so many points may lie between where most images still hold, and where about half do. */
const [dropPoints, tenthPoints] = [3, 10];
/** Where next to nothing is left points say nothing: a factor, and so many standard errors of counting. */
const [remainderFactor, remainderErrors] = [2, 2];

/** The stored numbers of one network, at three epsilons. Images that are not clipped count. */
const numbersClaim = (group: Group, network: TableNetworkName, attack: (typeof transferNames)[number]): Claim => {
  const epsilons = [0.05, 0.1, 0.25];
  const theirs = epsilons.map((epsilon) => storedAccuracy(network, group.units, epsilon)!);
  const clipped = attack === "transfer";
  return {
    id: `${group.owner}-${group.units}-${network}${clipped ? "" : "-unclipped"}`,
    variant: clipped ? "external" : "as published",
    statement: `Accuracy in % at epsilon 0.05, 0.10 and 0.25 on training images ${clipped ? "clipped to [0, 1], beside the formula's" : "not clipped, as the formula has them"}, transfer attack: ${mnistNetworkLabels[network]} (${ownerLabel(group)}, published after ${storedEpochs(network, group.units)} epochs)`,
    published: theirs.map((value) => value.toFixed(2)).join(" / "),
    measured: (result) =>
      networksOf(result, group).some((one) => one.network === network)
        ? epsilons.map((epsilon) => accuracyOf(result, group, network, { set: "train", attack, epsilon }))
        : null,
    shows: slashed,
    asks: ({ images }) =>
      asks(
        `within ${dropPoints} and ${tenthPoints} points, and a factor of ${remainderFactor} with ${remainderErrors} standard errors of counting: the network that made the source's images is not published, another makes other images`,
        ([drop, tenth, left]) => {
          const slack = remainderErrors * counted(theirs[2]!, images).error!.size;
          const remains = left! >= theirs[2]! / remainderFactor - slack && left! <= theirs[2]! * remainderFactor + slack;
          return Math.abs(drop! - theirs[0]!) <= dropPoints && Math.abs(tenth! - theirs[1]!) <= tenthPoints && remains;
        },
      ),
    tested: (result, budget) => numbersTested(group, budget) && networksOf(result, group).some((one) => one.network === network),
  };
};

const dropped = ["bnn-gaussian", "dnn-dropout", "dnn"] as const;
const textDrops = dropped.map((network) => published.number("stated drops", network));
const textAccuracy = published.number("stated accuracy");

/** Points of accuracy lost at 0.05, in the order of `dropped`. */
const dropsClaim = (group: Group, { variant, set, attack, words }: Asked): Claim => {
  const ofText = group.units === textUnits;
  const theirs = ofText ? textDrops : dropped.map((network) => 100 - storedAccuracy(network, group.units, 0.05)!);
  const drops = (result: Result) =>
    dropped.map((name) => {
      const [clean, attacked] = [0, 0.05].map((epsilon) => accuracyOf(result, group, name, { set, attack, epsilon }));
      return clean === undefined || attacked === undefined ? undefined : clean - attacked;
    });
  const said = ofText
    ? "At epsilon 0.05 the BNN loses about 2 points of accuracy, dropout 6, the plain network 12"
    : `Points of accuracy the BNN, dropout and the plain network lose at epsilon 0.05, as stored of ${group.units} units (the text's ${textDrops.join(", ")} are those of ${textUnits})`;
  return {
    id: slugOf(group, "drops", { attack, set }),
    variant,
    statement: `${said} (${ownerLabel(group)}, ${words})`,
    published: ofText ? textDrops.join(" / ") : slashed(theirs),
    where: askedOfText(group),
    measured: (result) => (drops(result).includes(undefined) ? null : drops(result)),
    shows: slashed,
    asks: asks(`each within ${dropPoints} points`, (ours) => ours.every((drop, i) => Math.abs(drop - theirs[i]!) <= dropPoints)),
    tested: (result, budget) => numbersTested(group, budget) && !drops(result).includes(undefined),
  };
};

/** What the Gaussian BNN has left at 0.10. */
const tenthClaim = (group: Group, { variant, set, attack, words }: Asked): Claim => {
  const ofText = group.units === textUnits;
  const said = ofText
    ? `At epsilon 0.10 the BNN still has an accuracy of ${textAccuracy} %`
    : `Accuracy in % of the BNN at epsilon 0.10, as stored of ${group.units} units (the text's ${textAccuracy} is that of ${textUnits})`;
  const left = (result: Result) => accuracyOf(result, group, "bnn-gaussian", { set, attack, epsilon: 0.1 });
  return {
    id: slugOf(group, "tenth", { attack, set }),
    variant,
    statement: `${said} (${ownerLabel(group)}, ${words})`,
    published: ofText ? textAccuracy : storedAccuracy("bnn-gaussian", group.units, 0.1)!,
    where: askedOfText(group),
    measured: (result) => (left(result) === undefined ? null : counted(left(result)!, result.images)),
    asks: within(tenthPoints, "points"),
    tested: (result, budget) => numbersTested(group, budget) && left(result) !== undefined,
  };
};

/** How many standard errors apart two losses of accuracy must be to differ. */
const standardErrors = 2;
const clearlyLess = ({ points, standardError }: Comparison): boolean => points < -standardErrors * standardError;
const signed = ({ points, standardError }: Comparison): string =>
  `${points > 0 ? `+${points.toFixed(1)}` : points.toFixed(1).replace("-", "−")} ± ${standardError.toFixed(1)}`;
const others = ["dnn-dropout", "dnn"] as const;

/** Points the Gaussian BNN loses more than dropout and than the plain network (negative: less), epsilon by epsilon: all must be clearly less. */
const lessHurt = (
  group: Group,
  { variant, set, attack }: Asked,
  said: Pick<Claim, "statement" | "published"> & {
    readonly claim: string;
    readonly words: string;
    epsilons(result: Result): readonly number[];
    write(rows: readonly { readonly epsilon: number; readonly found: readonly Comparison[] }[]): string;
  },
): Claim => {
  const rows = (result: Result) =>
    said.epsilons(result).map((epsilon) => ({
      epsilon,
      found: others.flatMap((other) => {
        const found = result.comparisons.find(
          (one) =>
            [one.owner, one.units, one.other, one.set, one.attack, one.epsilon].join() ===
            [group.owner, group.units, other, set, attack, epsilon].join(),
        );
        return found ?? [];
      }),
    }));
  const complete = (result: Result) => rows(result).every(({ found }) => found.length === others.length);
  const { statement, published, words, claim, write } = said;
  return {
    id: slugOf(group, claim, { attack, set }),
    variant,
    statement,
    published,
    where: trained(group),
    measured: (result) => (complete(result) ? rows(result).flatMap(({ found }) => found.map(({ points }) => points)) : null),
    shows: (_, result) => write(rows(result)),
    asks: (result) => asks(words, () => rows(result).every(({ found }) => found.every(clearlyLess))),
    // which network is better may be asked of a shorter training
    tested: (result, budget) => budget !== "smoke" && complete(result),
  };
};

const leastHurt = (group: Group, asked: Asked): Claim =>
  lessHurt(group, asked, {
    claim: "least-hurt",
    statement: `FGSM at 0.05 hurts the BNN less than dropout and than the plain network (${ownerLabel(group)}, ${asked.words})`,
    published: "less",
    words: `loses less than both, by ${standardErrors} standard errors, paired`,
    epsilons: () => [0.05],
    write: ([row]) => row!.found.map((one) => `${signed(one)} points against ${mnistNetworkLabels[one.other]}`).join("; "),
  });

/** "More robust than the DNN and DNN with dropout for a wide range of epsilon": of the source's attack, and of those it did not try. */
const wideRange = (group: Group, asked: Asked): Claim =>
  lessHurt(group, asked, {
    claim: "wide-range",
    statement: `The BNN is more robust than dropout and the plain network for a wide range of epsilon (${ownerLabel(group)}, ${asked.words})`,
    published: "more robust",
    words: `points lost more than by dropout, by the plain network, at each epsilon: all below 0 by ${standardErrors} standard errors, paired`,
    epsilons: ({ epsilons }) => epsilons.filter((epsilon) => epsilon > 0),
    write: (rows) => rows.map(({ epsilon, found }) => `${epsilon}: ${found.map(signed).join(", ")}`).join("; "),
  });

/** Every stored number of Figure 22's networks, on the source's own trained networks and on ours, then what the text says. */
export const mnistAdversarialClaims: readonly Claim[] = groups.flatMap((group) => [
  ...(group.owner === "source" ? [cleanClaim(group)] : []),
  ...transferNames.flatMap((attack) => mnistNetworkNames.map((network) => numbersClaim(group, network, attack))),
  ...transfers.flatMap((asked) => [dropsClaim(group, asked), tenthClaim(group, asked)]),
  ...transfers.flatMap((asked) => [leastHurt(group, asked), wideRange(group, asked)]),
  ...whiteBox.map((asked) => wideRange(group, asked)),
]);
