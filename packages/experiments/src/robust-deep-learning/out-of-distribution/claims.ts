import {
  above,
  asks,
  between,
  counted,
  highestIs,
  mean,
  measuredOver,
  publishedNumbers,
  type Reason,
  type Said,
  within,
} from "@credence/lab";
import { ahead, kebab } from "../mnist/compared.ts";
import type { DetectorTraining, OutOfDistributionResult } from "./out-of-distribution.ts";
import numbers from "./published.json" with { type: "json" };

export const published = publishedNumbers(numbers);
type Claim = Said<OutOfDistributionResult>;
type Found = DetectorTraining["sets"][number]["detectors"][number];

/** What a detector finds in a set, in each training that has it. */
export const foundIn = ({ trainings }: OutOfDistributionResult, label: string, set = "KMNIST"): Found[] =>
  trainings.flatMap(({ sets }) => sets.find(({ name }) => name === set)?.detectors.filter((one) => one.label === label) ?? []);

const auprs = (result: OutOfDistributionResult, label: string, set?: string) =>
  foundIn(result, label, set).map(({ auprOut }) => 100 * auprOut);
const tested: Claim["tested"] = (_, budget) => budget !== "smoke";

/** Mean confidence inside less that outside: what "the margin" of the source is. The score is 1 less the confidence. */
export const margin = ({ meanInside, meanOutside }: Found): number => meanOutside - meanInside;

const threeOfSource = ["maximum probability", "MC dropout, variation ratio", "ODIN, as published"] as const;

/** What the source says of its three detectors, and what its form of ODIN does. */
const saturated: Reason = {
  because: "definition differs",
  evidence:
    "The step raises the largest probability; of digits it is 0.99 already, so that it raises that of KMNIST more (first training: 0.689 to 0.711).",
};

export const outOfDistributionClaims: readonly Claim[] = [
  {
    id: "accuracy",
    variant: "as published",
    statement: "Test accuracy of the classifier, dropout off (%)",
    published: published.number("accuracy"),
    measured: ({ trainings }) => {
      const all = trainings.filter(({ name }) => name !== "ensemble").map(({ accuracy }) => 100 * accuracy);
      return all.length === 1 ? counted(all[0], 10_000) : measuredOver(all, "runs");
    },
    asks: within(0.2, "points"),
    tested: (_, budget) => budget === "paper",
  },
  ...threeOfSource.map(
    (label): Claim => ({
      id: `aupr-${kebab(label)}`,
      variant: "as published",
      statement: `${label}: AUPR of KMNIST against MNIST (%, KMNIST positive)`,
      published: published.number("aupr", label),
      measured: (result) => measuredOver(auprs(result, label), "runs"),
      // two independent solutions of the practical differ by up to 0.5 points
      asks: within(1, "points"),
      tested: (_, budget) => budget === "paper",
    }),
  ),
  {
    id: "odin-best-as-published",
    variant: "as published",
    statement: "ODIN performs best of the three: AUPR of KMNIST of maximum probability, MC dropout and ODIN in the source's form (%)",
    published: threeOfSource.map((label) => published.number("aupr", label)),
    measured: (result) => threeOfSource.map((label) => mean(auprs(result, label))),
    asks: highestIs(2, "ODIN"),
    tested,
    shows: 2,
  },
  ...(["ODIN, as published", "ODIN"] as const).flatMap((label) =>
    (["maximum probability", "MC dropout, variation ratio"] as const).map(
      (other): Claim => ({
        id: `${label === "ODIN" ? "odin" : "odin-as-published"}-ahead-of-${other === "maximum probability" ? "maximum-probability" : "mc-dropout"}`,
        variant: label === "ODIN" ? "as stated" : "as published",
        statement: `${label} is ahead of ${other}: AUPR of KMNIST, mean of the paired differences and its standard error (points)`,
        published: "ODIN performs the best",
        ...ahead(auprs, label, other),
        tested,
        shows: 3,
      }),
    ),
  ),
  {
    id: "source-sign",
    variant: "as published",
    statement:
      "The source's form of ODIN gains by its temperature, not by its step: AUPR of temperature alone over that of the source's form (KMNIST)",
    published: "an adversarial perturbation makes the model more sensitive to in-distribution samples",
    measured: (result) => mean(auprs(result, "temperature alone")) / mean(auprs(result, "ODIN, as published")),
    asks: between(0.99, 1.01),
    tested,
  },
  {
    id: "sharpening",
    variant: "as stated",
    statement: "A higher temperature sharpens the softmax: mean largest probability of digits at temperature 1 and 5",
    published: "effectively sharpening the softmax probabilities",
    measured: (result) =>
      ["maximum probability", "temperature alone"].map((label) => 1 - mean(foundIn(result, label).map(({ meanInside }) => meanInside))),
    asks: asks("higher at 5", ([cold, hot]) => hot! > cold!),
    tested: () => true,
    shows: 4,
    reason: {
      because: "definition differs",
      evidence: "Logits divided by 5 give a flatter softmax; it sharpens at temperatures below 1 only.",
    },
  },
  ...(["temperature alone", "perturbation alone", "ODIN"] as const).map(
    (label): Claim => ({
      id: `margin-${label.toLowerCase().replaceAll(" ", "-")}`,
      variant: "as stated",
      statement: `${label === "ODIN" ? "Both together increase" : `${label[0].toUpperCase()}${label.slice(1)} increases`} the margin between digits and KMNIST: mean largest probability inside less outside, over that of the plain network`,
      published: "increases the margin between in-distribution and out-of-distribution samples",
      measured: (result) => mean(foundIn(result, label).map(margin)) / mean(foundIn(result, "maximum probability").map(margin)),
      asks: above(1),
      tested,
      ...(label === "perturbation alone" ? { reason: saturated } : {}),
    }),
  ),
  ...(["Fashion-MNIST", "notMNIST"] as const).map(
    (set): Claim => ({
      id: `odin-${set.toLowerCase()}`,
      variant: "as stated",
      statement: `ODIN is ahead of maximum probability on ${set} too: AUPR of each (%)`,
      published: "ODIN performs the best",
      measured: (result) => ["maximum probability", "ODIN"].map((label) => mean(auprs(result, label, set))),
      asks: asks("ODIN above", ([plain, odin]) => odin! > plain!),
      tested,
      shows: 2,
    }),
  ),
];
