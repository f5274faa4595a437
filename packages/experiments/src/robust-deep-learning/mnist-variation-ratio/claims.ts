import { above, asks, below, counted, mean, measuredOver, publishedNumbers, type Said, within } from "@credence/lab";
import type { SeenImage, TrainingVotes, VariationRatioResult } from "./mnist-variation-ratio.ts";
import numbers from "./published.json" with { type: "json" };

export const published = publishedNumbers(numbers);

type Claim = Said<VariationRatioResult>;

/** A value of each training, where the network was trained as the source's. */
const each = (value: (training: TrainingVotes) => number): Pick<Claim, "measured" | "tested"> => ({
  measured: ({ trainings }) => measuredOver(trainings.map(value), "runs"),
  tested: (_, budget) => budget !== "smoke",
});

const errorPercent = (images: readonly SeenImage[]) =>
  counted((100 * images.filter(({ predicted, label }) => predicted !== label).length) / images.length, images.length);
const galleryErrors = (gallery: "leastCertain" | "mostCertain"): Pick<Claim, "measured" | "tested"> => ({
  measured: ({ trainings }) => errorPercent(trainings.flatMap((training) => training[gallery])),
  tested: (_, budget) => budget !== "smoke",
});

/** The ratio of every image, from the least certain on. */
export const allRatios = ({ images, ratios }: Pick<TrainingVotes, "images" | "ratios">): number[] =>
  Array.from({ length: images }, (_, rank) => ratios[rank] ?? 0);

/** Chance that a ratio of an error is above that of a digit that was recognised, ties one half. */
export function errorAuroc({ errorRanks, ...votes }: Pick<TrainingVotes, "images" | "ratios" | "errorRanks">): number {
  const isWrong = new Set(errorRanks);
  const [wrong, right] = [true, false].map((wanted) => allRatios(votes).filter((_, rank) => isWrong.has(rank) === wanted));
  const wins = wrong.map((ratio) => mean(right.map((other) => (ratio > other ? 1 : ratio === other ? 0.5 : 0))));
  return mean(wins);
}

/** The two classes with most votes after the first. */
export const runnersUp = ({ votes, predicted }: SeenImage): number[] =>
  votes
    .map((count, digit) => ({ count, digit }))
    .filter(({ digit }) => digit !== predicted)
    .toSorted((a, b) => b.count - a.count || a.digit - b.digit)
    .slice(0, 2)
    .map(({ digit }) => digit)
    .toSorted((a, b) => a - b);

/** What the source says of its galleries and of one six. */
export const variationRatioClaims: readonly Claim[] = [
  {
    id: "certain-low",
    statement: "The most confident digits have the lowest variation ratio: the largest ratio in the gallery at rank 8,000 of 10,000",
    published: published.number("certain ratio"),
    ...each(({ mostCertain }) => Math.max(...mostCertain.map(({ ratio }) => ratio))),
    asks: within(0.01),
  },
  ...[1, 10, 25].map(
    (rank): Claim => ({
      id: `ratio-rank-${rank}`,
      variant: "as published",
      statement: `The variation ratio of the digit of rank ${rank}, from the least certain`,
      published: published.number("highest ratios", rank),
      ...each(({ ratios }) => ratios[rank - 1]),
      asks: within(0.1),
    }),
  ),
  {
    id: "errors-above",
    statement: "A high ratio tells that a digit is likely wrong: AUROC of the ratio for errors",
    published: "low confidence where digits cannot be identified",
    ...each(errorAuroc),
    asks: above(0.9),
  },
  {
    id: "least-certain-unidentifiable",
    statement: "Some of the least certain digits cannot be identified: of the 25 with the highest ratios, those the votes get wrong (%)",
    published: "some of the numbers are not identifiable",
    ...galleryErrors("leastCertain"),
    asks: above(20, "%"),
  },
  {
    id: "most-certain-identifiable",
    statement: "The certain digits are completely identifiable: of 25 at rank 8,000, those the votes get wrong (%)",
    published: "completely identifiable",
    ...galleryErrors("mostCertain"),
    asks: below(1, "%"),
  },
  {
    id: "six",
    statement:
      "A doubtful six is taken for a six, then for 0 and 8: of one six for each training, chosen by the key, those with these runners-up",
    published: "after 6, the most likely classes are 0 and 8",
    measured({ trainings }) {
      const sixes = trainings.flatMap(({ six }) => six ?? []);
      return sixes.length === 0 ? null : sixes.filter((six) => runnersUp(six).join() === "0,8").length / sixes.length;
    },
    asks: asks("at least half of them", ([share]) => share! >= 0.5),
    tested: (_, budget) => budget !== "smoke",
    reason: {
      because: "chance",
      evidence: "The source shows one six; the runners-up differ from six to six, and of the five chosen here none has 0 and 8.",
    },
  },
];
