import { above, asks, explained, learning, notAtSmoke, publishedNumbers, reasonsOf, type Said } from "@credence/lab";
import { asPublished, differencesAt, ordered, paired, properPoints, steadiest } from "../mnist/form-claims.ts";
import type { FormsResult } from "../mnist/forms.ts";
import { labelOf } from "../mnist/strategies.ts";
import numbers from "./published.json" with { type: "json" };
import reasons from "./reasons.json" with { type: "json" };

export const published = publishedNumbers(numbers);

type Claim = Said<FormsResult>;

const marginFirst = asks("margin above random above BALD", ([margin, random, bald]) => margin! > random! && random! > bald!);
const fewerLabels = { labels: 200, published: "fewer labels for the same error (Gal et al. 2017)" };

const toReach = (["random", "bald", "maxEntropy"] as const).flatMap((strategy) =>
  [90, 95].map(
    (percent): Claim => ({
      id: `labels-to-${percent}-${strategy.toLowerCase()}`,
      variant: "external",
      statement: `Labels that ${labelOf(strategy)} needs to ${percent} % (the published number is of another network)`,
      published: published.number("labels to reach", strategy, percent),
      measured: (result) => learning.labelsToReach(properPoints(result, strategy), percent),
      asks: asks("within a factor 1.5", ([ours], [theirs]) => Math.max(ours! / theirs!, theirs! / ours!) <= 1.5),
      tested: (result, budget) =>
        budget !== "smoke" &&
        (properPoints(result, strategy).at(-1)?.labels ?? 0) >= published.number("labels to reach", strategy, percent),
    }),
  ),
);

const claims: readonly Claim[] = [
  ...asPublished(published, { strategies: ["random", "margin", "bald"], width: 3 }),
  {
    id: "order-as-published",
    variant: "as published",
    statement:
      "Margin is above random, and random above BALD, at 320 labels (%): the source's code, which takes the smallest mutual information",
    published: ["margin", "random", "bald"].map((strategy) => published.number("mean", strategy, 320)),
    ...ordered("published", ["margin", "random", "bald"], 320),
    asks: marginFirst,
  },
  {
    id: "order-sign-corrected",
    statement: "The same order at 320 labels (%) with the largest mutual information, all else as published",
    published: "margin, then random, then BALD",
    ...ordered("published", ["margin", "random", "bald-corrected"], 320),
    asks: marginFirst,
  },
  {
    id: "order-proper",
    statement: "The same order at 300 labels (%), or at the last, under the proper protocol",
    published: "margin, then random, then BALD",
    ...ordered("proper", ["margin", "random", "bald"], 300),
    asks: marginFirst,
  },
  steadiest(published, ["margin", "random", "bald"]),
  {
    id: "bald-costs-more",
    statement: "BALD costs more than margin: passes of an image through the network in a trial, training and scoring, BALD over margin",
    published: "its computational cost makes it less suitable",
    measured({ proper }) {
      const [bald, margin] = (["bald", "margin"] as const).map((strategy) => {
        const curve = proper.find((one) => one.strategy === strategy && one.trial === 1);
        return curve && curve.trainingPasses + curve.scoringPasses;
      });
      return bald === undefined || margin === undefined ? undefined : bald / margin;
    },
    asks: above(1),
    tested: notAtSmoke,
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
    tested: notAtSmoke,
  },
  paired("bald", "random", fewerLabels),
  paired("margin", "random", fewerLabels),
  paired("batchBald", "bald", fewerLabels),
  ...toReach,
];

export const activeMnistClaims = explained(claims, reasonsOf(reasons));
