import { asks, type BudgetName, claimsOn, counted, explained, listed, type Part, type Said, within } from "@credence/lab";
import { mnistNetworkLabels, mnistNetworkNames, type TableNetworkName } from "../mnist/networks.ts";
import { type Attack, accuracyAt, ownerLabel, transferNames } from "./attack.ts";
import type { AdversarialNetwork, Comparison, MnistAdversarialResult } from "./mnist-adversarial.ts";
import { published, publishedEpsilons } from "./published.ts";
import { reasons } from "./reasons.ts";

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
/** All values, or nothing where one is missing. */
const whole = <Value>(values: readonly (Value | undefined)[]) => (values.every((value) => value !== undefined) ? values : undefined);
const slashed = (values: readonly (number | null)[]) => values.map((value) => value?.toFixed(1) ?? "–").join(" / ");

/** Points between where most images still hold, and where half do: the network that made the source's images is not published, another makes others. */
const [slightPoints, tenthPoints] = [3, 10];
/** Where next to nothing is left points say nothing: a factor, and so many standard errors of counting. */
const [remainderFactor, remainderErrors] = [2, 2];
/** How many standard errors apart two losses of accuracy must be to differ. */
const standardErrors = 2;

/**
 * The images a statement is asked of. The source attacked images that fit its training set; its text names no set, its code asks for test
 * images. Its formula, x + epsilon sign, clips nothing, so that images as they come are the ones that count; those clipped stand beside them.
 */
type Asked = Attack & Required<Pick<Claim, "variant">> & { readonly words: string };
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

const clean = ({ result, networks }: Group, set: Attack["set"]) =>
  networks.flatMap((network) => accuracyAt(result, network, { set, attack: "transfer", epsilon: 0 }) ?? []);

/** The source's networks are right on every stored image at epsilon 0, which tells what the images are. */
const cleanClaim: Claim = {
  id: "clean",
  variant: "as published",
  statement: "All networks are right on all images at epsilon 0: the images attacked fit the training set, not the test set",
  published: "100 %",
  where: ({ owner }) => owner === "source",
  measured: (group) => (clean(group, "train").length > 0 ? clean(group, "train") : undefined),
  shows: (train, group) => `training images ${listed(1)(train)} %; test images ${listed(1)(clean(group, "test"))} %`,
  asks: (group) =>
    asks(
      "100 % on the training images and on the test images not",
      (train) => train.every((value) => value === 100) && clean(group, "test").every((value) => value < 100),
    ),
  tested: long,
};

const epsilons = publishedEpsilons.slice(1);
const [slight, tenth] = epsilons;

/** The stored numbers of one network, at three epsilons. */
function numbersClaim(network: TableNetworkName, attack: (typeof transferNames)[number]): Claim {
  const theirs = ({ units }: Group) => epsilons.map((epsilon) => published.number("accuracy", network, units, epsilon));
  const clipped = attack === "transfer";
  const images = clipped ? "clipped to [0, 1], beside the formula's" : "not clipped, as the formula has them";
  return {
    id: `${network}${clipped ? "" : "-unclipped"}`,
    variant: clipped ? "external" : "as published",
    statement: ({ units }) =>
      `Accuracy in % at epsilon 0.05, 0.10 and 0.25 on training images ${images}, transfer attack: ${mnistNetworkLabels[network]}, published after ${published.number("epochs", network, units)} epochs`,
    published: (group) =>
      theirs(group)
        .map((value) => value.toFixed(2))
        .join(" / "),
    measured(group) {
      const ours = networkOf(group, network);
      return ours && epsilons.map((epsilon) => accuracyAt(group.result, ours, { set: "train", attack, epsilon }));
    },
    shows: slashed,
    asks: (group) =>
      asks(
        `within ${slightPoints} and ${tenthPoints} points, and a factor of ${remainderFactor} with ${remainderErrors} standard errors of counting: the network that made the source's images is not published, another makes other images`,
        ([most, half, left]) => {
          const [theirMost, theirHalf, theirLeft] = theirs(group);
          const slack = remainderErrors * counted(theirLeft, group.result.images).error!.size;
          const remains = left >= theirLeft / remainderFactor - slack && left <= theirLeft * remainderFactor + slack;
          return Math.abs(most - theirMost) <= slightPoints && Math.abs(half - theirHalf) <= tenthPoints && remains;
        },
      ),
    tested: long,
  };
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
    isOfText(group) ? textDrops : dropped.map((network) => 100 - published.number("accuracy", network, group.units, slight));
  const accuracies = (group: Group, epsilon: number) =>
    dropped.map((name) => accuracyAt(group.result, networkOf(group, name), { ...asked, epsilon }));
  const common = { variant: asked.variant, where: (group: Group) => isOfText(group) || isTrained(group), tested: long };
  return [
    {
      ...common,
      id: idOf("drops", asked),
      statement: `Points of accuracy the BNN, dropout and the plain network lose at epsilon 0.05 (the text, of 1200 units: ${textDrops.join(", ")}; other sizes as stored): ${asked.words}`,
      published: (group) => (isOfText(group) ? textDrops.join(" / ") : slashed(theirs(group))),
      measured(group) {
        const [before, after] = [0, slight].map((epsilon) => whole(accuracies(group, epsilon)));
        return before && after?.map((value, i) => before[i] - value);
      },
      shows: slashed,
      asks: (group) =>
        asks(`each within ${slightPoints} points`, (ours) => ours.every((drop, i) => Math.abs(drop - theirs(group)[i]) <= slightPoints)),
    },
    {
      ...common,
      id: idOf("tenth", asked),
      statement: `Accuracy in % the BNN still has at epsilon 0.10 (the text, of 1200 units: ${textAccuracy}; other sizes as stored): ${asked.words}`,
      published: (group) => (isOfText(group) ? textAccuracy : published.number("accuracy", "bnn-gaussian", group.units, tenth)),
      measured(group) {
        const [left] = accuracies(group, tenth);
        return left === undefined ? undefined : counted(left, group.result.images);
      },
      asks: within(tenthPoints, "points"),
    },
  ];
}

