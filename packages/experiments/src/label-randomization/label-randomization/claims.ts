import { above, asks, below, explained, highestIs, measuredOver, type Said, within, withinPercent } from "@credence/lab";
import { type CaseName, caseNames, cases } from "../mnist/cases.ts";
import { type Form, formLabels } from "../mnist/network.ts";
import type { LabelRandomizationResult, Trained } from "./label-randomization.ts";
import { comparedForms, klOf, of, published } from "./readings.ts";
import { reasons } from "./reasons.ts";

type Claim = Said<LabelRandomizationResult>;
type Value = (one: Trained) => number;

const asPublished = { variant: "as published", tested: (_: unknown, budget: string) => budget !== "smoke" } as const;
const asStated = { ...asPublished, variant: "as stated" } as const;
const inForm = (form: Form) => (form === "published" ? asPublished : asStated);

const over = (trained: readonly Trained[], value: Value) => measuredOver(trained.map(value), "runs");
/** Mean and spread of each case of a form. */
const each = (form: Form, value: Value, names: readonly CaseName[] = caseNames) => {
  return (result: LabelRandomizationResult) => names.map((name) => over(of(result, form, name), value));
};

/** Points by which a test accuracy may differ: two runs of the source differ by as much in the small cases. */
const accuracyWidths: Record<CaseName, number> = { i: 0.4, ii: 4, iii: 2, iv: 0.4, v: 2 };
const small = ["ii", "iii", "iv", "v"] as const satisfies readonly CaseName[];

const numbers: Claim[] = [
  {
    ...{ id: "parameters", variant: "as published", published: published.number("parameters") },
    statement: "Parameters of the posterior, a mean and a rho for each weight and bias",
    measured: ({ trainings: [one] }) => one && 2 * one.layers.reduce((sum, { weights }) => sum + weights, 0),
    asks: asks("the same number", ([ours], [theirs]) => ours === theirs),
  },
  {
    ...{ id: "untrained", variant: "external", published: published.number("kl of the untrained network"), asks: withinPercent(1) },
    statement: "KL of the untrained network by the source's estimate (nats), computed from its settings",
    measured: ({ trainings }) => over(trainings, ({ start }) => start.drawn),
  },
  ...caseNames.flatMap((name): Claim[] => [
    {
      ...{ ...asPublished, id: `kl-${name}`, published: published.number("kl", name), asks: withinPercent(2) },
      statement: `KL of case ${cases[name].label} by the source's estimate (nats)`,
      measured: (result) => over(of(result, "published", name), (one) => klOf(one, "drawn")),
    },
    {
      ...{ ...asPublished, id: `accuracy-${name}`, published: published.number("test accuracy", name) },
      statement: `Test accuracy of case ${cases[name].label}, of single draws as the source measures it (%)`,
      measured: (result) => over(of(result, "published", name), ({ test }) => test.drawAccuracy),
      asks: within(accuracyWidths[name], "points"),
    },
  ]),
  {
    ...{ ...asPublished, id: "kl-per-parameter", asks: withinPercent(2), shows: 3 },
    statement: "KL over 118,200, cases (i) to (v) (nats)",
    published: caseNames.map((name) => published.number("kl per parameter", name)),
    measured: each("published", (one) => klOf(one, "drawn") / published.number("parameters")),
  },
];

/** What the text concludes of the five KL divergences, however they are trained and computed. */
function conclusions(id: string, form: Form, estimator: "closed" | "drawn"): Claim[] {
  const words = `${formLabels[form]}, ${estimator === "drawn" ? "by the source's estimate" : "in closed form"}`;
  const common = { ...(estimator === "drawn" ? asPublished : asStated), shows: 0 };
  const kl: Value = (one) => klOf(one, estimator);
  const theirs = (names: readonly CaseName[]) => names.map((name) => published.number("kl", name));
  return [
    {
      ...{ ...common, id: `full-largest-${id}`, published: theirs(caseNames), asks: highestIs(0, "(i)") },
      statement: `KL is largest on all of MNIST: cases (i) to (v), nats (${words})`,
      measured: each(form, kl),
    },
    {
      ...{ ...common, id: `others-close-${id}`, published: theirs(small), measured: each(form, kl, small) },
      statement: `KL of cases (ii) to (v) is close: nats (${words})`,
      asks: asks("the largest within 5 % of the smallest", (ours) => Math.max(...ours) <= 1.05 * Math.min(...ours)),
    },
    {
      ...{ ...common, id: `nearer-${id}`, published: "higher similarity", shows: 3 },
      statement: `The posteriors of cases (ii) to (v) are similar to the prior: KL over that of the untrained network (${words})`,
      measured: each(form, (one) => kl(one) / one.start[estimator], small),
      asks: asks("each below 0.98, nearer to the prior than without training", (ours) => ours.every((ratio) => ratio < 0.98)),
    },
  ];
}

