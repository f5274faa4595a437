import { above, asks, below, explained, highestIs, measuredOver, type Quantity, type Said, within, withinPercent } from "@credence/lab";
import { type CaseName, caseNames, cases } from "../mnist/cases.ts";
import { type Form, formLabels } from "../mnist/network.ts";
import type { LabelRandomizationResult, Trained } from "./label-randomization.ts";
import { comparedForms, klOf, of, published } from "./readings.ts";
import { reasons } from "./reasons.ts";

type Claim = Said<LabelRandomizationResult>;

const tested: NonNullable<Claim["tested"]> = (_, budget) => budget !== "smoke";
const variantOf = (form: Form) => (form === "published" ? ("as published" as const) : ("as stated" as const));
const over = (trained: readonly Trained[], value: (one: Trained) => number): Quantity | undefined =>
  measuredOver(trained.map(value), "runs");
const ofCases = (record: "kl" | "test accuracy", names: readonly CaseName[] = caseNames) =>
  names.map((name) => published.number(record, name));

/** Points by which a test accuracy may differ: two runs of the source differ by as much in the small cases. */
const accuracyWidths: Record<CaseName, number> = { i: 0.4, ii: 4, iii: 2, iv: 0.4, v: 2 };
const small = ["ii", "iii", "iv", "v"] as const satisfies readonly CaseName[];

const numbers: Claim[] = [
  {
    id: "parameters",
    variant: "as published",
    statement: "Parameters of the posterior, a mean and a rho for each weight and bias",
    published: published.number("parameters"),
    measured: ({ trainings: [one] }) => one && 2 * one.layers.reduce((sum, { weights }) => sum + weights, 0),
    asks: asks("the same number", ([ours], [theirs]) => ours === theirs),
  },
  {
    id: "untrained",
    variant: "external",
    statement: "KL of the untrained network by the source's estimate (nats), computed from its settings",
    published: published.number("kl of the untrained network"),
    measured: ({ trainings }) =>
      measuredOver(
        trainings.map(({ start }) => start.drawn),
        "runs",
      ),
    asks: withinPercent(1),
  },
  ...caseNames.map(
    (name): Claim => ({
      id: `kl-${name}`,
      variant: "as published",
      statement: `KL of case ${cases[name].label} by the source's estimate (nats)`,
      published: published.number("kl", name),
      measured: (result) => over(of(result, "published", name), (one) => klOf(one, "drawn")),
      asks: withinPercent(2),
      tested,
    }),
  ),
  {
    id: "kl-per-parameter",
    variant: "as published",
    statement: "KL over 118,200, cases (i) to (v) (nats)",
    published: caseNames.map((name) => published.number("kl per parameter", name)),
    measured: (result) =>
      caseNames.map((name) => over(of(result, "published", name), (one) => klOf(one, "drawn") / published.number("parameters"))),
    asks: withinPercent(2),
    shows: 3,
    tested,
  },
  ...caseNames.map(
    (name): Claim => ({
      id: `accuracy-${name}`,
      variant: "as published",
      statement: `Test accuracy of case ${cases[name].label}, of single draws as the source measures it (%)`,
      published: published.number("test accuracy", name),
      measured: (result) => over(of(result, "published", name), ({ test }) => test.drawAccuracy),
      asks: within(accuracyWidths[name], "points"),
      tested,
    }),
  ),
];

/** What the text concludes of the five KL divergences, however they are trained and computed. */
function conclusions(id: string, form: Form, estimator: "closed" | "drawn"): Claim[] {
  const words = `${formLabels[form]}, ${estimator === "drawn" ? "by the source's estimate" : "in closed form"}`;
  const variant = estimator === "drawn" ? ("as published" as const) : ("as stated" as const);
  const each = (names: readonly CaseName[], value: (one: Trained) => number): Claim["measured"] => {
    return (result) => names.map((name) => over(of(result, form, name), value));
  };
  const kl = (one: Trained) => klOf(one, estimator);
  return [
    {
      id: `full-largest-${id}`,
      variant,
      statement: `KL is largest on all of MNIST: cases (i) to (v), nats (${words})`,
      published: ofCases("kl"),
      measured: each(caseNames, kl),
      asks: highestIs(0, "(i)"),
      shows: 0,
      tested,
    },
    {
      id: `others-close-${id}`,
      variant,
      statement: `KL of cases (ii) to (v) is close: nats (${words})`,
      published: ofCases("kl", small),
      measured: each(small, kl),
      asks: asks("the largest within 5 % of the smallest", (ours) => Math.max(...ours) <= 1.05 * Math.min(...ours)),
      shows: 0,
      tested,
    },
    {
      id: `nearer-${id}`,
      variant,
      statement: `The posteriors of cases (ii) to (v) are similar to the prior: KL over that of the untrained network (${words})`,
      published: "higher similarity",
      measured: each(small, (one) => kl(one) / one.start[estimator]),
      asks: asks("each below 0.98, nearer to the prior than without training", (ours) => ours.every((ratio) => ratio < 0.98)),
      shows: 3,
      tested,
    },
  ];
}

