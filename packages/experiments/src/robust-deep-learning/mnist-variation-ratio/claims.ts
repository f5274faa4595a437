import { above, asks, below, claimsFrom, counted, mean, notAtSmoke, publishedNumbers, runsOf, type Said, within } from "@credence/lab";
import type { SeenImage, TrainingVotes, VariationRatioResult } from "./mnist-variation-ratio.ts";
import numbers from "./published.json" with { type: "json" };
import texts from "./texts.json" with { type: "json" };

export const published = publishedNumbers(numbers);

/** A value of each training. */
const each = (value: (training: TrainingVotes) => number) => ({
  measured: ({ trainings }: VariationRatioResult) => runsOf(trainings).over(value),
  tested: notAtSmoke,
});

/** Images of a gallery that the votes get wrong, in %. */
const galleryErrors = (gallery: "leastCertain" | "mostCertain") => ({
  measured({ trainings }: VariationRatioResult) {
    const images = trainings.flatMap((training) => training[gallery]);
    return counted((100 * images.filter(isWrong).length) / images.length, images.length);
  },
  tested: notAtSmoke,
});
export const isWrong = ({ predicted, label }: SeenImage): boolean => predicted !== label;

/** The ratio of every image, from the least certain on. */
export const allRatios = ({ images, ratios }: Pick<TrainingVotes, "images" | "ratios">): number[] =>
  Array.from({ length: images }, (_, rank) => ratios[rank] ?? 0);

/** Chance that a ratio of an error is above that of a digit that was recognised, ties one half. */
export function errorAuroc({ errorRanks, ...votes }: Pick<TrainingVotes, "images" | "ratios" | "errorRanks">): number {
  const errors = new Set(errorRanks);
  const [wrong, right] = [true, false].map((wanted) => allRatios(votes).filter((_, rank) => errors.has(rank) === wanted));
  const wins = wrong.map((ratio) => mean(right.map((other) => (ratio > other ? 1 : ratio === other ? 0.5 : 0))));
  return mean(wins);
}

/** The two classes with most votes after the first. */
export const runnersUp = ({ votes, predicted }: SeenImage): number[] =>
  [...votes.keys()]
    .filter((digit) => digit !== predicted)
    .toSorted((a, b) => votes[b] - votes[a] || a - b)
    .slice(0, 2)
    .toSorted((a, b) => a - b);

/** What the source says of its galleries and of one six. */
export const claims: readonly Said<VariationRatioResult>[] = claimsFrom(texts, (claim) => [
  claim("certain-low", {
    ...each(({ mostCertain }) => Math.max(...mostCertain.map(({ ratio }) => ratio))),
    published: published.number("certain ratio"),
    asks: within(0.01),
  }),
  ...[1, 10, 25].map((rank) =>
    claim("ratio-rank-{rank}", {
      ...each(({ ratios }) => ratios[rank - 1]),
      ...{ values: { rank }, published: published.number("highest ratios", rank) },
      asks: within(0.1),
    }),
  ),
  claim("errors-above", { ...each(errorAuroc), asks: above(0.9) }),
  claim("least-certain-unidentifiable", { ...galleryErrors("leastCertain"), asks: above(20, "%") }),
  claim("most-certain-identifiable", { ...galleryErrors("mostCertain"), asks: below(1, "%") }),
  claim("six", {
    measured({ trainings }) {
      const sixes = trainings.flatMap(({ six }) => six ?? []);
      return sixes.length === 0 ? null : sixes.filter((six) => runnersUp(six).join() === "0,8").length / sixes.length;
    },
    asks: asks("at least half of them", ([share]) => share! >= 0.5),
    tested: notAtSmoke,
  }),
]);