/** What the text concludes of accuracy. */
const accuracies = comparedForms.flatMap((form): Claim[] => [
  {
    ...{ ...inForm(form), id: `memorises-${form}`, published: 100, asks: above(99.5, "%") },
    statement: `Case (v) learns its random labels: training accuracy (${formLabels[form]}, %)`,
    measured: (result) => over(of(result, form, "v"), ({ train }) => train.accuracy),
  },
  {
    ...{ ...inForm(form), id: `chance-${form}`, published: 50, asks: within(2, "points") },
    statement: `Case (v) fails to generalise: test accuracy on labels that are random too (${formLabels[form]}, %)`,
    measured: (result) => over(of(result, form, "v"), ({ test }) => test.accuracy),
  },
  {
    ...{ ...inForm(form), id: `full-more-accurate-${form}`, asks: highestIs(0, "(i)") },
    statement: `The entire data set has the highest test accuracy: cases (i) to (v) (${formLabels[form]}, %)`,
    published: caseNames.map((name) => published.number("test accuracy", name)),
    measured: each(form, ({ test }) => test.accuracy),
  },
]);

/** Test accuracy of one training less that of another, where both were made. */
const difference = (one: Trained | undefined, other: Trained | undefined) => one && other && one.test.accuracy - other.test.accuracy;
const adam = (result: LabelRandomizationResult, name: CaseName) => of(result, "published", name).find(({ seed }) => seed === 1);
const long = ({ trainings }: LabelRandomizationResult) => trainings.find((one) => one.long);
const accuracyAt = ({ trace }: Trained, epoch: number) => trace.find((row) => row.epoch === epoch)!.accuracy;

const training: Claim[] = [
  {
    ...{ id: "kl-i-100", variant: "as published", published: published.number("kl of the second run", "i"), asks: withinPercent(2) },
    statement: "KL of case (i) after 100 epochs by the source's estimate (nats)",
    measured: (result) => long(result) && klOf(long(result)!, "drawn"),
    tested: (result) => long(result)?.epochs === 100,
  },
  {
    ...{ id: "ten-epochs", variant: "as published", published: "similar performance beyond that" },
    statement: "10 epochs suffice for the full set: test accuracy after 100 epochs less that after 10 (points)",
    measured: (result) => difference(long(result), adam(result, "i")),
    asks: asks("at most 0.3 points apart", ([apart]) => Math.abs(apart!) <= 0.3),
    tested: (result) => long(result)?.epochs === 100,
  },
  ...(["ii", "iii"] as const).flatMap((name): Claim[] => [
    {
      ...{
        ...asPublished,
        id: `more-epochs-${name}`,
        published: "better generalization across different training sets",
        asks: above(0, "points"),
      },
      statement: `More epochs generalise better: test accuracy after 100 less that after 10, case ${cases[name].label} (points)`,
      measured: (result) => {
        const trained = of(result, "published", name).filter(({ epochs }) => epochs >= 100);
        return over(trained, (one) => accuracyAt(one, one.epochs) - accuracyAt(one, 10));
      },
    },
  ]),
  ...(["descent-slow", "descent-fast"] as const).flatMap((form) =>
    (["i", "ii"] as const).map(
      (name): Claim => ({
        ...{ ...asStated, id: `${form}-${name}`, published: "inferior results", asks: below(0, "points") },
        statement: `Gradient descent is inferior: test accuracy of ${formLabels[form]} less Adam's, case ${cases[name].label} (points)`,
        measured: (result) => difference(of(result, form, name)[0], adam(result, name)),
      }),
    ),
  ),
];

/** Every statement of the source. */
export const labelRandomizationClaims: readonly Claim[] = explained(
  [
    ...[...numbers, ...conclusions("published", "published", "drawn"), ...conclusions("closed", "published", "closed")],
    ...[...conclusions("stated", "stated", "closed"), ...conclusions("bound", "bound", "closed"), ...accuracies, ...training],
  ],
  reasons,
);