/** What the text concludes of accuracy. */
const accuracies = comparedForms.flatMap((form): Claim[] => [
  {
    id: `memorises-${form}`,
    variant: variantOf(form),
    statement: `Case (v) learns its random labels: training accuracy (${formLabels[form]}, %)`,
    published: 100,
    measured: (result) => over(of(result, form, "v"), ({ train }) => train.accuracy),
    asks: above(99.5, "%"),
    tested,
  },
  {
    id: `chance-${form}`,
    variant: variantOf(form),
    statement: `Case (v) fails to generalise: test accuracy on labels that are random too (${formLabels[form]}, %)`,
    published: 50,
    measured: (result) => over(of(result, form, "v"), ({ test }) => test.accuracy),
    asks: within(2, "points"),
    tested,
  },
  {
    id: `full-more-accurate-${form}`,
    variant: variantOf(form),
    statement: `The entire data set has the highest test accuracy: cases (i) to (v) (${formLabels[form]}, %)`,
    published: ofCases("test accuracy"),
    measured: (result) => caseNames.map((name) => over(of(result, form, name), ({ test }) => test.accuracy)),
    asks: highestIs(0, "(i)"),
    tested,
  },
]);

const long = ({ trainings }: LabelRandomizationResult) => trainings.find((one) => one.long);

const training: Claim[] = [
  {
    id: "ten-epochs",
    variant: "as published",
    statement: "10 epochs suffice for the full set: test accuracy after 100 epochs less that after 10 (points)",
    published: "similar performance beyond that",
    measured: (result) => {
      const ten = of(result, "published", "i").find(({ seed }) => seed === 1);
      const hundred = long(result);
      return ten && hundred && hundred.test.accuracy - ten.test.accuracy;
    },
    asks: asks("at most 0.3 points apart", ([difference]) => Math.abs(difference!) <= 0.3),
    tested: (result) => long(result)?.epochs === 100,
  },
  ...(["ii", "iii"] as const).map(
    (name): Claim => ({
      id: `more-epochs-${name}`,
      variant: "as published",
      statement: `More epochs generalise better: test accuracy after 100 less that after 10, case ${cases[name].label} (points)`,
      published: "better generalization across different training sets",
      measured: (result) => {
        const at = ({ trace }: Trained, epoch: number) => trace.find((row) => row.epoch === epoch)?.accuracy ?? Number.NaN;
        return over(of(result, "published", name), (one) => at(one, one.epochs) - at(one, 10));
      },
      asks: above(0, "points"),
      tested,
    }),
  ),
  ...(["descent-slow", "descent-fast"] as const).flatMap((form) =>
    (["i", "ii"] as const).map(
      (name): Claim => ({
        id: `${form}-${name}`,
        statement: `Gradient descent is inferior: test accuracy of ${formLabels[form]} less Adam's, case ${cases[name].label} (points)`,
        published: "inferior results",
        measured: (result) => {
          const [descent, adam] = [of(result, form, name)[0], of(result, "published", name).find(({ seed }) => seed === 1)];
          return descent && adam && descent.test.accuracy - adam.test.accuracy;
        },
        asks: below(0, "points"),
        tested,
      }),
    ),
  ),
];

/** Every statement of the source. */
export const labelRandomizationClaims: readonly Claim[] = explained(
  [
    ...numbers,
    ...conclusions("published", "published", "drawn"),
    ...conclusions("closed", "published", "closed"),
    ...conclusions("stated", "stated", "closed"),
    ...conclusions("bound", "bound", "closed"),
    ...accuracies,
    ...training,
  ],
  reasons,
);
