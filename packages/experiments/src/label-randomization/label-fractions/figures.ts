import { type Runs, runsOf } from "@credence/lab";
import { type Figure, linesBy, type Table, tableOf, told } from "@credence/lab/figures";
import { formLabels, formSlots } from "../mnist/network.ts";
import { forms, gapOf, type NoisyForm } from "./claims.ts";
import type { LabelFractionsResult, Trained } from "./label-fractions.ts";
import texts from "./texts.json" with { type: "json" };

type Value = (one: Trained) => number;

const { shown } = texts;

/** A bound at or above this tells no more than guessing among ten classes. */
const guessing = 0.9;

const panelOf = (examples: number) => `${examples.toLocaleString("en-US")} images`;

/** What the bound is drawn beside. */
const errors: Readonly<Record<string, Value>> = {
  "PAC-Bayes bound": ({ bound }) => bound,
  "error, labels as noisy": ({ noisyTestError }) => noisyTestError,
  "training error": ({ error }) => error.training,
};

export function labelFractionsFigures({ trainings }: LabelFractionsResult): Figure[] {
  const all = runsOf(trainings);
  const sizes = all.levels("examples");
  const most = sizes.at(-1) ?? 0;
  const points = (form: NoisyForm, examples: number, value: Value) => all.where({ form, examples }).points("fraction", value);
  /** "3.0 to 5.0": without random labels and with nothing else, at the largest number of images. */
  const ends = (form: NoisyForm, value: Value, digits: number): string => {
    const values = points(form, most, value).map(({ measured }) => measured?.toFixed(digits));
    return `${values[0]} to ${values.at(-1)}`;
  };
  /** A value by fraction: a panel for each number of images, a line for each form. */
  const byFraction = (name: "kl" | "gap" | "entropy", { value, digits, unit }: { value: Value; digits: number; unit: string }): Figure => ({
    ...told(shown, name),
    finding: `From true to random labels, ${panelOf(most)}: ${forms
      .map((form) => `${ends(form, value, digits)} ${unit} (${formLabels[form]})`)
      .join(", ")}.`,
    plot: linesBy({
      series: sizes.flatMap((examples) =>
        forms.map((form) => ({ label: formLabels[form], panel: panelOf(examples), points: points(form, examples, value) })),
      ),
      ...{ xLabel: "fraction of random labels", yLabel: unit, slots: formSlots, ...(name === "kl" ? { yScale: "log" } : {}) },
    }),
  });
  const informative = trainings.filter(({ bound }) => bound < guessing).length;
  const bounds = sizes.flatMap((examples) =>
    Object.entries(errors).map(([label, value]) => ({ label, panel: panelOf(examples), points: points("bound", examples, value) })),
  );
  return [
    byFraction("kl", { value: ({ kl, examples }) => kl / examples, digits: 2, unit: "nats per image" }),
    byFraction("gap", { value: gapOf, digits: 1, unit: "points" }),
    {
      ...told(shown, "bound"),
      finding: `${informative} of ${trainings.length} networks have a bound below the 0.9 of guessing; with the KL term, ${panelOf(most)}, it goes from ${ends("bound", errors["PAC-Bayes bound"]!, 2)}.`,
      plot: linesBy({
        ...{ series: bounds, xLabel: "fraction of random labels", yLabel: "error", yWindow: [0, 1] },
        references: [{ label: "guessing", y: guessing }],
        slots: { "PAC-Bayes bound": 3, "error, labels as noisy": 4, "training error": 5 },
      }),
    },
    byFraction("entropy", { value: ({ entropy }) => entropy, digits: 2, unit: "nats" }),
  ];
}

type Row = { readonly form: NoisyForm; readonly examples: number; readonly fraction: number; readonly trained: Runs<Trained> };

export function labelFractionsTables({ trainings }: LabelFractionsResult): Table[] {
  const all = runsOf(trainings);
  const rows = all.levels("examples").flatMap((examples) =>
    forms.flatMap((form) => {
      const own = all.where({ form, examples });
      return own.levels("fraction").map((fraction): Row => ({ form, examples, fraction, trained: own.where({ fraction }) }));
    }),
  );
  const over =
    (value: Value) =>
    ({ trained }: Row) =>
      trained.mean(value);
  const written = (bound: number) => (bound >= guessing ? "vacuous" : bound.toFixed(3));
  return [
    tableOf<Row>({
      ...{ ...told(shown, "fractions"), rows },
      columns: [
        { label: "images", of: ({ examples }) => examples },
        { label: "form", of: ({ form }) => formLabels[form] },
        { label: "random labels", digits: 2, of: ({ fraction }) => fraction },
        { label: "KL (nats)", digits: 0, of: over(({ kl }) => kl) },
        { label: "training error", digits: 3, of: over(({ error }) => error.training) },
        { label: "test error, true labels", digits: 3, of: over(({ error }) => error.test) },
        { label: "test error, labels as noisy", digits: 3, of: over(({ noisyTestError }) => noisyTestError) },
        { label: "bound, 95 %", of: ({ trained }) => written(trained.mean(({ bound }) => bound)!) },
        { label: "mutual information (nats)", digits: 3, of: over(({ mutualInformation }) => mutualInformation) },
        { label: "ECE", digits: 3, of: over(({ ece }) => ece) },
      ],
    }),
  ];
}
