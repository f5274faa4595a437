import { lowestIs, type Runs, rounded, runsOf, type Said, said } from "@credence/lab";
import { type ColorSlots, type ColumnOf, type Figure, leading, reliability, told } from "@credence/lab/figures";
import type { Key } from "@credence/tensor";
import { type CategoricalPredictive, type Data, expectCategorical, metrics, type Posterior, predict } from "credence";
import texts from "./texts.json" with { type: "json" };

/** Four ways to train a classifier of the overview, under the names that its figures give them. */
export const methodLabels = texts.methods;
export type MethodName = keyof typeof methodLabels;

/** The colour of every method in all figures of the overview. */
export const methodSlots: ColorSlots = Object.fromEntries(Object.values(methodLabels).map((label, slot) => [label, slot]));

/** Bins of the calibration error and of reliability diagrams. */
const bins = 10;

/** What a prediction of classes is worth: error in %, nats per datum, expected calibration error in %, and its bins. */
export async function classified(predictive: CategoricalPredictive, y: Data["y"]) {
  const numbers = {
    error: 100 * (1 - (await metrics.accuracy(predictive, y))),
    nll: await metrics.negativeLogLikelihood(predictive, y),
    ece: 100 * (await metrics.expectedCalibrationError(predictive, y, { bins })),
  };
  return { ...rounded(numbers, 5), bins: await metrics.reliabilityBins(predictive, y, { bins }) };
}

/** The classes that a posterior gives x, by the average of `draws` functions. */
export const classesOf = async (
  posterior: Posterior,
  x: Data["x"],
  { draws, key, batchSize = 500 }: { readonly draws: number; readonly key: Key; readonly batchSize?: number },
): Promise<CategoricalPredictive> => expectCategorical("overview", await predict(posterior, x, { draws, batchSize }, key));

type Scores = Awaited<ReturnType<typeof classified>>;
type Measure = Exclude<keyof Scores, "bins">;

/** A trained classifier of a result: by which method, and how good. */
export interface Trained extends Scores {
  readonly method: MethodName;
}

/** Methods of a result, each once, in the order of the labels. */
export const methodsOf = (trained: readonly Trained[]): MethodName[] =>
  (Object.keys(methodLabels) as MethodName[]).filter((method) => trained.some((one) => one.method === method));

/** The trainings of a method. */
export const trainedBy = (trained: readonly Trained[], method: MethodName): Runs<Trained> => runsOf(trained).where({ method });

/** A mean over trainings for each method, for a finding. */
export const meansOf = (trained: readonly Trained[], measure: Measure) =>
  methodsOf(trained).map((method) => [methodLabels[method], trainedBy(trained, method).mean((one) => one[measure])!] as const);

/** That a method is below the plain network in a measure, mean over trainings. */
export const belowPlain = <Result>(
  { id, method, measure, of }: { readonly id: string; readonly method: MethodName; readonly measure: "ece" | "nll"; readonly of: string },
  trainedOf: (result: Result) => readonly Trained[],
): Said<Result> =>
  said(texts.claims, `{id}-${measure}-{method}`, {
    values: { id, method, of, label: methodLabels[method] },
    measured: (result) => ([method, "plain"] as const).map((one) => trainedBy(trainedOf(result), one).over((own) => own[measure])),
    asks: lowestIs(0, `that of ${methodLabels[method]}`),
  });

/** Error, NLL and calibration error as columns of a table. */
export const scoreColumns = <Row extends Scores>(): ColumnOf<Row>[] => [
  { label: "Error (%)", digits: 2, of: ({ error }) => error },
  { label: "NLL (nats)", digits: 4, of: ({ nll }) => nll },
  { label: "ECE (%)", digits: 2, of: ({ ece }) => ece },
];

/** Reliability of each method's first training, headed by who has the least calibration error. */
export const reliabilityFigure = (
  trained: readonly Trained[],
  { name, title, of }: { name: string; title: string; of: string },
): Figure => ({
  ...told(texts.shown, "{name}", { name, title, of }),
  finding: leading("expected calibration error", meansOf(trained, "ece"), { digits: 2, unit: "%" }),
  plot: reliability({
    slots: methodSlots,
    series: methodsOf(trained).map((method) => ({ label: methodLabels[method], bins: trained.find((one) => one.method === method)!.bins })),
    xLabel: "mean probability in the bin",
  }),
});
