import { mean, spreadOf } from "@credence/lab";
import { answersTable, curves, type Figure, leading, type Table, tableOf, told } from "@credence/lab/figures";
import { methodSlots } from "../methods/method-slots.ts";
import { auprsOf, bestEpoch, published, rowsOf } from "./claims.ts";
import type { FailurePredictionResult, PredictorRow } from "./failure-prediction.ts";
import { confidnetLabels, namedPredictors, riskCoverages } from "./predictors.ts";
import texts from "./texts.json" with { type: "json" };

const all = [...namedPredictors.map(({ label }) => label), ...Object.values(confidnetLabels)];
const labelsOf = (result: FailurePredictionResult, labels: readonly string[]): string[] =>
  labels.filter((label) => rowsOf(result, label).length > 0);
/** Mean over trainings, in %. */
const over = (result: FailurePredictionResult, label: string, value: (row: PredictorRow) => number): number =>
  100 * mean(rowsOf(result, label).map(value));

/** AUPR of the errors by epoch, the source's from its record. */
const recorded = (images: "training" | "test") => {
  const x = Array.from({ length: 50 }, (_, i) => i + 1);
  return { x, y: x.map((epoch) => published.number("per epoch", images, epoch)) };
};

export function figures(result: FailurePredictionResult): Figure[] {
  const shown = labelsOf(result, ["maximum probability", "MC dropout, entropy", "trust score", "ConfidNet"]);
  const ranking = (labels: readonly string[], value: (row: PredictorRow) => number) =>
    labels.map((label) => [label, over(result, label, value)] as const);
  const auprs = ranking(labelsOf(result, all), ({ auprErrors }) => auprErrors);
  const risks = ranking(shown, (row) => row.risks[riskCoverages.indexOf(0.98)]);
  const trained = result.trainings.filter(({ epochs }) => epochs.length > 0);
  const shownEpochs = { epochs: trained.map(bestEpoch).join(", "), published: published.number("kept epoch") };
  return [
    {
      ...told(texts.shown, "precision-recall", {
        leading: leading("AUPR of the errors, mean over trainings,", auprs, { digits: 2, unit: "%", from: "highest" }),
      }),
      plot: curves({
        curves: shown.flatMap((label) =>
          rowsOf(result, label).map(({ curve }) => ({ label, panel: label, x: curve.recall, y: curve.precision })),
        ),
        ...{ slots: methodSlots, xLabel: "recall", yLabel: "precision", yWindow: [0, 1] },
      }),
    },
    {
      ...told(texts.shown, "risk-coverage", {
        leading: leading("share of errors where 98 % are answered", risks, { digits: 2, unit: "%", from: "lowest" }),
      }),
      plot: curves({
        curves: shown.map((label) => ({
          label,
          x: riskCoverages.map((share) => 100 * share),
          y: riskCoverages.map((_, i) => over(result, label, ({ risks }) => risks[i])),
        })),
        ...{ slots: methodSlots, xLabel: "images answered (%)", yLabel: "errors among them (%)" },
      }),
    },
    {
      ...told(texts.shown, "epochs", shownEpochs),
      ...(trained.length > 0 ? {} : { finding: "No ConfidNet was trained in this run." }),
      plot: curves({
        curves: (["training", "test"] as const).flatMap((images) => [
          ...trained.map(({ epochs }) => {
            const own = epochs.filter(({ dropout }) => dropout === "on");
            return { label: `${images} images`, x: own.map(({ epoch }) => epoch), y: own.map((one) => one[images]) };
          }),
          { label: `${images} images`, published: true, ...recorded(images) },
        ]),
        ...{ xLabel: "epoch", yLabel: "AUPR of the errors (%)" },
      }),
    },
  ];
}

export function tables(result: FailurePredictionResult): Table[] {
  const { trainings } = result;
  const column = (of: Exclude<keyof PredictorRow, "label" | "curve" | "risks">) => (label: string) => over(result, label, (row) => row[of]);
  const [errors, successes, auroc] = (["auprErrors", "auprSuccesses", "auroc"] as const).map(column);
  return [
    tableOf<string>({
      ...told(texts.shown, "predictors", {
        trainings: trainings.length,
        errors: trainings.map((one) => one.errors).join(", "),
        epochs: trainings.map(bestEpoch).join(", "),
      }),
      rows: labelsOf(result, all),
      columns: [
        { label: "predictor", of: (label) => label },
        { label: "AUPR errors", digits: 2, of: errors, beside: (label) => published.find("aupr", label) ?? null },
        { label: "sd", digits: 1, of: (label) => spreadOf(auprsOf(label)(result)) },
        { label: "AUPR successes", digits: 2, of: successes },
        { label: "AUROC", digits: 2, of: auroc },
        { label: "FPR at 95", digits: 2, of: column("fprAt95") },
        { label: "AURC", digits: 3, of: column("aurc") },
      ],
    }),
    answersTable(texts.answers, {
      trainings: trainings.length,
      accuracy: (100 * mean(trainings.map(({ accuracy }) => accuracy))).toFixed(2),
      successes: successes("maximum probability").toFixed(2),
      errors: errors("maximum probability").toFixed(1),
      ConfidNet: auroc("ConfidNet").toFixed(1),
      maximum: auroc("maximum probability").toFixed(1),
    }),
  ];
}
