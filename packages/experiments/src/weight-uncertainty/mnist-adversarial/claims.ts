import { asks, type BudgetName, claimsOn, counted, listed, type Part, type Said, within } from "@credence/lab";
import { mnistNetworkLabels, mnistNetworkNames, type TableNetworkName } from "../mnist/networks.ts";
import { type AttackName, accuracyAt, type ImageSet, ownerLabel, transferNames } from "./attack.ts";
import type { AdversarialNetwork, Comparison, MnistAdversarialResult } from "./mnist-adversarial.ts";
import { published, storedAccuracy, storedEpochs } from "./published.ts";

type Result = MnistAdversarialResult;

/** The networks of one owner and size, none where that size was not trained. */
interface Group extends Pick<AdversarialNetwork, "owner" | "units">, Pick<Result, "networks" | "comparisons"> {
  readonly result: Result;
}
type Claim = Said<Group>;

function groupOf(owner: Group["owner"], units: number): Part<Result, Group> {
  const own = <One extends Pick<Group, "owner" | "units">>(all: readonly One[]) =>
    all.filter((one) => one.owner === owner && one.units === units);
  return {
    id: (claim) => `${owner}-${units}-${claim}`,
    of: (result) => ({ owner, units, result, networks: own(result.networks), comparisons: own(result.comparisons) }),
    words: (group) => ` (${ownerLabel(group)})`,
  };
}

const networkOf = ({ networks }: Group, name: TableNetworkName) => networks.find(({ network }) => network === name);
const slashed =
  (count = 1) =>
  (values: readonly (number | null)[]) =>
    values.map((value) => value?.toFixed(count) ?? "–").join(" / ");

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
const whiteBox = (["fgsm-log-odds", "pgd"] as const).map((attack): Asked => {
  const words = `test images, ${attack === "pgd" ? "PGD" : "FGSM"} on the log odds of each network's own averaged prediction`;
  return { variant: "as stated", set: "test", attack, words };
});
const idOf = (claim: string, { attack, set }: Asked): string => `${claim}-${attack === "transfer" ? "" : `${attack}-`}${set}`;

/** Numbers ask for the source's training: ours at the paper's budget, its own networks wherever all images are attacked. */
const long = ({ owner }: Group, budget: BudgetName): boolean => (owner === "source" ? budget !== "smoke" : budget === "paper");
/** Which network is better may be asked of a shorter training. */
const short = (_: Group, budget: BudgetName): boolean => budget !== "smoke";
const tested = (enough: typeof long, said: Omit<Claim, "tested">): Claim => ({
  ...said,
  tested: (group, budget) => enough(group, budget) && (said.measured(group) ?? null) !== null,
});

/** The source's networks are right on every stored image at epsilon 0, which tells what the images are. */
const clean = ({ result, networks }: Group, set: ImageSet) =>
  networks.flatMap((network) => accuracyAt(result, network, { set, attack: "transfer", epsilon: 0 }) ?? []);
const cleanClaim = tested(long, {
  id: "clean",
  variant: "as published",
  statement: "All networks are right on all images at epsilon 0: the images attacked fit the training set, not the test set",
  published: "100 %",
  where: ({ owner }) => owner === "source",
  measured: (group) => (clean(group, "train").length > 0 ? clean(group, "train") : null),
  shows: (train, group) => `training images ${listed(1)(train)} %; test images ${listed(1)(clean(group, "test"))} %`,
  asks: (group) =>
    asks(
      "100 % on the training images and on the test images not",
      (train) => train.every((value) => value === 100) && clean(group, "test").every((value) => value < 100),
    ),
});

/** The network that made the source's images is not published, and another makes other images: so many points may lie between where most images still hold, and where about half do. */
const [dropPoints, tenthPoints] = [3, 10];
/** Where next to nothing is left points say nothing: a factor, and so many standard errors of counting. */
const [remainderFactor, remainderErrors] = [2, 2];

/** The stored numbers of one network, at three epsilons. */
function numbersClaim(network: TableNetworkName, attack: (typeof transferNames)[number]): Claim {
  const epsilons = [0.05, 0.1, 0.25];
  const theirs = ({ units }: Group) => epsilons.map((epsilon) => storedAccuracy(network, units, epsilon)!);
  const clipped = attack === "transfer";
  return tested(long, {
    id: `${network}${clipped ? "" : "-unclipped"}`,
    variant: clipped ? "external" : "as published",
    statement: ({ units }) =>
      `Accuracy in % at epsilon 0.05, 0.10 and 0.25 on training images ${clipped ? "clipped to [0, 1], beside the formula's" : "not clipped, as the formula has them"}, transfer attack: ${mnistNetworkLabels[network]}, published after ${storedEpochs(network, units)} epochs`,
    published: (group) => slashed(2)(theirs(group)),
    measured(group) {
      const ours = networkOf(group, network);
      return ours && epsilons.map((epsilon) => accuracyAt(group.result, ours, { set: "train", attack, epsilon }));
    },
    shows: slashed(),
    asks: (group) =>
      asks(
        `within ${dropPoints} and ${tenthPoints} points, and a factor of ${remainderFactor} with ${remainderErrors} standard errors of counting: the network that made the source's images is not published, another makes other images`,
        (ours) => {
          const [drop, tenth] = theirs(group).map((value, i) => Math.abs(ours[i]! - value));
          const [left, theirLeft] = [ours[2]!, theirs(group)[2]!];
          const slack = remainderErrors * counted(theirLeft, group.result.images).error!.size;
          const remains = left >= theirLeft / remainderFactor - slack && left <= theirLeft * remainderFactor + slack;
          return drop! <= dropPoints && tenth! <= tenthPoints && remains;
        },
      ),
  });
}