const signed = ({ points, standardError }: Comparison): string =>
  `${points > 0 ? "+" : ""}${points.toFixed(1).replace("-", "−")} ± ${standardError.toFixed(1)}`;

/** A statement that the Gaussian BNN loses less than dropout and than the plain network, at some epsilons. */
interface Robust extends Pick<Claim, "id" | "statement" | "published"> {
  at(result: Result): readonly number[];
  write(rows: readonly Comparison[]): readonly string[];
}
const leastHurt: Robust = {
  id: "least-hurt",
  statement: "FGSM at 0.05 hurts the BNN less than dropout and than the plain network",
  published: "less",
  at: () => [slight],
  write: (rows) => rows.map((one) => `${signed(one)} points against ${mnistNetworkLabels[one.other]}`),
};
/** Of the source's attack, and of those it did not try. */
const wideRange: Robust = {
  id: "wide-range",
  statement: "The BNN is more robust than dropout and the plain network for a wide range of epsilon",
  published: "more robust",
  at: ({ epsilons: all }) => all.filter((epsilon) => epsilon > 0),
  write: (rows) => [...Map.groupBy(rows, ({ epsilon }) => epsilon)].map(([epsilon, pair]) => `${epsilon}: ${pair.map(signed).join(", ")}`),
};

function lessHurt({ id, statement, published: theirs, at, write }: Robust, asked: Asked): Claim {
  const rows = ({ result, comparisons }: Group) => {
    const ours = comparisons.filter(({ set, attack }) => set === asked.set && attack === asked.attack);
    const find = (epsilon: number, other: TableNetworkName) => ours.find((one) => one.epsilon === epsilon && one.other === other);
    return whole(at(result).flatMap((epsilon) => [find(epsilon, "dnn-dropout"), find(epsilon, "dnn")]));
  };
  return {
    id: idOf(id, asked),
    variant: asked.variant,
    statement: `${statement}: ${asked.words}`,
    published: theirs,
    where: isTrained,
    measured: (group) =>
      rows(group)?.map(({ points: value, standardError: size }) => ({ value, error: { of: "counting", size, n: group.result.images } })),
    shows: (_, group) => write(rows(group)!).join("; "),
    asks: asks(`loses less than both at each epsilon, by ${standardErrors} standard errors, paired`, (lost, _, errors) =>
      lost.every((points, i) => points < -standardErrors * errors[i]),
    ),
    tested: short,
  };
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
export const mnistAdversarialClaims: readonly Said<Result>[] = explained(
  [groupOf("source", 400), ...[400, 800, 1200].map((units) => groupOf("ours", units))].flatMap((group) => claimsOn(group, claims)),
  reasons,
);
