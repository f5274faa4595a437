import { mean, spreadOf } from "@credence/lab";
import { type Figure, linesBy, type SettingPoint, type Table, tableOf } from "@credence/lab/figures";
import { formLabels, formSlots } from "../mnist/network.ts";
import { byFraction, forms, fractionsOf, gapOf, type NoisyForm, of } from "./claims.ts";
import type { LabelFractionsResult, Trained } from "./label-fractions.ts";

type Value = (one: Trained) => number;

/** A bound at or above this tells no more than guessing among ten classes. */
const guessing = 0.9;

const sizesOf = ({ trainings }: LabelFractionsResult) => [...new Set(trainings.map(({ examples }) => examples))].toSorted((a, b) => a - b);
const panelOf = (examples: number) => `${examples.toLocaleString("en-US")} images`;

const points = (trained: readonly Trained[], value: Value): SettingPoint[] =>
  fractionsOf(trained).map((setting) => {
    const values = trained.filter(({ fraction }) => fraction === setting).map(value);
    return { setting, measured: mean(values), spread: spreadOf(values) };
  });

/** "3.0 to 5.0": without random labels and with nothing else, at the largest number of images. */
function ends(result: LabelFractionsResult, form: NoisyForm, { value, digits }: { value: Value; digits: number }): string {
  const values = byFraction(of(result, form, sizesOf(result).at(-1) ?? 0), value);
  return `${values[0]?.toFixed(digits)} to ${values.at(-1)?.toFixed(digits)}`;
}

const xLabel = "fraction of random labels";
const spreads = "Bars: one standard deviation over trainings.";

/** A value by fraction: a panel for each number of images, a line for each form. */
function byFractionOf(
  result: LabelFractionsResult,
  { value, digits, unit, ...said }: Pick<Figure, "name" | "title" | "caption"> & { value: Value; digits: number; unit: string },
): Figure {
  const series = sizesOf(result).flatMap((examples) =>
    forms.map((form) => ({ label: formLabels[form], panel: panelOf(examples), points: points(of(result, form, examples), value) })),
  );
  const told = forms.map((form) => `${ends(result, form, { value, digits })} ${unit} (${formLabels[form]})`).join(", ");
  return {
    ...said,
    caption: `${said.caption} ${spreads}`,
    finding: `From true to random labels, ${panelOf(sizesOf(result).at(-1) ?? 0)}: ${told}.`,
    plot: linesBy({ series, xLabel, yLabel: unit, slots: formSlots, ...(said.name === "kl" ? { yScale: "log" } : {}) }),
  };
}

export function labelFractionsFigures(result: LabelFractionsResult): Figure[] {
  const informative = result.trainings.filter(({ bound }) => bound < guessing).length;
  const lines: Record<string, Value> = {
    "PAC-Bayes bound": ({ bound }) => bound,
    "error, labels as noisy": ({ noisyTestError }) => noisyTestError,
    "training error": ({ error }) => error.training,
  };
  const bounds = sizesOf(result).flatMap((examples) =>
    Object.entries(lines).map(([label, value]) => ({
      label,
      panel: panelOf(examples),
      points: points(of(result, "bound", examples), value),
    })),
  );
  const bound = { value: lines["PAC-Bayes bound"]!, digits: 2 };
  return [
    byFractionOf(result, {
      ...{ name: "kl", title: "KL by the fraction of random labels", value: ({ kl, examples }) => kl / examples, digits: 2 },
      ...{ unit: "nats per image", caption: "Closed-form KL from the prior over the number of training images." },
    }),
    byFractionOf(result, {
      ...{ name: "gap", title: "The generalisation gap", value: gapOf, digits: 1, unit: "points" },
      caption: "Training accuracy on the noisy labels less test accuracy on true ones, of the averaged prediction.",
    }),
    {
      ...{ name: "bound", title: "The bound, with the KL term" },
      finding: `${informative} of ${result.trainings.length} networks have a bound below the 0.9 of guessing; with the KL term, ${panelOf(sizesOf(result).at(-1) ?? 0)}, it goes from ${ends(result, "bound", bound)}.`,
      caption:
        "Error of single draws of networks trained with the KL term: on training labels, on test labels with the same noise, and its bound at 95 %. Dotted: guessing, where a bound is vacuous.",
      method: "The error on labels as noisy is (1 - fraction) times that on true test labels, and 0.9 times the fraction.",
      plot: linesBy({
        ...{ series: bounds, xLabel, yLabel: "error", yWindow: [0, 1], references: [{ label: "guessing", y: guessing }] },
        slots: { "PAC-Bayes bound": 3, "error, labels as noisy": 4, "training error": 5 },
      }),
    },
    byFractionOf(result, {
      ...{ name: "entropy", title: "Entropy by the fraction of random labels", value: ({ entropy }) => entropy, digits: 2 },
      ...{ unit: "nats", caption: "Entropy of the averaged prediction, mean over test images." },
    }),
  ];
}

type Row = { readonly form: NoisyForm; readonly examples: number; readonly fraction: number; readonly trained: readonly Trained[] };

export function labelFractionsTables(result: LabelFractionsResult): Table[] {
  const rows = sizesOf(result).flatMap((examples) =>
    forms.flatMap((form) => {
      const all = of(result, form, examples);
      const at = (fraction: number) => all.filter((one) => one.fraction === fraction);
      return fractionsOf(all).map((fraction): Row => ({ form, examples, fraction, trained: at(fraction) }));
    }),
  );
  const over =
    (value: Value) =>
    ({ trained }: Row) =>
      mean(trained.map(value));
  const boundOf = over((one) => one.bound);
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
        { label: "training error", digits: 3, of: over(({ error }) => error.training) },
        { label: "test error, true labels", digits: 3, of: over(({ error }) => error.test) },
        { label: "test error, labels as noisy", digits: 3, of: over(({ noisyTestError }) => noisyTestError) },
        { label: "bound, 95 %", of: (row) => (boundOf(row) >= guessing ? "vacuous" : boundOf(row).toFixed(3)) },
        { label: "mutual information (nats)", digits: 3, of: over(({ mutualInformation }) => mutualInformation) },
        { label: "ECE", digits: 3, of: over(({ ece }) => ece) },
      ],
    }),
  ];
}
