import { mean, spreadOf } from "@credence/lab";
import { type Figure, linesBy, type SettingPoint, type Table, tableOf } from "@credence/lab/figures";
import { formLabels, formSlots } from "../mnist/network.ts";
import { byFraction, forms, fractionsOf, gapOf, type NoisyForm, of } from "./claims.ts";
import type { LabelFractionsResult, Trained } from "./label-fractions.ts";

/** A bound at or above this tells no more than guessing among ten classes. */
const guessing = 0.9;

const sizesOf = ({ trainings }: LabelFractionsResult) => [...new Set(trainings.map(({ examples }) => examples))].toSorted((a, b) => a - b);
const panelOf = (examples: number) => `${examples.toLocaleString("en-US")} images`;

const points = (trained: readonly Trained[], value: (one: Trained) => number): SettingPoint[] =>
  fractionsOf(trained).map((setting) => {
    const values = trained.filter(({ fraction }) => fraction === setting).map(value);
    return { setting, measured: mean(values), spread: spreadOf(values) };
  });

/** A line for each form in a panel for each number of images. */
const lines = (result: LabelFractionsResult, value: (one: Trained) => number) =>
  sizesOf(result).flatMap((examples) =>
    forms.map((form) => ({ label: formLabels[form], panel: panelOf(examples), points: points(of(result, form, examples), value) })),
  );

const xLabel = "fraction of random labels";

/** "3 to 5" of the first and the last fraction at the largest number of images. */
function ends(
  result: LabelFractionsResult,
  form: NoisyForm,
  { value, digits }: { value: (one: Trained) => number; digits: number },
): string {
  const values = byFraction(of(result, form, sizesOf(result).at(-1) ?? 0), value);
  return `${values[0]?.toFixed(digits)} to ${values.at(-1)?.toFixed(digits)}`;
}

export function labelFractionsFigures(result: LabelFractionsResult): Figure[] {
  const largest = panelOf(sizesOf(result).at(-1) ?? 0);
  const informative = result.trainings.filter(({ bound }) => bound < guessing).length;
  const boundSeries = sizesOf(result).flatMap((examples) => {
    const panel = panelOf(examples);
    const trained = of(result, "bound", examples);
    return [
      { label: "PAC-Bayes bound", panel, points: points(trained, ({ bound }) => bound) },
      { label: "error, labels as noisy", panel, points: points(trained, ({ noisyTestError }) => noisyTestError) },
      { label: "training error", panel, points: points(trained, ({ error }) => error.training) },
    ];
  });
  return [
    {
      name: "kl",
      title: "KL by the fraction of random labels",
      finding: `From true to random labels, ${largest}: ${forms.map((form) => `${ends(result, form, { value: ({ kl }) => kl, digits: 0 })} nats (${formLabels[form]})`).join(", ")}.`,
      caption: "Closed-form KL from the prior. Bars: one standard deviation over trainings.",
      plot: linesBy({ series: lines(result, ({ kl }) => kl), xLabel, yLabel: "KL (nats)", yScale: "log", slots: formSlots }),
    },
    {
      name: "gap",
      title: "The generalisation gap",
      finding: `From true to random labels, ${largest}: ${forms.map((form) => `${ends(result, form, { value: gapOf, digits: 1 })} points (${formLabels[form]})`).join(", ")}.`,
      caption:
        "Training accuracy on the noisy labels less test accuracy on true ones, of the averaged prediction. Bars: one standard deviation over trainings.",
      plot: linesBy({ series: lines(result, gapOf), xLabel, yLabel: "gap (points)", slots: formSlots }),
    },
    {
      name: "bound",
      title: "The bound, with the KL term",
      finding: `${informative} of ${result.trainings.length} networks have a bound below the 0.9 of guessing; with the KL term, ${largest}, it goes from ${ends(result, "bound", { value: ({ bound }) => bound, digits: 2 })}.`,
      caption:
        "Error of single draws of networks trained with the KL term: on training labels, on test labels with the same noise, and its bound at 95 %. Dotted: guessing, where a bound is vacuous.",
      method: "The error on labels as noisy is (1 - fraction) times that on true test labels, and 0.9 times the fraction.",
      plot: linesBy({
        series: boundSeries,
        xLabel,
        yLabel: "error",
        yWindow: [0, 1],
        references: [{ label: "guessing", y: guessing }],
        slots: { "PAC-Bayes bound": 3, "error, labels as noisy": 4, "training error": 5 },
      }),
    },
    {
      name: "uncertainty",
      title: "Uncertainty by the fraction of random labels",
      finding: `Mean entropy on test images, ${largest}: ${forms.map((form) => `${ends(result, form, { value: ({ entropy }) => entropy, digits: 2 })} nats (${formLabels[form]})`).join(", ")}.`,
      caption: "Entropy of the averaged prediction, mean over test images. Bars: one standard deviation over trainings.",
      plot: linesBy({ series: lines(result, ({ entropy }) => entropy), xLabel, yLabel: "entropy (nats)", slots: formSlots }),
    },
  ];
}

type Row = { readonly form: NoisyForm; readonly examples: number; readonly fraction: number; readonly trained: readonly Trained[] };

export function labelFractionsTables(result: LabelFractionsResult): Table[] {
  const rows = sizesOf(result).flatMap((examples) =>
    forms.flatMap((form) => {
      const trained = of(result, form, examples);
      return fractionsOf(trained).map(
        (fraction): Row => ({ form, examples, fraction, trained: trained.filter((one) => one.fraction === fraction) }),
      );
    }),
  );
  const over =
    (value: (one: Trained) => number) =>
    ({ trained }: Row) =>
      mean(trained.map(value));
  return [
    tableOf<Row>({
      name: "fractions",
      title: "KL, errors and bound",
      caption:
        "Means over trainings; errors of single draws. A bound of 0.9 or more is vacuous: guessing among ten classes has that error.",
      rows,
      columns: [
        { label: "images", of: ({ examples }) => examples },
        { label: "form", of: ({ form }) => formLabels[form] },
        { label: "random labels", digits: 2, of: ({ fraction }) => fraction },
        { label: "KL (nats)", digits: 0, of: over(({ kl }) => kl) },
        { label: "KL per image (nats)", digits: 2, of: ({ examples, ...row }) => over(({ kl }) => kl)({ examples, ...row }) / examples },
        { label: "training error", digits: 3, of: over(({ error }) => error.training) },
        { label: "test error, true labels", digits: 3, of: over(({ error }) => error.test) },
        { label: "test error, labels as noisy", digits: 3, of: over(({ noisyTestError }) => noisyTestError) },
        {
          label: "bound, 95 %",
          of: (row) => {
            const bound = over((one) => one.bound)(row);
            return bound >= guessing ? "vacuous" : bound.toFixed(3);
          },
        },
        { label: "mutual information (nats)", digits: 3, of: over(({ mutualInformation }) => mutualInformation) },
        { label: "ECE", digits: 3, of: over(({ ece }) => ece) },
      ],
    }),
  ];
}
