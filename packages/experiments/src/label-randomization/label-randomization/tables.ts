import type { Runs } from "@credence/lab";
import { type ColumnOf, type Table, tableOf, told } from "@credence/lab/figures";
import { type CaseName, caseNames, cases } from "../mnist/cases.ts";
import { type Form, formLabels } from "../mnist/network.ts";
import type { LabelRandomizationResult, Trained } from "./label-randomization.ts";
import { comparedForms, descents, kl, of, published, type Value } from "./readings.ts";
import texts from "./texts.json" with { type: "json" };

type Row = { readonly form: Form; readonly case: CaseName; readonly trained: Runs<Trained> };

/** A mean over the trainings of a row. */
const column = (label: string, digits: number, value: Value): ColumnOf<Row> => ({
  label,
  digits,
  of: ({ trained }) => trained.mean(value),
});

const numbers: readonly ColumnOf<Row>[] = [
  column("KL, one draw (nats)", 0, kl("drawn")),
  column("KL, closed form (nats)", 0, kl("closed")),
  column("of it, means (nats)", 0, kl("means")),
  column("KL per image (nats)", 2, (one) => kl("closed")(one) / one.examples),
  column("training (%)", 2, ({ train }) => train.accuracy),
  column("test (%)", 2, ({ test }) => test.accuracy),
  column("entropy (nats)", 3, ({ test }) => test.entropy),
  column("mutual information (nats)", 3, ({ test }) => test.mutualInformation),
  column("ECE", 3, ({ test }) => test.ece),
];

export function labelRandomizationTables(result: LabelRandomizationResult): Table[] {
  const rows = [...new Set([...comparedForms, ...descents.map(({ form }) => form)])]
    .flatMap((form) => caseNames.map((name): Row => ({ form, case: name, trained: of(result, form, name) })))
    .filter(({ trained }) => trained.all.length > 0);
  const named = { label: "case", of: (row: Row) => cases[row.case].label };
  return [
    tableOf<Row>({
      ...{ ...told(texts.shown, "trainings"), rows },
      columns: [{ label: "form", of: ({ form }) => formLabels[form] }, named, ...numbers],
    }),
    tableOf<Row>({
      ...{ ...told(texts.shown, "labels"), rows: rows.filter(({ form }) => form === "published") },
      columns: [named, ...Array.from({ length: 10 }, (_, label) => ofLabel(label))],
    }),
  ];
}

/** Accuracy on the images of one label, beside the published one. */
const ofLabel = (label: number): ColumnOf<Row> => ({
  ...{ label: `${label}`, digits: 1, of: ({ trained }) => trained.mean(({ test }) => test.byLabel[label]) },
  beside: (row) => published.find("accuracy by digit", row.case, `${label}`) ?? null,
});
