import { above, asks, explained, mean, notAtSmoke, publishedNumbers, reasonsOf, type Said } from "@credence/lab";
import { asPublished, ordered, paired, steadiest } from "../mnist/form-claims.ts";
import type { DirtyResult } from "./active-dirty-mnist.ts";
import numbers from "./published.json" with { type: "json" };
import reasons from "./reasons.json" with { type: "json" };

export const published = publishedNumbers(numbers);

const names = "margin, BALD, entropy";
const marginBest = asks("margin the highest and entropy the lowest", ([margin, bald, entropy]) => margin! > bald! && bald! > entropy!);

/** Mean share (%) of ambiguous images among those asked about under the proper protocol. */
export const ambiguousShare = ({ proper }: DirtyResult, strategy: string): number | undefined => {
  const shares = proper.filter((curve) => curve.strategy === strategy).map(({ ambiguous }) => ambiguous);
  return shares.length === 0 ? undefined : mean(shares);
};

const claims: readonly Said<DirtyResult>[] = [
  // the ambiguous images are ours, unless the published ones are there
  ...asPublished(published, { strategies: ["margin", "bald", "entropy"], width: 5 }),
  {
    id: "order-as-published",
    variant: "as published",
    statement: `Margin is best and entropy worst at 320 labels (%; ${names}): the source's code, which takes the images it is surest of`,
    published: ["margin", "bald", "entropy"].map((strategy) => published.number("mean", strategy, 320)),
    ...ordered("published", ["margin", "bald", "entropy"], 320),
    asks: marginBest,
  },
  {
    id: "order-sign-corrected",
    statement: `The same order at 320 labels (%; ${names}) with the largest mutual information and entropy, all else as published`,
    published: "margin best, entropy worst",
    ...ordered("published", ["margin", "bald-corrected", "entropy-corrected"], 320),
    asks: marginBest,
  },
  {
    id: "order-proper",
    statement: `The same order at 300 labels (%; ${names}), or at the last, under the proper protocol`,
    published: "margin best, entropy worst",
    ...ordered("proper", ["margin", "bald", "maxEntropy"], 300),
    asks: marginBest,
  },
  steadiest(published, ["margin", "bald", "entropy"]),
  paired("margin", "random", { labels: 100, published: "margin is preferred for noisy data" }),
  paired("bald", "random", { labels: 100, published: "fewer labels for the same error (Gal et al. 2017, without ambiguous images)" }),
  paired("bald", "maxEntropy", {
    labels: 100,
    published: "entropy does not tell ambiguous images from unknown ones (Mukhoti et al. 2023)",
  }),
  {
    id: "entropy-asks-ambiguous",
    variant: "external",
    statement: "Under the proper protocol entropy asks about more ambiguous images than BALD: the difference of their shares (points)",
    published: "entropy does not tell ambiguous images from unknown ones (Mukhoti et al. 2023)",
    measured(result) {
      const [entropy, bald] = [ambiguousShare(result, "maxEntropy"), ambiguousShare(result, "bald")];
      return entropy === undefined || bald === undefined ? undefined : entropy - bald;
    },
    asks: above(0),
    tested: notAtSmoke,
  },
];

export const activeDirtyMnistClaims = explained(claims, reasonsOf(reasons));
