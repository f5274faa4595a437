import { above, explained, measuredOver, publishedNumbers, type Reason, type Said, spreadOf, within, withinErrors } from "@credence/lab";
import { ahead, kebab } from "../mnist/compared.ts";
import type { FailurePredictionResult, PredictorRow } from "./failure-prediction.ts";
import numbers from "./published.json" with { type: "json" };

export const published = publishedNumbers(numbers);
type Claim = Said<FailurePredictionResult>;

/** A predictor's row in each training that has it. */
export const rowsOf = ({ trainings }: FailurePredictionResult, label: string): PredictorRow[] =>
  trainings.flatMap(({ predictors }) => predictors.filter((one) => one.label === label));
const auprs = (result: FailurePredictionResult, label: string) => rowsOf(result, label).map(({ auprErrors }) => 100 * auprErrors);
const tested: Claim["tested"] = (_, budget) => budget !== "smoke";
const atPaper: Claim["tested"] = (_, budget) => budget === "paper";

const threeOfSource = ["maximum probability", "MC dropout, entropy", "ConfidNet"] as const;

const claims: readonly Claim[] = [
  {
    id: "accuracy",
    variant: "as published",
    statement: "Test accuracy of the classifier, dropout off (%)",
    published: published.number("accuracy"),
    measured: ({ trainings }) =>
      measuredOver(
        trainings.map(({ accuracy }) => 100 * accuracy),
        "runs",
      ),
    asks: within(0.2, "points"),
    tested: atPaper,
  },
  ...(["aupr", "external aupr"] as const).flatMap((record) =>
    threeOfSource.map(
      (label): Claim => ({
        id: `${record === "aupr" ? "" : "external-"}${kebab(label)}`,
        variant: record === "aupr" ? "as published" : "external",
        statement: `${label}: AUPR of the errors on the test images (%, errors positive)`,
        published: published.number(record, label),
        measured: (result) => measuredOver(auprs(result, label), "runs"),
        asks: withinErrors(3, { of: "standard deviations over trainings" }),
        tested: atPaper,
      }),
    ),
  ),
  ...(["ConfidNet", "ConfidNet, dropout off"] as const).flatMap((label) =>
    (["maximum probability", "MC dropout, entropy"] as const).map(
      (other): Claim => ({
        id: `${kebab(label)}-ahead-of-${kebab(other)}`,
        variant: label === "ConfidNet" ? "as published" : "external",
        statement: `${label} is best: AUPR of the errors less that of ${other}, mean and standard error (points)`,
        published: "ConfidNet performs the best",
        ...ahead(auprs, label, other),
        tested,
        shows: 2,
      }),
    ),
  ),
  {
    id: "varies",
    variant: "as stated",
    statement: "The figure varies significantly with each training: standard deviation of ConfidNet's AUPR over trainings (points)",
    published: "varies significantly with each training of the model",
    measured: (result) => spreadOf(auprs(result, "ConfidNet")),
    asks: above(2, "points"),
    tested,
  },
  {
    id: "kept-epoch",
    variant: "as published",
    statement: "The epoch of the best training AUPR of 50, mean over trainings",
    published: published.number("kept epoch"),
    measured: ({ trainings }) => measuredOver(trainings.map(bestEpoch), "runs"),
    asks: withinErrors(3, { of: "standard deviations over trainings" }),
    tested: atPaper,
  },
];

const fewErrors: Reason = {
  because: "chance",
  evidence:
    "The AUPR rests on some 60 errors and moves by points from epoch to epoch; over five trainings the differences lie within two standard errors.",
};

/** What the source says of its three predictors; external: the numbers of the method's authors. */
export const failurePredictionClaims: readonly Claim[] = explained(claims, {
  "confidnet-ahead-of-maximum-probability": fewErrors,
  "confidnet-dropout-off-ahead-of-maximum-probability": fewErrors,
  "confidnet-dropout-off-ahead-of-mc-dropout-entropy": fewErrors,
});

/** Of the training as published: the last of the epochs with the highest training AUPR. */
export function bestEpoch({ epochs }: FailurePredictionResult["trainings"][number]): number {
  const own = epochs.filter(({ dropout }) => dropout === "on");
  const highest = own.reduce((most, { training }) => Math.max(most, training), 0);
  return own.filter(({ training }) => training === highest).at(-1)?.epoch ?? 0;
}
