import { mean } from "@credence/lab";
import { answersTable, curves, type Figure, leading, type Table, tableOf } from "@credence/lab/figures";
import { methodSlots } from "../methods/method-slots.ts";
import { bestEpoch, published, rowsOf } from "./claims.ts";
import type { FailurePredictionResult, PredictorRow } from "./failure-prediction.ts";
import { confidnetLabels, namedPredictors, riskCoverages } from "./predictors.ts";

const labelsOf = (result: FailurePredictionResult): string[] =>
  [...namedPredictors.map(({ label }) => label), ...Object.values(confidnetLabels)].filter((label) => rowsOf(result, label).length > 0);

/** AUPR of the errors by epoch, the source's from its record. */
const recorded = (images: "training" | "test") => {
  const x = Array.from({ length: 50 }, (_, i) => i + 1);
  return { x, y: x.map((epoch) => published.number("per epoch", images, epoch)) };
};

export function failurePredictionFigures(result: FailurePredictionResult): Figure[] {
  const shown = ["maximum probability", "MC dropout, entropy", "trust score", "ConfidNet"];
  const over = (label: string, value: (row: PredictorRow) => number) => 100 * mean(rowsOf(result, label).map(value));
  const best = (what: string, from: "highest" | "lowest", labels: readonly string[], value: (row: PredictorRow) => number) =>
    leading(
      what,
      labels.map((label) => [label, over(label, value)]),
      { digits: 2, unit: "%", from },
    );
  const shownAt = riskCoverages.indexOf(0.98);
  const trained = result.trainings.filter(({ epochs }) => epochs.length > 0);
  return [
    {
      name: "precision-recall",
      title: "Which errors are foreseen",
      finding: best("AUPR of the errors, mean over trainings,", "highest", labelsOf(result), ({ auprErrors }) => auprErrors),
      caption: "Precision and recall of the errors on the test images, errors positive, a line for each training.",
      published: "the precision-recall curves of Part II",
      plot: curves({
        curves: shown.flatMap((label) => rowsOf(result, label).map(({ curve }) => ({ label, x: curve.recall, y: curve.precision }))),
        slots: methodSlots,
        xLabel: "recall",
        yLabel: "precision",
        yWindow: [0, 1],
      }),
    },
    {
      name: "risk-coverage",
      title: "Errors left when the most doubtful images go unanswered",
      finding: best(
        "share of errors where 98% are answered",
        "lowest",
        shown.filter((label) => rowsOf(result, label).length > 0),
        ({ risks }) => risks[shownAt],
      ),
      caption:
        "Errors among the images answered, by the share answered, the surest first, mean over trainings. At 100% all predictors answer the same.",
      plot: curves({
        curves: shown
          .filter((label) => rowsOf(result, label).length > 0)
          .map((label) => ({
            label,
            x: riskCoverages.map((share) => 100 * share),
            y: riskCoverages.map((_, i) => 100 * mean(rowsOf(result, label).map(({ risks }) => risks[i]))),
          })),
        slots: methodSlots,
        xLabel: "images answered (%)",
        yLabel: "errors among them (%)",
      }),
    },
    {
      name: "epochs",
      title: "ConfidNet while it is trained",
      finding:
        trained.length > 0
          ? `The training images choose epoch ${trained.map(bestEpoch).join(", ")}; the source's chose ${published.number("kept epoch")}.`
          : "No ConfidNet was trained in this run.",
      caption:
        "AUPR of the errors on the training images that choose the epoch, and on the test images, errors positive. Dashed: the source's.",
      plot: curves({
        curves: (["training", "test"] as const).flatMap((images) => [
          ...trained.map(({ epochs }) => {
            const own = epochs.filter(({ dropout }) => dropout === "on");
            return { label: `${images} images`, x: own.map(({ epoch }) => epoch), y: own.map((one) => one[images]) };
          }),
          { label: `${images} images`, published: true, ...recorded(images) },
        ]),
        xLabel: "epoch",
        yLabel: "AUPR of the errors (%)",
      }),
    },
  ];
}

export function failurePredictionTables(result: FailurePredictionResult): Table[] {
  const over = (of: Exclude<keyof PredictorRow, "label" | "curve" | "risks">) => (label: string) =>
    100 * mean(rowsOf(result, label).map((row) => row[of]));
  const epochs = result.trainings.map(bestEpoch).filter((epoch) => epoch > 0);
  return [
    tableOf<string>({
      name: "predictors",
      title: "Every predictor",
      caption: `In %, mean over ${result.trainings.length} trainings with ${result.trainings.map(({ errors }) => errors).join(", ")} errors. ${
        epochs.length > 0 ? `ConfidNet's best epoch: ${epochs.join(", ")}.` : ""
      } FPR at 95: of the right predictions kept as errors where 95% of the errors are found. AURC: errors among the answered, mean over all coverages.`,
      rows: labelsOf(result),
      columns: [
        { label: "predictor", of: (label) => label },
        { label: "AUPR errors", digits: 2, of: over("auprErrors"), beside: (label) => published.find("aupr", label) ?? null },
        { label: "AUPR successes", digits: 2, of: over("auprSuccesses") },
        { label: "AUROC", digits: 2, of: over("auroc") },
        { label: "FPR at 95", digits: 2, of: over("fprAt95") },
        { label: "AURC", digits: 3, of: over("aurc") },
      ],
    }),
    answersTable([
      {
        question: "Why the precision and recall of the errors, and not of the successes?",
        answer: `Of ${result.trainings.length} networks ${(100 * mean(result.trainings.map(({ accuracy }) => accuracy))).toFixed(2)} % of the answers are right, so that any predictor finds successes: AUPR ${over("auprSuccesses")("maximum probability").toFixed(2)} % for the maximum probability. Of its errors it is ${over("auprErrors")("maximum probability").toFixed(1)} %.`,
      },
      {
        question: "Why the probability of the true class, and not the largest?",
        answer: `An error has a large maximum and a small true-class probability by definition. ConfidNet must guess the latter without the label: AUROC ${over("auroc")("ConfidNet").toFixed(1)} %, that of the maximum probability ${over("auroc")("maximum probability").toFixed(1)} %.`,
      },
    ]),
  ];
}
