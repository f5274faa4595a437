import {
  above,
  aheadOf,
  atPaper,
  claimsFrom,
  kebab,
  measuredOver,
  notAtSmoke,
  publishedNumbers,
  runsOf,
  type Said,
  spreadOf,
  within,
  withinErrors,
} from "@credence/lab";
import type { FailurePredictionResult, PredictorRow } from "./failure-prediction.ts";
import numbers from "./published.json" with { type: "json" };
import texts from "./texts.json" with { type: "json" };

export const published = publishedNumbers(numbers);
const withinThree = withinErrors(3, { of: "standard deviations over trainings" });

/** A predictor's row in each training that has it. */
export const rowsOf = ({ trainings }: FailurePredictionResult, label: string): PredictorRow[] =>
  trainings.flatMap(({ predictors }) => predictors.filter((one) => one.label === label));
export const auprsOf = (label: string) => (result: FailurePredictionResult) =>
  rowsOf(result, label).map(({ auprErrors }) => 100 * auprErrors);
/** A value of each training, where it was trained as the source's. */
const asTheSource = (value: (training: FailurePredictionResult["trainings"][number]) => number) => ({
  measured: ({ trainings }: FailurePredictionResult) => runsOf(trainings).over(value),
  tested: atPaper,
});

/** What the source says of its three predictors; external: the numbers of the method's authors. */
export const claims: readonly Said<FailurePredictionResult>[] = claimsFrom(texts, (claim) => [
  claim("accuracy", {
    ...asTheSource(({ accuracy }) => 100 * accuracy),
    published: published.number("accuracy"),
    asks: within(0.2, "points"),
  }),
  ...(["aupr", "external aupr"] as const).flatMap((record) =>
    (["maximum probability", "MC dropout, entropy", "ConfidNet"] as const).map((predictor) =>
      claim(record === "aupr" ? "{id}" : "external-{id}", {
        ...{ values: { id: kebab(predictor), predictor }, published: published.number(record, predictor) },
        measured: (result) => measuredOver(auprsOf(predictor)(result), "runs"),
        ...{ asks: withinThree, tested: atPaper },
      }),
    ),
  ),
  ...(["ConfidNet", "ConfidNet, dropout off"] as const).flatMap((predictor) =>
    (["maximum probability", "MC dropout, entropy"] as const).map((other) =>
      claim("{id}-ahead-of-{other id}", {
        values: { id: kebab(predictor), predictor, "other id": kebab(other), other },
        variant: predictor === "ConfidNet" ? "as published" : "external",
        ...aheadOf(auprsOf(predictor), auprsOf(other)),
      }),
    ),
  ),
  claim("varies", { measured: (result) => spreadOf(auprsOf("ConfidNet")(result)), asks: above(2, "points"), tested: notAtSmoke }),
  claim("kept-epoch", { ...asTheSource(bestEpoch), published: published.number("kept epoch"), asks: withinThree }),
]);

/** Of the training as published: the last of the epochs with the highest training AUPR. */
export function bestEpoch({ epochs }: FailurePredictionResult["trainings"][number]): number {
  const own = epochs.filter(({ dropout }) => dropout === "on");
  const highest = own.reduce((most, { training }) => Math.max(most, training), 0);
  return own.filter(({ training }) => training === highest).at(-1)?.epoch ?? 0;
}
