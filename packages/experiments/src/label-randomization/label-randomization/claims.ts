import { ascending, asks, explained, highestIs, reasonsOf, runsOf, type Said, said, within } from "@credence/lab";
import { type CaseName, caseNames, cases } from "../mnist/cases.ts";
import { type Form, formLabels } from "../mnist/network.ts";
import type { LabelRandomizationResult, Trained } from "./label-randomization.ts";
import { comparedForms, descents, kl, longest, of, published, type Value } from "./readings.ts";
import texts from "./texts.json" with { type: "json" };

type Claim = Said<LabelRandomizationResult>;

const { claims } = texts;

/** Mean and spread of each case of a form. */
const each = (form: Form, value: Value, names: readonly CaseName[] = caseNames) => {
  return (result: LabelRandomizationResult) => names.map((name) => of(result, form, name).over(value));
};

/** Points by which a test accuracy may differ: two runs of the source differ by as much in the small cases. */
const accuracyWidths: Record<CaseName, number> = { i: 0.4, ii: 4, iii: 2, iv: 0.4, v: 2 };
const small = ["ii", "iii", "iv", "v"] as const satisfies readonly CaseName[];

const numbers: Claim[] = [
  said(claims, "parameters", {
    published: published.number("parameters"),
    measured: ({ trainings: [one] }) => one && 2 * one.layers.reduce((sum, { weights }) => sum + weights, 0),
    asks: asks("the same number", ([ours], [theirs]) => ours === theirs),
  }),
  said(claims, "untrained", {
    published: published.number("kl of the untrained network"),
    measured: ({ trainings }) => runsOf(trainings).over(({ start }) => start.drawn),
  }),
  ...caseNames.flatMap((name): Claim[] => {
    const values = { case: name, label: cases[name].label };
    return [
      said(claims, "kl-{case}", {
        ...{ values, published: published.number("kl", name) },
        measured: (result) => of(result, "published", name).over(kl("drawn")),
      }),
      said(claims, "accuracy-{case}", {
        ...{ values, published: published.number("test accuracy", name), asks: within(accuracyWidths[name], "points") },
        measured: (result) => of(result, "published", name).over(({ test }) => test.drawAccuracy),
      }),
    ];
  }),
  said(claims, "kl-per-parameter", {
    published: caseNames.map((name) => published.number("kl per parameter", name)),
    measured: each("published", (one) => kl("drawn")(one) / published.number("parameters")),
  }),
];

/** What the text concludes of the five KL divergences, however they are trained and computed. */
function conclusions(id: string, form: Form, estimator: "closed" | "drawn"): Claim[] {
  const isPublished = estimator === "drawn";
  const common = {
    values: { id, training: formLabels[form], estimator: isPublished ? "by the source's estimate" : "in closed form" },
    variant: isPublished ? ("as published" as const) : ("as stated" as const),
  };
  const theirs = (names: readonly CaseName[]) => names.map((name) => published.number("kl", name));
  return [
    said(claims, "full-largest-{id}", {
      ...{ ...common, published: theirs(caseNames), measured: each(form, kl(estimator)), asks: highestIs(0, "(i)") },
    }),
    said(claims, "others-close-{id}", {
      ...{ ...common, published: theirs(small), measured: each(form, kl(estimator), small) },
      asks: asks("the largest within 5 % of the smallest", (ours) => Math.max(...ours) <= 1.05 * Math.min(...ours)),
    }),
    said(claims, "nearer-{id}", {
      ...{ ...common, measured: each(form, (one) => kl(estimator)(one) / one.start[estimator], small) },
      asks: asks("each below 0.98, nearer to the prior than without training", (ours) => ours.every((ratio) => ratio < 0.98)),
    }),
  ];
}

/** What the text concludes of accuracy, and what it asks of uncertainty. */
const accuracies = comparedForms.flatMap((form): Claim[] => {
  const variant = form === "published" ? ("as published" as const) : ("as stated" as const);
  const common = { values: { form, training: formLabels[form] }, variant };
  return [
    said(claims, "memorises-{form}", { ...common, measured: (result) => of(result, form, "v").over(({ train }) => train.accuracy) }),
    said(claims, "chance-{form}", { ...common, measured: (result) => of(result, form, "v").over(({ test }) => test.accuracy) }),
    said(claims, "full-more-accurate-{form}", {
      ...{ ...common, asks: highestIs(0, "(i)"), measured: each(form, ({ test }) => test.accuracy) },
      published: caseNames.map((name) => published.number("test accuracy", name)),
    }),
    said(claims, "uncertain-{form}", {
      ...{ ...common, asks: ascending(), measured: each(form, ({ test }) => test.mutualInformation, ["ii", "v"]) },
    }),
  ];
});

/** Test accuracy of one training less that of another, where both were made. */
const difference = (one: Trained | undefined, other: Trained | undefined) => one && other && one.test.accuracy - other.test.accuracy;
const adam = (result: LabelRandomizationResult, name: CaseName) => of(result, "published", name).where({ seed: 1 }).all[0];
const long = (result: LabelRandomizationResult) => longest(result).all[0];
const accuracyAt = ({ trace }: Trained, epoch: number) => trace.find((row) => row.epoch === epoch)!.accuracy;

const training: Claim[] = [
  said(claims, "kl-i-100", {
    published: published.number("kl of the second run", "i"),
    measured: (result) => long(result) && kl("drawn")(long(result)!),
    tested: (result) => long(result)?.epochs === 100,
  }),
  said(claims, "ten-epochs", {
    measured: (result) => difference(long(result), adam(result, "i")),
    asks: asks("at most 0.3 points apart", ([apart]) => Math.abs(apart!) <= 0.3),
    tested: (result) => long(result)?.epochs === 100,
  }),
  ...(["ii", "iii"] as const).map(
    (name): Claim =>
      said(claims, "more-epochs-{case}", {
        values: { case: name, label: cases[name].label },
        measured: (result) => {
          const trained = of(result, "published", name).all.filter(({ epochs }) => epochs >= 100);
          return runsOf(trained).over((one) => accuracyAt(one, one.epochs) - accuracyAt(one, 10));
        },
      }),
  ),
  ...descents.map(
    ({ form, case: name }): Claim =>
      said(claims, "{form}-{case}", {
        values: { form, case: name, training: formLabels[form], label: cases[name].label },
        measured: (result) => difference(of(result, form, name).all[0], adam(result, name)),
      }),
  ),
];

/** Every statement of the source. */
export const labelRandomizationClaims: readonly Claim[] = explained(
  [
    ...[...numbers, ...conclusions("published", "published", "drawn"), ...conclusions("closed", "published", "closed")],
    ...[...conclusions("stated", "stated", "closed"), ...conclusions("bound", "bound", "closed"), ...accuracies, ...training],
  ],
  reasonsOf(texts.reasons),
);
