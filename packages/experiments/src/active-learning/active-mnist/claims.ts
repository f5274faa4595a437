import { asks, mean, publishedNumbers, type Said, spreadOf, withinErrors } from "@credence/lab";
import { halfWidth, joined, labelsToReach, meanAt, type Point } from "../mnist/trials.ts";
import type { ActiveMnistResult, ProperName } from "./active-mnist.ts";
import numbers from "./published.json" with { type: "json" };

export const published = publishedNumbers(numbers);

type Claim = Said<ActiveMnistResult>;

/** The curve of a strategy as the source runs it, or of its proper trials together. */
export const publishedPoints = (result: ActiveMnistResult, strategy: string): readonly Point[] =>
  result.published.find((curve) => curve.strategy === strategy)?.points ?? [];
export const properPoints = ({ proper }: ActiveMnistResult, strategy: string): Point[] =>
  joined(
    proper
      .filter((curve) => curve.strategy === strategy)
      .map(({ points }) => points.map(({ labels, accuracy }) => ({ labels, accuracies: [accuracy] }))),
  );

const compared = [40, 80, 160, 320, 640, 1280];

/** What stands at the largest number of labels up to `labels` that the result has. */
const standing = (points: readonly Point[], labels: number): number | undefined =>
  meanAt(
    points,
    points.reduce((most, point) => (point.labels <= labels ? Math.max(most, point.labels) : most), 0),
  );

/** Differences of accuracy of two strategies over the trials, at a number of labels. */
export const differencesAt = (
  result: ActiveMnistResult,
  { first, second, labels }: { first: ProperName; second: ProperName; labels: number },
): number[] => {
  const at = (strategy: ProperName) => properPoints(result, strategy).find((point) => point.labels === labels)?.accuracies ?? [];
  const theirs = at(second);
  return at(first).flatMap((accuracy, i) => (theirs[i] === undefined ? [] : [accuracy - theirs[i]]));
};

const notAtSmoke: Pick<Claim, "tested"> = { tested: (_, budget) => budget !== "smoke" };

const asPublished = ["random", "margin", "bald"].flatMap((strategy) =>
  compared.map(
    (labels): Claim => ({
      id: `published-${strategy}-${labels}`,
      variant: "as published",
      statement: `Test accuracy (%) of ${strategy} at ${labels} labels`,
      published: published.number("mean", strategy, labels),
      measured(result) {
        const accuracies = publishedPoints(result, strategy).find((point) => point.labels === labels)?.accuracies;
        if (!accuracies) return undefined;
        const size = spreadOf(accuracies);
        return { value: mean(accuracies), ...(size === null ? {} : { error: { of: "runs" as const, size, n: accuracies.length } }) };
      },
      // one start set of ten images and one acquired set each: their spread is not among the source's trainings
      asks: withinErrors(2, { width: 3 }),
      where: (result) => publishedPoints(result, strategy).some((point) => point.labels === labels),
      ...notAtSmoke,
    }),
  ),
);

/** Accuracies in the order margin, random, BALD, as each form has them. */
const ordered = (form: "published" | "corrected" | "proper", labels: number): Pick<Claim, "measured" | "tested"> => ({
  measured: (result) =>
    form === "proper"
      ? (["margin", "random", "bald"] as const).map((strategy) => standing(properPoints(result, strategy), labels))
      : ["margin", "random", form === "published" ? "bald" : "bald-corrected"].map((strategy) =>
          standing(publishedPoints(result, strategy), labels),
        ),
  ...notAtSmoke,
});
const marginFirst = asks("margin above random above BALD", ([margin, random, bald]) => margin! > random! && random! > bald!);

const paired = (first: ProperName, second: ProperName): Claim => ({
  id: `proper-${first.toLowerCase()}-over-${second.toLowerCase()}`,
  variant: "external",
  statement: `Under the proper protocol ${first} is above ${second} at 200 labels: mean paired difference (points), half its 95 % interval`,
  published: "fewer labels for the same error (Gal et al. 2017)",
  measured(result) {
    const differences = differencesAt(result, { first, second, labels: 200 });
    return differences.length === 0 ? undefined : [mean(differences), halfWidth(differences)];
  },
  asks: asks(
    "the difference is above 0 in the mean, and by its interval where there are several trials",
    ([difference, half]) => difference! > half!,
  ),
  ...notAtSmoke,
});

const toReach = (["random", "bald", "maxEntropy"] as const).flatMap((strategy) =>
  [90, 95].map(
    (percent): Claim => ({
      id: `labels-to-${percent}-${strategy.toLowerCase()}`,
      variant: "external",
      statement: `Labels that ${strategy} needs to ${percent} % (another network; the curve ends where our labels do)`,
      published: published.number("labels to reach", strategy, percent),
      measured: (result) => labelsToReach(properPoints(result, strategy), percent),
      asks: asks("within a factor 1.5", ([ours], [theirs]) => Math.max(ours! / theirs!, theirs! / ours!) <= 1.5),
      tested: (result, budget) =>
        budget !== "smoke" &&
        (properPoints(result, strategy).at(-1)?.labels ?? 0) >= published.number("labels to reach", strategy, percent),
    }),
  ),
);

export const activeMnistClaims: readonly Claim[] = [
  ...asPublished,
  {
    id: "order-as-published",
    variant: "as published",
    statement:
      "Margin is above random, and random above BALD, at 320 labels (%): the source's code, which takes the smallest mutual information",
    published: ["margin", "random", "bald"].map((strategy) => published.number("mean", strategy, 320)),
    ...ordered("published", 320),
    asks: marginFirst,
  },
  {
    id: "order-sign-corrected",
    statement: "The same order at 320 labels (%) with the largest mutual information, all else as published",
    published: "margin, then random, then BALD",
    ...ordered("corrected", 320),
    asks: marginFirst,
    reason: {
      because: "artefact of the source's code",
      evidence:
        "The source's code sorts its mutual information ascending and takes the images its network is surest of, per class with the true labels.",
    },
  },
  {
    id: "order-proper",
    statement: "The same order at 300 labels (%), or at the last, under the proper protocol",
    published: "margin, then random, then BALD",
    ...ordered("proper", 300),
    asks: marginFirst,
    reason: {
      because: "artefact of the source's code",
      evidence:
        "The source's code sorts its mutual information ascending and takes the images its network is surest of, per class with the true labels.",
    },
  },
  {
    id: "bald-above-random-every-trial",
    variant: "external",
    statement: "BALD less random at 300 labels, or at the last, in the trial where it is least (points)",
    published: "above random (Gal et al. 2017)",
    measured(result) {
      const most = Math.min(300, properPoints(result, "bald").at(-1)?.labels ?? 0);
      const differences = differencesAt(result, { first: "bald", second: "random", labels: most });
      return differences.length === 0 ? undefined : Math.min(...differences);
    },
    asks: asks("above 0", ([least]) => least! > 0),
    ...notAtSmoke,
  },
  paired("bald", "random"),
  paired("margin", "random"),
  paired("batchBald", "bald"),
  ...toReach,
];