/** The text's numbers are those of Figure 22, whose networks have so many units, trained or not: other sizes are asked for what was stored of them. */
const isOfText = ({ units }: Group): boolean => units === 1200;
const isTrained = ({ owner, networks }: Group): boolean => owner === "source" || networks.length > 0;
const dropped = ["bnn-gaussian", "dnn-dropout", "dnn"] as const;
const textDrops = dropped.map((network) => published.number("stated drops", network));
const textAccuracy = published.number("stated accuracy");

/** Points of accuracy lost at 0.05, in the order of `dropped`, and what the Gaussian BNN has left at 0.10. */
function textClaims(asked: Asked): readonly Claim[] {
  const theirs = (group: Group) =>
    isOfText(group) ? textDrops : dropped.map((network) => 100 - storedAccuracy(network, group.units, 0.05)!);
  const at = (group: Group, name: TableNetworkName, epsilon: number) =>
    accuracyAt(group.result, networkOf(group, name), { ...asked, epsilon });
  const common = { variant: asked.variant, where: (group: Group) => isOfText(group) || isTrained(group) };
  return [
    tested(long, {
      ...common,
      id: idOf("drops", asked),
      statement: `Points of accuracy the BNN, dropout and the plain network lose at epsilon 0.05 (the text, of 1200 units: ${textDrops.join(", ")}; other sizes as stored): ${asked.words}`,
      published: (group) => (isOfText(group) ? textDrops.join(" / ") : slashed()(theirs(group))),
      measured(group) {
        const drops = dropped.map((name) => at(group, name, 0)! - at(group, name, 0.05)!);
        return drops.some(Number.isNaN) ? null : drops;
      },
      shows: slashed(),
      asks: (group) =>
        asks(`each within ${dropPoints} points`, (ours) => ours.every((drop, i) => Math.abs(drop - theirs(group)[i]!) <= dropPoints)),
    }),
    tested(long, {
      ...common,
      id: idOf("tenth", asked),
      statement: `Accuracy in % the BNN still has at epsilon 0.10 (the text, of 1200 units: ${textAccuracy}; other sizes as stored): ${asked.words}`,
      published: (group) => (isOfText(group) ? textAccuracy : storedAccuracy("bnn-gaussian", group.units, 0.1)!),
      measured(group) {
        const left = at(group, "bnn-gaussian", 0.1);
        return left === undefined ? null : counted(left, group.result.images);
      },
      asks: within(tenthPoints, "points"),
    }),
  ];
}

/** How many standard errors apart two losses of accuracy must be to differ. */
const standardErrors = 2;
const signed = ({ points, standardError }: Comparison): string =>
  `${points > 0 ? `+${points.toFixed(1)}` : points.toFixed(1).replace("-", "−")} ± ${standardError.toFixed(1)}`;

/** A statement that the Gaussian BNN loses less than dropout and than the plain network, at some epsilons. */
interface Robust extends Pick<Claim, "statement" | "published"> {
  readonly id: string;
  epsilons(result: Result): readonly number[];
  /** The two comparisons of each epsilon. */
  write(rows: readonly (readonly Comparison[])[]): string;
}
const leastHurt: Robust = {
  id: "least-hurt",
  statement: "FGSM at 0.05 hurts the BNN less than dropout and than the plain network",
  published: "less",
  epsilons: () => [0.05],
  write: (rows) => rows.flatMap((row) => row.map((one) => `${signed(one)} points against ${mnistNetworkLabels[one.other]}`)).join("; "),
};
/** Of the source's attack, and of those it did not try. */
const wideRange: Robust = {
  id: "wide-range",
  statement: "The BNN is more robust than dropout and the plain network for a wide range of epsilon",
  published: "more robust",
  epsilons: ({ epsilons }) => epsilons.filter((epsilon) => epsilon > 0),
  write: (rows) => rows.map((row) => `${row[0]!.epsilon}: ${row.map(signed).join(", ")}`).join("; "),
};

function lessHurt({ id, statement, published, epsilons, write }: Robust, asked: Asked): Claim {
  const { variant, set, attack, words } = asked;
  const rows = ({ result, comparisons }: Group) =>
    epsilons(result).map((epsilon) =>
      (["dnn-dropout", "dnn"] as const).flatMap(
        (other) =>
          comparisons.find((one) => one.other === other && one.set === set && one.attack === attack && one.epsilon === epsilon) ?? [],
      ),
    );
  const clearly = ({ points, standardError }: Comparison) => points < -standardErrors * standardError;
  return tested(short, {
    id: idOf(id, asked),
    variant,
    statement: `${statement}: ${words}`,
    published,
    where: isTrained,
    measured: (group) =>
      rows(group).every(({ length }) => length === 2) ? rows(group).flatMap((row) => row.map(({ points }) => points)) : null,
    shows: (_, group) => write(rows(group)),
    asks: (group) =>
      asks(`loses less than both at each epsilon, by ${standardErrors} standard errors, paired`, () => rows(group).flat().every(clearly)),
  });
}

/** Every stored number of Figure 22's networks, then what the text says. */
const claims: readonly Claim[] = [
  cleanClaim,
  ...transferNames.flatMap((attack) => mnistNetworkNames.map((network) => numbersClaim(network, attack))),
  ...transfers.flatMap(textClaims),
  ...transfers.flatMap((asked) => [lessHurt(leastHurt, asked), lessHurt(wideRange, asked)]),
  ...whiteBox.map((asked) => lessHurt(wideRange, asked)),
];

/** Of the source's own trained networks, and of ours in every size. */
export const mnistAdversarialClaims: readonly Said<Result>[] = [
  groupOf("source", 400),
  ...[400, 800, 1200].map((units) => groupOf("ours", units)),
].flatMap((group) => claimsOn(group, claims));
