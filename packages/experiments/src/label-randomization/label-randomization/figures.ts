import { type Findings, type Runs, runsOf } from "@credence/lab";
import { type ColumnOf, curves, formatDigits, leading, linesBy, meanOver, ranked, tableOf, told } from "@credence/lab/figures";
import { type CaseName, caseNames, cases } from "../mnist/cases.ts";
import { layerNames } from "../mnist/complexities.ts";
import { type Form, formLabels, formSlots } from "../mnist/network.ts";
import type { LabelRandomizationResult, Trained } from "./label-randomization.ts";
import { comparedForms, descents, kl, longest, of, published, type Value } from "./readings.ts";
import texts from "./texts.json" with { type: "json" };

const { shown } = texts;
const caseSlots = Object.fromEntries(caseNames.map((name, slot) => [cases[name].label, slot]));

/** A value of every case of a form, with its spread over trainings. */
const points = (result: LabelRandomizationResult, form: Form, value: Value) =>
  caseNames.map((name) => of(result, form, name).point(cases[name].label, value));

/** The five cases of each form that is compared. */
const byCase = (result: LabelRandomizationResult, value: Value) => ({
  series: comparedForms.map((form) => ({ label: formLabels[form], points: points(result, form, value) })),
  ...{ xLabel: "training images", slots: formSlots },
});

/** The cases of a form, as findings name them. */
const named = (result: LabelRandomizationResult, form: Form, value: Value) =>
  caseNames.map((name) => [`(${name})`, of(result, form, name).mean(value)] as const);

/** "1.2 (as published), 3.4 (with the KL term)" */
const byForm = (write: (form: Form) => string) => comparedForms.map((form) => `${write(form)} (${formLabels[form]})`).join(", ");

/** Closed-form KL per weight of a layer, mean over trainings. */
const ofLayer = (result: LabelRandomizationResult, form: Form, name: CaseName, layer: number) =>
  of(result, form, name).mean(({ layers }) => layers[layer]!.closed / layers[layer]!.weights);

/** A measure of uncertainty on the test images, case by case. */
function uncertainty(result: LabelRandomizationResult, measure: "entropy" | "mutualInformation" | "ece") {
  const value: Value = ({ test }) => (measure === "ece" ? 100 : 1) * test[measure];
  const at = (form: Form, name: CaseName) => of(result, form, name).mean(value)?.toPrecision(2);
  return {
    ...told(shown, measure === "mutualInformation" ? "mutualinformation" : measure),
    finding: `Digits, case (ii), and coins, case (v), in ${measure === "ece" ? "%" : "nats"}: ${byForm((form) => `${at(form, "ii")} and ${at(form, "v")}`)}.`,
    plot: linesBy({
      ...{ ...byCase(result, value), yLabel: measure === "ece" ? "ECE (%)" : "nats" },
      yScale: measure === "mutualInformation" ? "log" : "linear",
    }),
  };
}

/** Accuracy on both sets, beside the published ones. */
function accuracy(result: LabelRandomizationResult) {
  const sets = { train: "training accuracy", test: "test accuracy" } as const;
  const series = (["train", "test"] as const).flatMap((set) =>
    comparedForms.map((form) => {
      const theirs = (name: CaseName) => (form === "published" ? published.number(sets[set], name) : null);
      const ours = (name: CaseName) => of(result, form, name).point(`(${name})`, (one) => one[set].accuracy);
      return { label: formLabels[form], panel: sets[set], points: caseNames.map((name) => ({ ...ours(name), published: theirs(name) })) };
    }),
  );
  const best = named(result, "published", ({ test }) => test.accuracy);
  return {
    ...told(shown, "accuracy"),
    finding: leading("test accuracy as published", best, { digits: 1, unit: "%", from: "highest" }),
    plot: linesBy({ series, xLabel: "case", yLabel: "accuracy (%)", slots: formSlots }),
  };
}

