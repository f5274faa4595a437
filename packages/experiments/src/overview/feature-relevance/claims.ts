import { asks, explained, measuredOver, type Reason, type Said } from "@credence/lab";
import type { RelevanceResult, ScoreName } from "./feature-relevance.ts";

type Claim = Said<RelevanceResult>;

/** How each score of an input is called. */
export const scoreNames: Readonly<Record<ScoreName, string>> = {
  ardScale: "scale by automatic relevance determination",
  ardSignalToNoise: "signal-to-noise under those scales",
  signalToNoise: "signal-to-noise under one prior",
  error: "permutation importance of the error",
  epistemic: "permutation importance of the epistemic uncertainty",
};

const published = "insights into the importance of different features by analyzing the posterior distribution of the parameters";
const tested: Claim["tested"] = (_, budget) => budget !== "smoke";
const atLeast = (bound: number) => asks(`${bound} or more`, ([value]) => value! >= bound);

const auroc = (score: ScoreName): Claim => ({
  id: `auroc-${score.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  statement: `The ${scoreNames[score]} tells the 5 relevant inputs of 50 from the others: AUROC`,
  published,
  measured: ({ synthetic }) =>
    measuredOver(
      synthetic.map((one) => one.auroc[score]),
      "runs",
    ),
  asks: atLeast(0.95),
  tested,
});

const claims: readonly Claim[] = [
  ...(Object.keys(scoreNames) as ScoreName[]).map(auroc),
  {
    id: "irrelevant-shrink",
    statement: "Scales of inputs that tell nothing shrink: the largest of theirs over the smallest of a relevant one, mean over data sets",
    published,
    measured: ({ synthetic }) =>
      measuredOver(
        synthetic.map(({ ardScale, relevant }) => {
          const of = (wanted: boolean) => ardScale.filter((_, input) => relevant.includes(input) === wanted);
          return Math.max(...of(false)) / Math.min(...of(true));
        }),
        "runs",
      ),
    asks: asks("below 1", ([ratio]) => ratio! < 1),
    tested,
  },
  {
    id: "mushroom-order",
    statement:
      "On mushrooms the scales order the attributes as their permutation does the negative log-likelihood: Spearman's rank correlation",
    published,
    measured: ({ mushroom }) => mushroom?.correlation.surprise,
    asks: atLeast(0.5),
    tested,
  },
  {
    id: "mushroom-first",
    statement: "The odour comes first by both: its rank by scale, and by the growth of the negative log-likelihood",
    published,
    measured({ mushroom }) {
      if (!mushroom) return undefined;
      const odour = mushroom.attributes.indexOf("odor");
      return [mushroom.ardScale, mushroom.surprise].map((values) => 1 + values.filter((value) => value > values[odour]).length);
    },
    asks: asks("both 1", (ranks) => ranks.every((rank) => rank === 1)),
    shows: 0,
    tested,
  },
];

const unmeasured = "the source did not measure it";
const reasons: Readonly<Record<string, Reason>> = {
  "auroc-signal-to-noise": {
    because: unmeasured,
    evidence:
      "Under one wide prior weights of inputs that tell nothing are fitted to noise: by 1,000 examples the five scales of their own reach 0.97, and one prior 0.92.",
  },
  "auroc-epistemic": {
    because: unmeasured,
    evidence:
      "Inputs are independent here, so that a permuted one is as likely as before: nothing is asked far from the data, and the doubt does not grow.",
  },
  "irrelevant-shrink": {
    because: unmeasured,
    evidence:
      "Inputs of a product or a square have no slope on average and small weights: the least of the five is below the largest of 45 in some data sets, though AUROC is 0.97.",
  },
};

/** What the overview says of relevance, held by a measure. */
export const relevanceClaims: readonly Claim[] = explained(claims, reasons);
