import { asks, learning, lowestIs, mean, measuredOver, notAtSmoke, type Published, type Said, spreadOf, withinErrors } from "@credence/lab";
import type { FormsResult, ProperName, TrialCurve } from "./forms.ts";
import { labelOf } from "./strategies.ts";

/** The curve of a strategy as the source runs it, from its one start set or a further one, or of its proper trials together. */
export const publishedPoints = (result: FormsResult, strategy: string, set?: number): readonly learning.Point[] =>
  result.published.find((curve) => curve.strategy === strategy && curve.set === set)?.points ?? [];
export const properPoints = ({ proper }: FormsResult, strategy: string): learning.Point[] =>
  trialPoints(proper.filter((curve) => curve.strategy === strategy));
/** Trials of the proper protocol together. */
export const trialPoints = (trials: readonly Pick<TrialCurve, "points">[]): learning.Point[] =>
  learning.joined(trials.map(({ points }) => points.map(({ labels, accuracy }) => ({ labels, accuracies: [accuracy] }))));

/** What stands at the largest number of labels up to `labels` that the result has. */
const standing = (points: readonly learning.Point[], labels: number): number | undefined =>
  learning.meanAt(points, Math.max(0, ...points.map((point) => point.labels).filter((reached) => reached <= labels)));

/** Differences of accuracy of two strategies over the trials, at a number of labels. */
export const differencesAt = (
  result: FormsResult,
  { first, second, labels }: { first: ProperName; second: ProperName; labels: number },
): number[] => {
  const [ours, theirs] = [first, second].map((strategy) => learning.accuraciesAt(properPoints(result, strategy), labels));
  return ours!.flatMap((accuracy, i) => (theirs![i] === undefined ? [] : [accuracy - theirs![i]!]));
};

/** The accuracies that the source's figure has, of each strategy at each number of labels from 40 on. */
export const asPublished = (
  published: Published<"mean">,
  { strategies, width }: { readonly strategies: readonly string[]; readonly width: number },
): Said<FormsResult>[] =>
  strategies.flatMap((strategy) =>
    [40, 80, 160, 320, 640, 1280].map(
      (labels): Said<FormsResult> => ({
        id: `published-${strategy}-${labels}`,
        variant: "as published",
        statement: `Test accuracy (%) of ${labelOf(strategy)} at ${labels} labels`,
        published: published.number("mean", strategy, labels),
        measured: (result) => measuredOver(learning.accuraciesAt(publishedPoints(result, strategy), labels), "runs"),
        // one start set of ten images and one acquired set each: their spread is not among the source's trainings
        asks: withinErrors(2, { width }),
        where: (result) => publishedPoints(result, strategy).some((point) => point.labels === labels),
        tested: notAtSmoke,
      }),
    ),
  );

/** Accuracies of some strategies, in this order, in one form of the loop, at a number of labels or at the last before it. */
export const ordered = (
  form: "published" | "proper",
  strategies: readonly string[],
  labels: number,
): Pick<Said<FormsResult>, "measured" | "tested"> => ({
  measured: (result) =>
    strategies.map((strategy) => standing((form === "proper" ? properPoints : publishedPoints)(result, strategy), labels)),
  tested: notAtSmoke,
});

/** That the first of some strategies varies least over the trainings at 320 labels, as the source runs it. */
export const steadiest = (published: Published<"spread">, strategies: readonly string[]): Said<FormsResult> => ({
  id: `${strategies[0]}-steadiest`,
  variant: "as published",
  statement: `The accuracy of ${labelOf(strategies[0]!)} varies least at 320 labels: standard deviation over trainings (points) of ${strategies.map(labelOf).join(", ")}`,
  published: strategies.map((strategy) => published.number("spread", strategy, 320)),
  measured(result) {
    const accuracies = strategies.map((strategy) => learning.accuraciesAt(publishedPoints(result, strategy), 320));
    // two trainings say little of a spread
    return accuracies.every(({ length }) => length > 2) ? accuracies.map(spreadOf) : undefined;
  },
  asks: lowestIs(0, labelOf(strategies[0]!)),
  tested: notAtSmoke,
});

/** That a strategy is above another under the proper protocol, trial by trial. */
export const paired = (
  first: ProperName,
  second: ProperName,
  { labels, published }: { readonly labels: number; readonly published: string },
): Said<FormsResult> => ({
  id: `proper-${first.toLowerCase()}-over-${second.toLowerCase()}`,
  variant: "external",
  statement: `Under the proper protocol ${labelOf(first)} is above ${labelOf(second)} at ${labels} labels: mean paired difference (points), half its 95 % interval`,
  published,
  measured(result) {
    const differences = differencesAt(result, { first, second, labels });
    return differences.length === 0 ? undefined : [mean(differences), learning.halfWidth(differences)];
  },
  asks: asks(
    "the difference is above 0 in the mean, and by its interval where there are several trials",
    ([difference, half]) => difference! > half!,
  ),
  tested: notAtSmoke,
});