export const labelRandomizationFigures: Findings<LabelRandomizationResult>["figures"] = (result) => {
  const untrained = (estimator: "closed" | "drawn") => runsOf(result.trainings).mean(({ start }) => start[estimator]) ?? Number.NaN;
  const ofLonger = ((longest(result).mean(kl("drawn")) ?? Number.NaN) / untrained("drawn")).toFixed(3);
  const [first, ...others] = named(result, "published", kl("drawn")).map(([, nats]) => (nats! / untrained("drawn")).toFixed(3));
  const panels = comparedForms.flatMap((form) =>
    caseNames.map((name) => ({ form, name, label: cases[name].label, panel: formLabels[form] })),
  );
  const overTraining = panels.flatMap(({ form, name, ...drawn }) =>
    of(result, form, name)
      .all.slice(0, 1)
      .map(({ trace, examples }) => ({ ...drawn, x: trace.map(({ epoch }) => epoch), y: trace.map((row) => row.closed / examples) })),
  );
  const layers = panels.map(({ form, name, ...drawn }) => ({
    ...drawn,
    points: layerNames.map((setting, i) => ({ setting, measured: ofLayer(result, form, name, i) })),
  }));
  const theirs = caseNames.map((name, i) => ({ ...points(result, "published", kl("drawn"))[i]!, published: published.number("kl", name) }));
  const longer = longest(result).point("(i), 100 epochs", kl("drawn"));
  return [
    {
      ...told(shown, "kl-as-published"),
      finding: `KL over that of the untrained network: ${first} in case (i), ${others.join(", ")} in cases (ii) to (v); ${ofLonger} in case (i) after 100 epochs.`,
      plot: linesBy({
        series: [
          { label: formLabels.published, points: [{ ...longer, published: published.number("kl of the second run", "i") }, ...theirs] },
        ],
        ...{ xLabel: "training images", yLabel: "KL (nats)", slots: formSlots },
        references: [{ label: "untrained network", y: untrained("drawn") }],
      }),
    },
    {
      ...told(shown, "kl-by-form"),
      finding: `With the KL term the divergence in nats is ${ranked(named(result, "bound", kl("closed")), { digits: 0, from: "highest" })}.`,
      plot: linesBy({
        ...{ ...byCase(result, kl("closed")), yLabel: "KL (nats)", yScale: "log" },
        references: [{ label: "untrained network", y: untrained("closed") }],
      }),
    },
    {
      ...told(shown, "kl-over-training"),
      finding: `From ${formatDigits(untrained("closed"), 0)} nats, case (ii) ends at ${byForm((form) => formatDigits(of(result, form, "ii").mean(kl("closed")) ?? Number.NaN, 0))}.`,
      plot: curves({
        ...{ curves: overTraining, xLabel: "epoch", yLabel: "KL per image (nats)", xScale: "log", yScale: "log", slots: caseSlots },
      }),
    },
    {
      ...told(shown, "layers"),
      finding: `On all images, with the KL term, a weight of the first convolution costs ${ofLayer(result, "bound", "i", 0)?.toFixed(2)} nats, one of the largest dense layer ${ofLayer(result, "bound", "i", 2)?.toFixed(2)}.`,
      plot: linesBy({
        ...{ series: layers, xLabel: "layer", yLabel: "KL per weight (nats)", xScale: "ordinal", yScale: "log", slots: caseSlots },
      }),
    },
    ...(["entropy", "mutualInformation", "ece"] as const).map((measure) => uncertainty(result, measure)),
    accuracy(result),
  ];
};

type Row = { readonly form: Form; readonly case: CaseName; readonly runs: Runs<Trained> };

const numbers: readonly ColumnOf<Row>[] = [
  { label: "KL, one draw (nats)", digits: 0, of: meanOver(kl("drawn")) },
  { label: "KL, closed form (nats)", digits: 0, of: meanOver(kl("closed")) },
  { label: "of it, means (nats)", digits: 0, of: meanOver(kl("means")) },
  { label: "KL per image (nats)", digits: 2, of: meanOver((one) => kl("closed")(one) / one.examples) },
  { label: "training (%)", digits: 2, of: meanOver(({ train }) => train.accuracy) },
  { label: "test (%)", digits: 2, of: meanOver(({ test }) => test.accuracy) },
  { label: "entropy (nats)", digits: 3, of: meanOver(({ test }) => test.entropy) },
  { label: "mutual information (nats)", digits: 5, of: meanOver(({ test }) => test.mutualInformation) },
  { label: "ECE (%)", digits: 1, of: meanOver(({ test }) => 100 * test.ece) },
];

export const labelRandomizationTables: Findings<LabelRandomizationResult>["tables"] = (result) => {
  const rows = [...new Set([...comparedForms, ...descents.map(({ form }) => form)])]
    .flatMap((form) => caseNames.map((name): Row => ({ form, case: name, runs: of(result, form, name) })))
    .filter(({ runs }) => runs.all.length > 0);
  const named = { label: "case", of: (row: Row) => cases[row.case].label };
  return [
    tableOf<Row>({
      ...{ ...told(shown, "trainings"), rows },
      columns: [{ label: "form", of: ({ form }) => formLabels[form] }, named, ...numbers],
    }),
    tableOf<Row>({
      ...{ ...told(shown, "labels"), rows: rows.filter(({ form }) => form === "published") },
      columns: [named, ...Array.from({ length: 10 }, (_, label) => ofLabel(label))],
    }),
  ];
};

/** Accuracy on the images of one label, beside the published one. */
const ofLabel = (label: number): ColumnOf<Row> => ({
  ...{ label: `${label}`, digits: 1, of: meanOver(({ test }) => test.byLabel[label]) },
  beside: (row) => published.find("accuracy by digit", row.case, `${label}`) ?? null,
});
