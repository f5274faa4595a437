import { type ColumnOf, type Table, tableOf } from "@credence/lab/figures";
import { type CaseName, caseNames, cases } from "../mnist/cases.ts";
import { type Form, formLabels } from "../mnist/network.ts";
import type { LabelRandomizationResult, Trained } from "./label-randomization.ts";
import { comparedForms, klOf, meanOver, of, published } from "./readings.ts";

type Row = { readonly form: Form; readonly case: CaseName; readonly trained: readonly Trained[] };

const numbers: readonly (ColumnOf<Row> & { readonly value: (one: Trained) => number })[] = (
  [
    { label: "KL, one draw (nats)", digits: 0, value: (one: Trained) => klOf(one, "drawn") },
    { label: "KL, closed form (nats)", digits: 0, value: (one: Trained) => klOf(one, "closed") },
    { label: "of it, means (nats)", digits: 0, value: ({ layers }: Trained) => layers.reduce((sum, { means }) => sum + means, 0) },
    { label: "KL per image (nats)", digits: 2, value: (one: Trained) => klOf(one, "closed") / one.examples },
    { label: "training (%)", digits: 2, value: ({ train }: Trained) => train.accuracy },
    { label: "test (%)", digits: 2, value: ({ test }: Trained) => test.accuracy },
    { label: "entropy (nats)", digits: 3, value: ({ test }: Trained) => test.entropy },
    { label: "mutual information (nats)", digits: 3, value: ({ test }: Trained) => test.mutualInformation },
    { label: "ECE", digits: 3, value: ({ test }: Trained) => test.ece },
  ] as const
).map((column) => ({ ...column, of: ({ trained }: Row) => meanOver(trained, column.value) }));

export function labelRandomizationTables(result: LabelRandomizationResult): Table[] {
  const forms = [...comparedForms, "descent-slow", "descent-fast"] as const;
  const rows = forms
    .flatMap((form) => caseNames.map((name): Row => ({ form, case: name, trained: of(result, form, name) })))
    .filter(({ trained }) => trained.length > 0);
  const digits = rows.filter(({ form }) => form === "published");
  return [
    tableOf<Row>({
      ...{ name: "trainings", title: "The five cases, form by form", rows },
      caption: "Means over trainings. Accuracy of the averaged prediction; uncertainties and calibration on the case's test images.",
      columns: [{ label: "form", of: ({ form }) => formLabels[form] }, { label: "case", of: (row) => cases[row.case].label }, ...numbers],
    }),
    tableOf<Row>({
      ...{ name: "labels", title: "Test accuracy by label", published: "the table under the figure", rows: digits },
      caption: "In %, trained as published, of the averaged prediction; case (v) has the labels 0 and 1 of a coin.",
      columns: [{ label: "case", of: (row) => cases[row.case].label }, ...Array.from({ length: 10 }, (_, label) => ofLabel(label))],
    }),
  ];
}

/** Accuracy on the images of one label, beside the published one. */
function ofLabel(label: number): ColumnOf<Row> {
  const has = ({ trained }: Row) => trained.filter(({ test }) => test.byLabel[label] != null);
  return {
    ...{ label: `${label}`, digits: 1, of: (row) => meanOver(has(row), ({ test }) => test.byLabel[label]!) },
    beside: (row) => published.find("accuracy by digit", row.case, `${label}`) ?? null,
  };
}
